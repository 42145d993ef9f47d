package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// TestOperatorReadsHowFarHisMessageHasCome: sent, delivered and read, and nothing any more
// once the contact has answered. What the contact wrote is seen as soon as it stands before
// the operator's eyes, and not while he looks elsewhere.
func TestOperatorReadsHowFarHisMessageHasCome(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	seen := func() (id appliance.EntryID) {
		t.Helper()
		if err := s.store.Read(t.Context(), func(v *sqlite.View) error {
			r, err := v.Receipt(sc.veronika)
			id = r.Seen
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return id
	}
	facts, err := s.feed.Subscribe(s.feed.Last())
	if err != nil {
		t.Fatal(err)
	}
	defer facts.Close()
	until := func(entry appliance.EntryID) {
		t.Helper()
		for f := range facts.C() {
			if e, ok := f.Event.(appliance.ReceiptChanged); ok && e.Receipt.Seen == entry {
				return
			}
		}
	}
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signInAs(tab, "jana")
	tab.Go(fmt.Sprintf("%s/desk/%d?tab=active", s.url, sc.veronika))
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	said, err := s.talks.Receive(t.Context(), sc.veronika, talks.Message{Text: "Are you there?"})
	if err != nil {
		t.Fatal(err)
	}
	until(said.ID)

	word := func(want string) {
		t.Helper()
		tab.Wait(fmt.Sprintf(`document.getElementById('receipt').textContent.trim() === %q`, want))
	}
	word("")
	reply, err := s.talks.Reply(t.Context(), s.jana.ID, sc.veronika, talks.Message{Text: "I am."})
	if err != nil {
		t.Fatal(err)
	}
	word("sent")
	for _, step := range []struct {
		got, read appliance.EntryID
		want      string
	}{{reply.ID, 0, "delivered"}, {reply.ID, reply.ID, "read"}} {
		if err := s.talks.Received(t.Context(), sc.veronika, step.got, step.read); err != nil {
			t.Fatal(err)
		}
		word(step.want)
	}
	for _, b := range tab.Axe() {
		t.Errorf("%v", b)
	}

	tab.Hide()
	unseen, err := s.talks.Receive(t.Context(), sc.veronika, talks.Message{Text: "Good."})
	if err != nil {
		t.Fatal(err)
	}
	word("")
	if got := seen(); got != said.ID {
		t.Errorf("entry %s is seen while nobody looks, want %s", got, said.ID)
	}
	if unseen.ID <= said.ID {
		t.Fatal("the order of entries is not that in which they were written")
	}
}

// TestMessageOfAColleagueSaysWhose: in its row and beside its bubble.
func TestMessageOfAColleagueSaysWhose(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.entered(sc.veronika, s.tomas.ID, s.jana.ID, appliance.ToJoin)
	if _, err := s.talks.Reply(t.Context(), s.tomas.ID, sc.veronika, talks.Message{Text: "Tomáš speaking"}); err != nil {
		t.Fatal(err)
	}
	reads := func(who, row string, beside bool) {
		t.Helper()
		_, page := s.plain(who).get(fmt.Sprintf("/desk/%d?tab=active", sc.veronika))
		if _, list, _ := strings.Cut(page, fmt.Sprintf(`id="row-%d"`, sc.veronika)); !strings.Contains(list[:strings.Index(list, "</li>")], row) {
			t.Errorf("%s does not read %q in the row: %s", who, row, list[:strings.Index(list, "</li>")])
		}
		if got := strings.Contains(page, `<span class="beside-who">Tomáš Beneš</span>`); got != beside {
			t.Errorf("%s reads whose it is beside the bubble: %t, want %t", who, got, beside)
		}
	}
	reads("jana", `<span class="row-you">Tomáš Beneš:`, true)
	reads("tomas", `<span class="row-you">You:`, false)
}
