package admin

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web/i18n"
)

// furnished are what a queue's form chooses from, and who is there for it.
type furnished struct {
	belongings
	queues    []appliance.Queue
	operators []appliance.Operator
	presences []appliance.Presence
}

func readFurnished(v *sqlite.View) (all furnished, err error) {
	if all.belongings, err = readBelongings(v); err != nil {
		return all, err
	}
	if all.queues, err = v.Queues(); err != nil {
		return all, err
	}
	if all.operators, err = v.Operators(); err != nil {
		return all, err
	}
	all.presences, err = v.Presences()
	return all, err
}

// warning says of a queue that nobody who is there has the skills that it needs.
func (all furnished) warning(ctx context.Context, q appliance.Queue) string {
	if !site.Unskilled(q, all.operators, all.presences) {
		return ""
	}
	key := "admin.queue.unskilled"
	if q.RelaxEvery > 0 {
		key = "admin.queue.unskilled.relaxes"
	}
	return i18n.Text(ctx, key, "skills", strings.Join(skillsOf(ctx, all.skills, q.Needs), ", "))
}

// routeFields ask whom a queue asks first, and where else those wait for whom it has
// nobody.
func (all furnished) routeFields(ctx context.Context, q appliance.Queue) (fields []fieldView) {
	text := func(key string) string { return i18n.Text(ctx, key) }
	duration := func(name, label string, d time.Duration) fieldView {
		return fieldView{Kind: durationField, Name: name, Label: text(label), Help: text(label + ".help"), Value: i18n.WriteDuration(d)}
	}
	if len(all.skills) > 0 {
		fields = append(fields, fieldView{Kind: foldField, Label: text("admin.queue.skills"), Help: text("admin.queue.skills.help")})
		fields = append(fields, levelFields(ctx, all.skills, q.Needs, "admin.queue.skill.none")...)
		fields = append(fields,
			duration("relax", "admin.queue.relax", q.RelaxEvery),
			fieldView{Kind: choiceField, Name: "first", Label: text("admin.queue.first"), Choices: []choice{
				{"idle", text("admin.queue.first.idle"), !q.BestFirst}, {"best", text("admin.queue.first.best"), q.BestFirst},
			}})
	}
	return append(fields,
		fieldView{Kind: foldField, Label: text("admin.queue.turn")},
		fieldView{Kind: choiceField, Name: "priority", Label: text("admin.queue.priority"), Help: text("admin.queue.priority.help"), Choices: priorities(ctx, q)},
		duration("raise", "admin.queue.raise", q.RaiseEvery),
		duration("last", "admin.queue.last", q.LastFor),
		fieldView{Kind: foldField, Label: text("admin.queue.overflow"), Help: text("admin.queue.overflow.help")},
		fieldView{Kind: choiceField, Name: "overflow-to", Label: text("admin.queue.overflow.to"), Choices: all.elsewhere(ctx, q)},
		duration("overflow-after", "admin.queue.overflow.after", q.Overflow.After),
		fieldView{Kind: numberField, Name: "overflow-above", Label: text("admin.queue.overflow.above"), Help: text("admin.queue.overflow.above.help"), Value: strconv.Itoa(q.Overflow.Above)},
	)
}

// priorities are the choices of one, the usual first.
func priorities(ctx context.Context, q appliance.Queue) []choice {
	is := cmp.Or(q.Priority, appliance.UsualPriority)
	all := []choice{{"0", i18n.Text(ctx, "admin.queue.priority.usual", "priority", appliance.UsualPriority), is == appliance.UsualPriority}}
	for n := appliance.HighestPriority; n >= 1; n-- {
		if n != appliance.UsualPriority {
			all = append(all, numbered(n, n == is))
		}
	}
	return all
}

// elsewhere are the other queues, after none.
func (all furnished) elsewhere(ctx context.Context, q appliance.Queue) []choice {
	choices := []choice{{"0", i18n.Text(ctx, "admin.queue.overflow.nowhere"), q.Overflow.To == 0}}
	for _, other := range all.queues {
		if other.ID != q.ID {
			choices = append(choices, choice{other.ID.String(), other.Name, other.ID == q.Overflow.To})
		}
	}
	return choices
}

// route fills in what was typed into the routeFields.
func (all furnished) route(t typed, q *appliance.Queue) {
	q.Needs, q.RelaxEvery, q.BestFirst = t.levels(all.skills), t.optionalSeconds("relax"), t.text("first") == "best"
	q.Priority, q.RaiseEvery, q.LastFor = t.optional("priority"), t.optionalSeconds("raise"), t.optionalSeconds("last")
	was := q.Overflow
	q.Overflow = appliance.Overflow{
		To: appliance.QueueID(t.optional("overflow-to")), After: t.optionalSeconds("overflow-after"), Above: t.optional("overflow-above"),
	}
	left := appliance.Overflow{After: was.After, Above: was.Above}
	if was.To != 0 && q.Overflow == left { // by who chose to pass on nobody any more
		q.Overflow = appliance.Overflow{}
	}
}
