package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

func (o *office) template(id appliance.TemplateID) (t appliance.Template) {
	o.t.Helper()
	err := o.store.Read(o.t.Context(), func(v *sqlite.View) (err error) {
		t, err = v.Template(id)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return t
}

func TestAnswersAtHandAreMadeChangedAndPutBack(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/groups/new", "name", "Sales")
	o.save("/admin/templates/new", "name", "/delivery", "text-en", "Hello <name>,\r\nit comes today.", "text-cs", "Přijde dnes.", "groups", "1", "on", "on")
	want := "Hello <name>,\nit comes today."
	if got := o.template(1); got.Name != "delivery" || got.Texts[appliance.English] != want || len(got.Groups) != 1 || got.Off {
		t.Fatalf("it is kept as %+v", got)
	}
	_, list := o.get("/admin/templates")
	for _, want := range []string{"/delivery", "Hello &lt;name&gt;, it comes today.", "Sales", "Čeština, English"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list does not say %q", want)
		}
	}
	for field, value := range map[string]string{"name": "two words", "text-en": strings.Repeat("x", appliance.MessageLimit+1)} {
		form := []string{field, value, "name", "delivery", "text-en", "Hello", "on", "on", "version", o.version("/admin/templates/1")} // the first of a name counts
		if status, page := o.post("/admin/templates/1", form...); status != http.StatusUnprocessableEntity || !strings.Contains(page, `id="`+field+`-flaw"`) {
			t.Errorf("%s %.20q: got %d, want it refused at its field", field, value, status)
		}
	}
	if status, page := o.post("/admin/templates/new", "name", "Délivery", "text-en", "Another", "on", "on"); status != http.StatusConflict || !strings.Contains(page, `id="name-flaw"`) {
		t.Errorf("a name that is typed the same: got %d", status)
	}
	if status, page := o.post("/admin/templates/new", "name", "empty", "on", "on"); status != http.StatusUnprocessableEntity || !strings.Contains(page, `id="text-cs-flaw"`) {
		t.Errorf("nothing said: got %d", status)
	}
	o.save("/admin/templates/1", "name", "delivery", "text-en", "Gone.", "on", "on", "version", o.version("/admin/templates/1"))
	number, _, _ := strings.Cut(o.changesOn("/admin/templates/1")[0], ";")
	o.save("/admin/templates/1/revert", "change", number)
	if got := o.template(1); got.Texts[appliance.English] != want || len(got.Texts) != 2 {
		t.Errorf("put back it is %+v", got)
	}
}

func TestWrapUpReasonsAreMadeAndSwitchedOff(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/reasons/new", "name-en", "Complaint", "on", "on")
	if status, page := o.post("/admin/reasons/new", "on", "on"); status != http.StatusUnprocessableEntity || !strings.Contains(page, `id="name-cs-flaw"`) {
		t.Errorf("without a name: got %d", status)
	}
	o.save("/admin/reasons/1", "name-en", "Complaint", "version", o.version("/admin/reasons/1"))
	if _, list := o.get("/admin/reasons"); !strings.Contains(list, "Complaint") || !strings.Contains(list, "not chosen any more") {
		t.Error("the list does not say that it is switched off")
	}
}
