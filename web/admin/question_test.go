package admin_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// TestQuestionsOfTheFormAreKeptInTheirOrder: the form has one more than there are, each
// takes the place that it is given, and one without a name goes.
func TestQuestionsOfTheFormAreKeptInTheirOrder(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/groups/new", "name", "Sales")
	o.save("/admin/queues/new", "name", "Orders", "groups", "1", "target", "60", "offer", "30", "wrap-up", "45")
	form := []string{"channel", "webchat", "name", "Shop", "queue", "1", "language", "cs", "ask-name", "no", "ask-mail", "no", "ask-phone", "no", "ask-topic", "no"}
	questions := func() (all []appliance.Question) {
		t.Helper()
		if err := o.store.Read(t.Context(), func(v *sqlite.View) error {
			e, err := v.EntryPoint(1)
			all = e.Widget.Questions
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return all
	}
	shown := func() string {
		_, page := o.get("/admin/entry-points/1")
		return page
	}
	save := func(more ...string) (status int, page string) {
		t.Helper()
		return o.post("/admin/entry-points/1", append(append(slices.Clone(form), "version", versionIn.FindStringSubmatch(shown())[1]), more...)...)
	}
	o.save("/admin/entry-points/new", append(slices.Clone(form),
		"question-0-name", "Carrier <b>", "question-0-place", "1", "question-0-kind", "choice", "question-0-choices", "Mail\r\n Courier \r\n", "question-0-required", "on", "question-0-text-pl", "Przewoźnik")...)
	want := appliance.Question{
		Name: "Carrier <b>", Kind: appliance.QuestionChoice, Ask: appliance.AskRequired, Choices: []string{"Mail", "Courier"},
		Texts: map[appliance.Language]string{appliance.Polish: "Przewoźnik"},
	}
	if got := questions(); len(got) != 1 || appliance.VersionOf(got[0]) != appliance.VersionOf(want) {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	if page := shown(); !strings.Contains(page, `name="question-1-name"`) || strings.Contains(page, `name="question-2-name"`) || strings.Contains(page, "Carrier <b>") || !strings.Contains(page, "Mail\nCourier</textarea>") {
		t.Error("the form has not one question more than there are, or not what was typed")
	}
	if status, page := save("question-0-name", "Carrier", "question-0-kind", "choice", "question-0-choices", "Mail", "question-1-name", "Order", "question-1-kind", "guess"); status != http.StatusUnprocessableEntity ||
		!strings.Contains(page, `id="question-0-choices-flaw"`) || !strings.Contains(page, `id="question-1-kind-flaw"`) || len(questions()) != 1 {
		t.Errorf("one choice, and no kind: got %d, %+v", status, questions())
	}
	for _, step := range []struct {
		typed []string
		want  string
	}{
		{[]string{"question-0-name", "Carrier", "question-0-place", "2", "question-0-kind", "text", "question-1-name", "Order", "question-1-place", "1", "question-1-kind", "number"}, "Order Carrier"},
		{[]string{"question-0-name", " ", "question-0-kind", "number", "question-1-name", "Carrier", "question-1-kind", "text"}, "Carrier"},
		{nil, ""},
	} {
		if status, page := save(step.typed...); status != http.StatusSeeOther {
			t.Fatalf("%v: got %d %s", step.typed, status, page)
		}
		var names []string
		for _, q := range questions() {
			names = append(names, q.Name)
		}
		if got := strings.Join(names, " "); got != step.want {
			t.Errorf("%v: got %q, want %q", step.typed, got, step.want)
		}
	}
}
