package widget_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
)

// questions has the form ask one of each kind, and returns what their fields are called.
func (s *stand) questions() map[appliance.QuestionKind]string {
	s.t.Helper()
	s.change(func(e *appliance.EntryPoint) {
		e.Widget.Questions = []appliance.Question{
			{Name: "Číslo objednávky", Kind: appliance.QuestionText, Ask: appliance.AskRequired, Texts: map[appliance.Language]string{appliance.Polish: "Numer zamówienia"}},
			{Name: "Kolik kusů", Kind: appliance.QuestionNumber, Ask: appliance.AskOptional, Texts: map[appliance.Language]string{appliance.Polish: "Ile sztuk"}},
			{Name: "Datum nákupu", Kind: appliance.QuestionDate, Ask: appliance.AskOptional, Texts: map[appliance.Language]string{appliance.Polish: "Data zakupu"}},
			{Name: "Dopravce", Kind: appliance.QuestionChoice, Ask: appliance.AskOptional, Choices: []string{"Pošta", "Kurýr <b>"}},
			{Name: "Souhlas s nahlédnutím do objednávek za poslední rok", Kind: appliance.QuestionCheck, Ask: appliance.AskOptional},
		}
	})
	a := s.ask(request{method: http.MethodGet, path: "/w/" + key + "/state"})
	var state struct {
		Questions []struct {
			ID   string
			Kind appliance.QuestionKind
		}
	}
	must(s.t, json.Unmarshal([]byte(a.body), &state))
	fields := map[appliance.QuestionKind]string{}
	for _, q := range state.Questions {
		fields[q.Kind] = q.ID
	}
	if len(fields) != 5 {
		s.t.Fatalf("the panel is asked to ask %+v", state)
	}
	return fields
}

// TestAnswersToTheFormsOwnQuestionsAreParameters of the conversation, where they are
// answers; what is none is refused at its field, and opens nothing (F026, F111).
func TestAnswersToTheFormsOwnQuestionsAreParameters(t *testing.T) {
	s := newStand(t)
	at := s.questions()
	full := map[appliance.QuestionKind]string{
		appliance.QuestionText: " 24-10873\n", appliance.QuestionNumber: "2", appliance.QuestionDate: "2026-02-28",
		appliance.QuestionChoice: "Kurýr <b>", appliance.QuestionCheck: appliance.Checked,
	}
	opens := func(given map[appliance.QuestionKind]string, more ...string) answer {
		t.Helper()
		answers := map[string]string{}
		for kind, value := range given {
			answers[at[kind]] = value
		}
		for _, name := range more {
			answers[name] = "strange"
		}
		return s.post("", "open", map[string]any{"key": keyOf("Eva"), "name": "Eva", "topic": s.queues[0], "answers": answers, "attributes": map[string]string{"cart": "7"}})
	}
	for kind, wrong := range map[appliance.QuestionKind]string{
		appliance.QuestionText: "", appliance.QuestionNumber: "two", appliance.QuestionDate: "yesterday", appliance.QuestionChoice: "Holub", appliance.QuestionCheck: "no",
	} {
		given := maps.Clone(full)
		given[kind] = wrong
		if a := opens(given); a.status != http.StatusUnprocessableEntity || a.field("field") != at[kind] || a.field("text") == "" {
			t.Errorf("%s %q: got %d %s", kind, wrong, a.status, a.body)
		}
	}
	long := maps.Clone(full)
	long[appliance.QuestionText] = strings.Repeat("ž", 1001)
	if a := opens(long); a.status != http.StatusUnprocessableEntity || a.field("field") != at[appliance.QuestionText] {
		t.Errorf("a long one: got %d %s", a.status, a.body)
	}
	if got := len(s.conversations()); got != 0 {
		t.Fatalf("%d conversations came of what was refused", got)
	}
	if a := opens(full, "q00000000", "name"); a.status != http.StatusOK {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	want := []appliance.Parameter{
		{Key: "Číslo objednávky", Value: "24-10873", From: appliance.FromForm},
		{Key: "Kolik kusů", Value: "2", From: appliance.FromForm},
		{Key: "Datum nákupu", Value: "2026-02-28", From: appliance.FromForm},
		{Key: "Dopravce", Value: "Kurýr <b>", From: appliance.FromForm},
		{Key: "Souhlas s nahlédnutím do objednávek za poslední rok", Value: appliance.Checked, From: appliance.FromForm},
		{Key: "cart", Value: "7", From: appliance.FromScript},
	}
	if got := s.conversations()[0].Parameters; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestOfflineFormAsksItsQuestionsToo, each but what can be ticked, and writes the answers
// beneath the message (F034).
func TestOfflineFormAsksItsQuestionsToo(t *testing.T) {
	s := newStand(t)
	at := s.questions()
	s.site.set(site.Offline, time.Time{})
	answers := map[string]string{at[appliance.QuestionText]: "24-1", at[appliance.QuestionNumber]: "2", at[appliance.QuestionDate]: "2026-02-28"}
	full := map[string]any{"key": keyOf("k"), "name": "Eva", "mail": "eva@hobla.example", "topic": s.queues[1], "text": "Chci vrátit vrtačku.", "answers": answers}
	if a := s.post("", "offline", full); a.status != http.StatusUnprocessableEntity || a.field("field") != at[appliance.QuestionChoice] {
		t.Errorf("without a choice: got %d %s", a.status, a.body)
	}
	answers[at[appliance.QuestionChoice]] = "Pošta"
	if a := s.post("", "offline", full); a.status != http.StatusNoContent {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	if got := s.tickets(); len(got) != 1 || got[0].Body != "Chci vrátit vrtačku.\n\nČíslo objednávky: 24-1\nKolik kusů: 2\nDatum nákupu: 2026-02-28\nDopravce: Pošta" {
		t.Errorf("got %+v", got)
	}
}

// TestVisitorAnswersTheFormsOwnQuestions in the panel, by keys alone, while operators
// leave and come back; they read the answers, and the next form has none of them.
func TestVisitorAnswersTheFormsOwnQuestions(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	at := v.questions()
	f := v.opens("/vrtacky/bd-18")
	field := func(k appliance.QuestionKind) string { return `document.getElementById('field-` + at[k] + `')` }
	fills(f, map[string]string{"name": "Eva", "topic": v.queues[0].String(), at[appliance.QuestionNumber]: "two"})
	submits(f)
	f.Wait(field(appliance.QuestionText) + `.getAttribute('aria-invalid') && ` + field(appliance.QuestionNumber) + `.getAttribute('aria-invalid') && document.activeElement === ` + field(appliance.QuestionText))
	v.tab.Type("24-10873")
	v.tab.Key("Tab")
	f.Wait(`document.activeElement === ` + field(appliance.QuestionNumber))
	f.Eval(`document.activeElement.select()`, nil)
	v.tab.Type("2,5")
	v.tab.Key("Tab")
	f.Wait(`document.activeElement === ` + field(appliance.QuestionDate))
	fills(f, map[string]string{at[appliance.QuestionDate]: "2026-02-28", at[appliance.QuestionChoice]: "Kurýr <b>"})
	f.Eval(field(appliance.QuestionCheck)+`.focus()`, nil)
	v.tab.Key(" ")
	f.Wait(field(appliance.QuestionCheck) + `.checked`)

	v.site.set(site.Offline, time.Time{})
	v.asks()
	f.Wait(`document.querySelector('main.offline') && ` + field(appliance.QuestionDate) + `.getAttribute('aria-required') === 'true' && ` + field(appliance.QuestionCheck) + `.getAttribute('aria-required') === 'false'`)
	v.site.set(site.Open, time.Time{})
	v.asks()
	f.Wait(`document.querySelector('main.form') && ` + field(appliance.QuestionCheck) + `.checked`)
	submits(f)
	f.Wait("document.querySelector('main.waiting')")
	c := v.only()
	want := []string{"24-10873", "2,5", "2026-02-28", "Kurýr <b>", appliance.Checked}
	var got []string
	for _, p := range c.Parameters {
		got = append(got, p.Value)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	must(t, v.desk.End(t.Context(), c.ID, appliance.ByContact, 0, ""))
	f.Wait("document.querySelector('main.over')")
	f.Eval(`document.querySelector('main.over .primary').click()`, nil)
	f.Wait(`document.querySelector('main.form') && ` + field(appliance.QuestionText) + `.value === '' && !` + field(appliance.QuestionCheck) + `.checked && document.getElementById('field-name').value === 'Eva'`)
}
