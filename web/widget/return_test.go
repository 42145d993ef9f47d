package widget_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// TestWhoComesBackAtOnceIsAskedOfHisOperator: F107, whether his queue asks the last one
// first or not. He gave no address by which he could be known.
func TestWhoComesBackAtOnceIsAskedOfHisOperator(t *testing.T) {
	s := newStand(t)
	asksTheLast := func(d time.Duration) {
		t.Helper()
		must(t, s.store.Write(t.Context(), func(tx *sqlite.Tx) error {
			q, err := tx.Queue(s.queues[0])
			if err != nil {
				return err
			}
			q.LastFor = d
			return tx.SaveQueue(q)
		}))
	}
	returns := func(name, after string) appliance.OperatorID {
		t.Helper()
		a := s.post("", "open", map[string]any{"key": keyOf(name), "name": name, "topic": s.queues[0], "after": after})
		if a.status != http.StatusOK {
			t.Fatalf("%s: got %d %s", name, a.status, a.body)
		}
		all := s.conversations()
		return all[len(all)-1].Last
	}
	s.site.returns.Store(int64(2 * time.Minute))
	asksTheLast(5 * time.Second)
	token := s.visitor("Eva")
	c := s.only()
	if got := returns("early", token); got != 0 {
		t.Errorf("after a chat that goes on: %s", got)
	}
	s.accept(c.ID)
	s.ends(c.ID, "Na shledanou")
	for name, after := range map[string]string{"nobody": "", "stranger": strings.Repeat("A", 43), "no-token": "x"} {
		if got := returns(name, after); got != 0 {
			t.Errorf("%s: %s is asked", name, got)
		}
	}
	if got := returns("at-once", token); got != s.jana {
		t.Errorf("who comes back at once: %s is asked, want %s", got, s.jana)
	}
	asksTheLast(0)
	if got := returns("of-all", token); got != s.jana {
		t.Errorf("where the queue asks nobody first: %s is asked, want %s", got, s.jana)
	}
	s.site.returns.Store(0)
	if got := returns("to-anybody", token); got != 0 {
		t.Errorf("where the site does not ask who served him: %s is asked", got)
	}
	s.site.returns.Store(int64(2 * time.Minute))
	must(t, s.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		c, err := tx.Conversation(c.ID)
		if err != nil {
			return err
		}
		c.Ended = c.Ended.Add(-3 * time.Minute)
		return tx.SaveConversation(c)
	}))
	if got := returns("late", token); got != 0 {
		t.Errorf("who comes back late: %s is asked", got)
	}
}

// TestChatThatIsTakenUpAgainGoesOn where its visitor still has it before him, and in a
// page that he loads later.
func TestChatThatIsTakenUpAgainGoesOn(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	c := v.chats()
	v.ends(c, "Na shledanou")
	f := v.frame()
	f.Wait("document.querySelector('main.over')")
	must(t, v.desk.TakeUp(t.Context(), v.jana, c))
	v.asks()
	f.Wait("document.querySelector('main.chat textarea') && document.querySelector('.log').textContent.includes('Jana Dvořáková se k chatu vrací')")
	v.reply(c, "Ještě něco")
	v.says("Ano?")
	v.sees("Na shledanou", "Ještě něco", "Ano?")
	v.ends(c, "Tak teď")
	f.Wait("document.querySelector('main.over')")
	must(t, v.desk.TakeUp(t.Context(), v.jana, c))
	f = v.opens("/bity/sada-32")
	f.Wait("document.querySelector('main.chat textarea')")
	for _, b := range f.Axe() {
		t.Errorf("taken up: %v", b)
	}
}
