package desk_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// looks has somebody's page stand open on a conversation until stop is called.
func (r *reader) looks(id appliance.ConversationID) (stop func()) {
	r.t.Helper()
	ctx, cancel := context.WithCancel(r.t.Context())
	r.t.Cleanup(cancel)
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/desk/events?tab=team&conversation=%s", r.base, id), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	answer, err := r.Do(q)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { answer.Body.Close() })
	if line, err := bufio.NewReader(answer.Body).ReadString('\n'); err != nil || !strings.HasPrefix(line, "event:") {
		r.t.Fatalf("the stream begins with %q, %v", line, err)
	}
	return cancel
}

func whoLooksOnIsNamedToWhoServes(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	s.write(func(tx *sqlite.Tx) error { // one who may not look at it, and asks for it
		_, err := tx.AddOperator(appliance.Operator{Login: "eva", Name: "Eva Malíková", Role: appliance.RoleOperator, Chats: 1})
		tx.Emit(appliance.SiteChanged{})
		return err
	})
	s.plain("eva").looks(sc.veronika)
	head := `document.querySelector('#head').textContent.replace(/\s+/g, ' ')`
	stop := s.plain("tomas").looks(sc.veronika)
	tab.Wait(head + `.includes('· Tomáš Beneš is looking at this')`)
	again := s.plain("tomas").looks(sc.veronika)
	stop()
	s.receive(sc.veronika, "Jste tam?") // whatever was told of him has come by then
	tab.Wait(bubble("Jste tam?"))
	var now string
	if tab.Eval(head, &now); !strings.Contains(now, "Tomáš Beneš is looking at this") {
		t.Errorf("one of his two pages closed, and the header says %q", now)
	}
	again()
	tab.Wait(`!` + head + `.includes('looking')`)
}

// served is the conversation of that name that somebody serves.
func (s *stand) served(name string) appliance.ConversationID {
	s.t.Helper()
	return s.found(name, appliance.Active)
}

// found is the conversation of that name that stands so.
func (s *stand) found(name string, as appliance.ConversationState) (id appliance.ConversationID) {
	s.t.Helper()
	err := s.store.Read(s.t.Context(), func(v *sqlite.View) error {
		all, err := v.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{as}, Text: name})
		if len(all) > 0 {
			id = all[0].ID
		}
		return err
	})
	if err != nil || id == 0 {
		s.t.Fatalf("no conversation of %s is %s: %v", name, as, err)
	}
	return id
}
