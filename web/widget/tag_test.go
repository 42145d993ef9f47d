package widget_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// tag adds one to the administrator's list.
func (s *stand) tag(name string) (t appliance.Tag) {
	s.t.Helper()
	must(s.t, s.store.Write(s.t.Context(), func(tx *sqlite.Tx) (err error) {
		t, err = tx.AddTag(appliance.Tag{Name: name, Colour: appliance.Blue, ByPage: true})
		return err
	}))
	return t
}

// TestPageTagsTheChatOfItsVisitor before it began and while it goes on; what the box
// does not take, the page's console tells, and nothing of it is kept.
func TestPageTagsTheChatOfItsVisitor(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	complaint, praise := v.tag("Stížnost"), v.tag("Pochvala")
	f := v.opens("/vrtacky/bd-18")
	v.tab.Eval("cordboard('addTag', 'stiznost'); cordboard('addTag', 'kanárek')", nil)
	fills(f, map[string]string{"name": "Eva Malá", "topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	c := v.only().ID
	has := func(ids ...appliance.TagID) func() bool {
		return func() bool { return slices.Equal(v.only().Tags, ids) }
	}
	v.until("the tag from before", has(complaint.ID))
	v.until("the refusal in the console", func() bool {
		return slices.ContainsFunc(v.tab.Errors(), func(line string) bool { return strings.Contains(line, "cordboard: “kanárek”: ") })
	})
	v.tab.Eval("cordboard('addTag', 'Pochvala')", nil)
	v.until("the other tag", has(complaint.ID, praise.ID))
	must(t, v.store.Read(t.Context(), func(view *sqlite.View) error {
		story, err := view.Entries(c, 0, 0)
		for _, e := range story {
			if strings.Contains(e.Text+e.Data["tag"], "kan") {
				t.Errorf("the story keeps what was refused: %+v", e)
			}
			if e.Kind == appliance.EntryTagged && (e.Operator != 0 || e.By != appliance.BySystem) {
				t.Errorf("the story tells it as somebody's: %+v", e)
			}
		}
		return err
	}))
}

func TestTagOfAPageIsOneOfTheList(t *testing.T) {
	s := newStand(t)
	s.tag("Complaint")
	token := s.visitor("Eva")
	for _, step := range []struct {
		token, name string
		status      int
	}{
		{token, "canary", http.StatusUnprocessableEntity},
		{token, strings.Repeat("canary", 100), http.StatusUnprocessableEntity},
		{"", "Complaint", http.StatusNotFound},
		{token, "COMPLAINT", http.StatusNoContent},
		{token, "Complaint", http.StatusNoContent},
	} {
		if a := s.post(step.token, "tag", map[string]string{"name": step.name}); a.status != step.status || strings.Contains(string(a.body), "canary") {
			t.Errorf("%.20q: got %d, want %d, and %s", step.name, a.status, step.status, a.body)
		}
	}
	if got := s.only().Tags; len(got) != 1 {
		t.Errorf("it has %v", got)
	}
}
