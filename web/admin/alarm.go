package admin

import (
	"context"

	"cordboard/appliance"
	"cordboard/appliance/trunk"
	"cordboard/web/i18n"
)

// alarmView is what an administrator should know of, and the pages where it is
// mended.
type alarmView struct {
	Sentence, Remedy string
	Places           []place
}

// alarms are those of this moment.
func (p *Pages) alarms(ctx context.Context) (all []alarmView, err error) {
	now := p.Trunks.Alarms()
	if len(now) == 0 {
		return nil, nil
	}
	names, err := p.operatorNames(ctx)
	for _, a := range now {
		all = append(all, viewAlarm(ctx, a, names[a.Use.Operator]))
	}
	return all, err
}

// viewAlarm says an alarm that is about an operator of that name, or none.
func viewAlarm(ctx context.Context, a trunk.Alarm, operator string) alarmView {
	v := alarmView{Sentence: i18n.Text(ctx, a.Text(), a.Places(operator)...)}
	if remedy := a.Remedy(); remedy != "" {
		v.Remedy = i18n.Text(ctx, remedy, a.Places(operator)...)
	}
	for _, path := range mendedAt(a) {
		v.Places = append(v.Places, place{nameOfMending(ctx, path, a, operator), path})
	}
	return v
}

// mendedAt are the addresses of the pages where one does something about an alarm.
func mendedAt(a trunk.Alarm) (paths []string) {
	switch a.About {
	case trunk.CapAlarm:
		paths = append(paths, "/admin/caps#"+fieldAnchor(string(a.Use.Cap)))
	case trunk.PasswordAlarm, trunk.ExchangeAlarm:
		return []string{trunkPath(a.Trunk)}
	case trunk.StrangerAlarm:
		return []string{trunksPath}
	case trunk.HoursAlarm:
		if a.Use.Operator == 0 {
			return []string{treesPath, trunksPath}
		}
	}
	if a.Use.Operator != 0 {
		paths = append(paths, operatorPath(a.Use.Operator))
	}
	return paths
}

const (
	treesPath  = "/admin/trees"
	trunksPath = "/admin/trunks"
)

func operatorPath(id appliance.OperatorID) string { return "/admin/operators/" + id.String() }

// nameOfMending is what a link to such a page is called.
func nameOfMending(ctx context.Context, path string, a trunk.Alarm, operator string) string {
	switch path {
	case trunksPath:
		return i18n.Text(ctx, "admin.trunks")
	case treesPath:
		return i18n.Text(ctx, "admin.trees")
	case trunkPath(a.Trunk):
		return a.Trunk
	case operatorPath(a.Use.Operator):
		return operator
	}
	return i18n.Text(ctx, "admin.caps."+string(a.Use.Cap))
}
