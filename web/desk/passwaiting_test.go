package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// conversation reads one.
func (s *stand) conversation(id appliance.ConversationID) (c appliance.Conversation) {
	s.t.Helper()
	s.write(func(tx *sqlite.Tx) (err error) { c, err = tx.Conversation(id); return err })
	return c
}

// TestWhatWaitsIsPassedOnFromItsPreview, by forms alone: to a queue, which keeps its
// waiting time, and to a colleague, who is offered it.
func TestWhatWaitsIsPassedOnFromItsPreview(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.there(s.tomas)
	jana, id := s.plain("jana"), sc.waiting[1]
	path := "/desk/" + id.String()
	_, page := jana.get(path + "?tab=waiting")
	for _, want := range []string{`action="` + path + `/pass"`, `action="` + path + `/ask"`, `action="` + path + `/accept"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the preview has no %s", want)
		}
	}
	if strings.Contains(page, path+`/leave"`) || strings.Contains(page, path+`/end"`) {
		t.Error("the preview offers to leave or to end what nobody serves")
	}
	was := s.conversation(id)
	to := s.queues["Zwroty"]
	if code, _ := jana.post(path+"/pass", "queue", to.ID.String()); code != http.StatusOK {
		t.Errorf("passing it to a queue: %d", code)
	}
	if now := s.conversation(id); now.Queue != to.ID || now.State != appliance.Waiting || !now.Queued.Equal(was.Queued) {
		t.Errorf("it is %s in queue %s since %v, want waiting in %s since %v", now.State, now.Queue, now.Queued, to.ID, was.Queued)
	}
	if _, page = jana.get(path + "?tab=waiting"); !strings.Contains(page, "Jana Dvořáková passed it on to queue Zwroty") {
		t.Error("its story does not tell who passed it on")
	}
}

// observer adds Eva, who looks after all.
func (s *stand) observer() {
	s.t.Helper()
	s.write(func(tx *sqlite.Tx) error {
		_, err := tx.AddOperator(appliance.Operator{Login: "eva", Name: "Eva Nová", Role: appliance.RoleObserver, Language: appliance.English})
		tx.Emit(appliance.SiteChanged{})
		return err
	})
}

// TestObserverPassesOnNothingThatSeveralServe and is not asked to: it would put one
// of them out, whoever came first.
func TestObserverPassesOnNothingThatSeveralServe(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.observer()
	s.entered(sc.veronika, s.tomas.ID, s.jana.ID, appliance.ToJoin)
	eva, path := s.plain("eva"), "/desk/"+sc.veronika.String()
	if _, page := eva.get(path); strings.Contains(page, `id="passing"`) {
		t.Error("the page has her pass it on")
	}
	if code, _ := eva.post(path+"/pass", "queue", s.queues["Zwroty"].ID.String()); code != http.StatusConflict {
		t.Errorf("passing it to a queue: %d, want 409", code)
	}
	if now := s.conversation(sc.veronika); len(now.Operators) != 2 {
		t.Errorf("it is served by %v, want both", now.Operators)
	}
}

// TestObserverPassesOnWhatOthersServe and what waits, and neither writes nor takes: F192.
func TestObserverPassesOnWhatOthersServe(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.observer()
	eva, to := s.plain("eva"), s.queues["Zwroty"]
	for _, id := range []appliance.ConversationID{sc.veronika, sc.waiting[1]} {
		path := "/desk/" + id.String()
		_, page := eva.get(path)
		if !strings.Contains(page, `action="`+path+`/pass"`) {
			t.Errorf("she cannot pass on %s", id)
		}
		for _, no := range []string{"message", "accept"} {
			if code, _ := eva.post(path+"/"+no, "text", "Hello"); strings.Contains(page, `action="`+path+"/"+no+`"`) || code != http.StatusForbidden {
				t.Errorf("%s by who observes: %d", no, code)
			}
		}
		if code, _ := eva.post(path+"/pass", "queue", to.ID.String()); code != http.StatusOK {
			t.Errorf("passing on %s: %d", id, code)
		}
		if now := s.conversation(id); now.Queue != to.ID || now.State != appliance.Waiting || len(now.Operators) > 0 {
			t.Errorf("%s is %s in queue %s with %v", id, now.State, now.Queue, now.Operators)
		}
	}
	if code, _ := s.plain("jana").post("/desk/"+sc.veronika.String()+"/message", "text", "Dobrý den", "key", "one"); code == http.StatusOK {
		t.Error("Jana still writes to whom Eva passed on")
	}
}

// TestWhoMayNotPassOnIsNotAskedTo: without the right neither the preview has it, nor
// the door lets it through.
func TestWhoMayNotPassOnIsNotAskedTo(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.write(func(tx *sqlite.Tx) error {
		role, err := tx.Role(appliance.RoleOperator)
		if err != nil {
			return err
		}
		role.Rights = appliance.Rights{appliance.RightTake}
		tx.Emit(appliance.SiteChanged{})
		return tx.SaveRole(role)
	})
	jana, path := s.plain("jana"), "/desk/"+sc.waiting[1].String()
	if _, page := jana.get(path); strings.Contains(page, path+`/pass"`) || !strings.Contains(page, path+`/accept"`) {
		t.Error("the preview lets her pass it on, or does not let her accept")
	}
	if code, _ := jana.post(path+"/pass", "queue", s.queues["Zwroty"].ID.String()); code != http.StatusForbidden {
		t.Errorf("passing it on: %d, want 403", code)
	}
}
