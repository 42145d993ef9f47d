package widget_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/ticket"
)

func TestOfflineFormNeedsAllItsFieldsAndBecomesATicket(t *testing.T) {
	s := newStand(t)
	s.site.set(site.Offline, time.Time{})
	if a := s.post("", "open", map[string]any{"key": keyOf("k"), "name": "Eva", "topic": s.queues[0]}); a.status != http.StatusConflict {
		t.Errorf("a chat while offline: got %d %s", a.status, a.body)
	}
	full := map[string]any{"key": keyOf("k"), "name": "Eva Malá", "mail": "eva@hobla.example", "topic": s.queues[1], "text": "Chci vrátit vrtačku.", "page": "/vraceni"}
	for field, name := range map[string]string{"name": "name", "mail": "mail", "topic": "topic", "text": "text"} {
		form := map[string]any{}
		for k, v := range full {
			if k != field {
				form[k] = v
			}
		}
		if a := s.post("", "offline", form); a.status != http.StatusUnprocessableEntity || a.field("field") != name || a.field("text") == "" {
			t.Errorf("without %s: got %d %s", field, a.status, a.body)
		}
	}
	if got := s.tickets(); len(got) != 0 {
		t.Fatalf("refused forms left %d tickets", len(got))
	}
	if a := s.post("", "offline", full); a.status != http.StatusNoContent {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	got := s.tickets()
	if len(got) != 1 || got[0].Origin != appliance.FromOfflineForm || got[0].Body != "Chci vrátit vrtačku." || got[0].Name != "Eva Malá" ||
		got[0].Mail != "eva@hobla.example" || got[0].Queue != s.queues[1] || got[0].EntryPoint != s.entry.ID || got[0].State != appliance.TicketOpen || got[0].Page != "/vraceni" {
		t.Errorf("got %+v", got)
	}
}

func TestTopicThatNobodyIsThereForLeadsToTheOfflineForm(t *testing.T) {
	s := newStand(t)
	s.site.leave(s.queues[1])
	form := func(k string, q appliance.QueueID) map[string]any {
		return map[string]any{"key": keyOf(k), "name": "Eva", "topic": q}
	}
	if a := s.post("", "open", form("a", s.queues[1])); a.status != http.StatusConflict || !strings.Contains(string(a.body), `"offline":true`) {
		t.Errorf("the topic without people: got %d %s", a.status, a.body)
	}
	if a := s.post("", "open", form("b", s.queues[0])); a.status != http.StatusOK {
		t.Errorf("a topic with people: got %d %s", a.status, a.body)
	}
}

func TestOfflineFormWhoseAnswerWasLostIsOneTicket(t *testing.T) {
	s := newStand(t)
	form := map[string]any{"key": keyOf("k"), "name": "Eva Malá", "mail": "eva@hobla.example", "topic": s.queues[1], "text": "Chci vrátit vrtačku."}
	for range 2 {
		if a := s.post("", "offline", form); a.status != http.StatusNoContent {
			t.Fatalf("got %d %s", a.status, a.body)
		}
	}
	if got := s.tickets(); len(got) != 1 {
		t.Errorf("one form sent twice left %d tickets", len(got))
	}
	form["key"] = keyOf("another")
	s.post("", "offline", form)
	if got := s.tickets(); len(got) != 2 {
		t.Errorf("another form left %d tickets, want 2", len(got))
	}
}

func TestWaitingVisitorLeavesAMessageInstead(t *testing.T) {
	s := newStand(t)
	token := s.visitor("Eva")
	c := s.only()
	s.post(token, "messages", map[string]any{"key": keyOf("m"), "text": "Kde je vrtačka?"})
	if a := s.post(token, "leave", map[string]any{"text": "Zavolejte mi."}); a.status != http.StatusUnprocessableEntity || a.field("field") != "mail" {
		t.Errorf("without an address: got %d %s", a.status, a.body)
	}
	if a := s.post(token, "leave", map[string]any{"text": "Zavolejte mi.", "mail": "eva@hobla.example"}); a.status != http.StatusNoContent {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	if got := s.tickets(); len(got) != 1 || got[0].Origin != appliance.FromWaiting || got[0].Conversation != c.ID || got[0].Mail != "eva@hobla.example" || got[0].Body != "Kde je vrtačka?\n\nZavolejte mi." {
		t.Errorf("got %+v", got)
	}
	if got := s.only(); !got.State.Over() {
		t.Errorf("the conversation is %s", got.State)
	}
	if a := s.post(token, "leave", map[string]any{"text": "Ještě jednou.", "mail": "eva@hobla.example"}); a.status != http.StatusConflict {
		t.Errorf("again: got %d %s", a.status, a.body)
	}
}

func TestMessageThatTheBoxWentDownOverIsLeftOnceAndEndsTheConversation(t *testing.T) {
	s := newStand(t)
	token := s.visitor("Eva")
	c := s.only()
	if _, err := newTickets(s).Open(t.Context(), ticket.Request{Origin: appliance.FromWaiting, Conversation: c.ID, Body: "Zavolejte mi.", Mail: "eva@hobla.example"}); err != nil {
		t.Fatal(err)
	}
	s.restart() // between the ticket and the conversation's end
	if a := s.post(token, "leave", map[string]any{"text": "Zavolejte mi.", "mail": "eva@hobla.example"}); a.status != http.StatusNoContent {
		t.Errorf("again: got %d %s", a.status, a.body)
	}
	if got := s.tickets(); len(got) != 1 || !s.only().State.Over() {
		t.Errorf("%d tickets, and the conversation is %s", len(got), s.only().State)
	}
}
