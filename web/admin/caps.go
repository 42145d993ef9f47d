package admin

import (
	"net/http"
	"strconv"

	"cordboard/appliance"
	"cordboard/appliance/trunk"
	"cordboard/web/i18n"
)

// caps shows the form of the caps on calls out.
func (p *Pages) caps(w http.ResponseWriter, r *http.Request) error {
	bounds := p.Trunks.Config().Bounds()
	v := capsForm(r, bounds)
	v.Version = appliance.VersionOf(bounds)
	var err error
	if v.Changes, err = p.trunkChanges(r, tellCaps(r)); err != nil {
		return err
	}
	return page(w, r, http.StatusOK, form(v))
}

func (p *Pages) saveCaps(w http.ResponseWriter, r *http.Request) error {
	f, err := sent(r)
	if err != nil {
		return err
	}
	before := p.Trunks.Config()
	wanted := trunk.Caps{
		Hour: f.number(string(trunk.HourCap)), Day: f.number(string(trunk.DayCap)),
		All: f.number(string(trunk.BoxCap)), Abroad: f.number(string(trunk.AbroadCap)),
	}
	if wanted != before.Bounds() {
		if err = appliance.Unchanged(before.Bounds(), f.seen()); err == nil {
			all := before
			all.Caps = &wanted
			err = p.saveTrunks(r.Context(), before, all)
		}
	}
	v := capsForm(r, wanted)
	v.Version = f.over(appliance.VersionOf(before.Bounds()), err)
	return saved(w, r, v, err)
}

// capsForm asks for each cap.
func capsForm(r *http.Request, c trunk.Caps) formView {
	text := func(key string) string { return i18n.Text(r.Context(), key) }
	v := formView{
		Frame: frame(r.Context(), "trunks"), Back: place{text("admin.trunks"), "/admin/trunks"},
		Title: text("admin.caps"), Action: "/admin/caps", Standing: text("admin.caps.help"), PutBack: revertTrunks,
	}
	usual := trunk.UsualCaps
	for _, field := range []struct {
		of         trunk.Cap
		now, usual int
	}{{trunk.HourCap, c.Hour, usual.Hour}, {trunk.DayCap, c.Day, usual.Day}, {trunk.BoxCap, c.All, usual.All}, {trunk.AbroadCap, c.Abroad, usual.Abroad}} {
		v.Fields = append(v.Fields, fieldView{
			Kind: numberField, Name: string(field.of), Label: text("admin.caps." + string(field.of)),
			Help: i18n.Text(r.Context(), "admin.caps.usual", "usual", field.usual), Value: strconv.Itoa(field.now),
		})
	}
	return v
}
