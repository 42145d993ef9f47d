package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/media"
	"cordboard/appliance/peertest"
)

// TestLineOfACallIsShownWhileItLasts, and again at the stream's beat where it has
// become another.
func TestLineOfACallIsShownWhileItLasts(t *testing.T) {
	s := newStand(t, appliance.English)
	s.beat = 50 * time.Millisecond
	s.restart(func() {})
	s.seed()
	id := s.activeCall()
	jana := s.plain("jana")
	path := fmt.Sprintf("/desk/%d?tab=active", id)
	_, page := jana.get(path)
	if strings.Contains(page, "line-facts") {
		t.Error("a line of which nothing is known has numbers")
	}
	s.line.Store(&call.Line{Codec: media.PCMA, Quality: call.Quality{Verdict: call.Good, Lost: 1, Jitter: 4 * time.Millisecond, Trip: 300 * time.Microsecond}})
	_, page = jana.get(path)
	for _, want := range []string{"Good sound", "G.711 A-law", "1\u00a0%", "4\u00a0ms", "There and back</dt><dd class=\"number\">1\u00a0ms"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	s.line.Store(&call.Line{Codec: media.PCMA, Quality: call.Quality{Verdict: call.Poor, Lost: 12, Jitter: 130 * time.Millisecond}})
	if said := jana.follows(page, "Poor sound"); !strings.Contains(said, `id="line-sign"`) {
		t.Errorf("the stream says %q", said)
	}
	s.ringing = true
	if _, page = jana.get(path); strings.Contains(page, "line-facts") {
		t.Error("while it rings the line has numbers")
	}
}

// TestVoicemailIsNoCallAtTheDesk: who has taken one can call.
func TestVoicemailIsNoCallAtTheDesk(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	id := s.voicemail()
	jana := s.plain("jana")
	_, page := jana.get(fmt.Sprintf("/desk/%d?tab=active", id))
	if !strings.Contains(page, `class="redial"`) {
		t.Error("its sender's number cannot be called from its page")
	}
	if status, page := jana.post("/desk/calls", "number", "+48601555774", "as", s.entries["phone"].ID.String()); status != 200 || !strings.Contains(page, "You called") {
		t.Errorf("calling its sender: %d", status)
	}
}

// TestVoicemailIsGivenBackFromItsPage by whose it is alone, with one press: it stands
// once, among those who wait, and a colleague has it.
func TestVoicemailIsGivenBackFromItsPage(t *testing.T) {
	s := newStand(t, appliance.English)
	id := s.voicemail()
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(fmt.Sprintf("%s/desk/%d?tab=active", s.url, id))
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	tab.Eval(`document.querySelector('#passing summary').click(); document.querySelector('#passing [formaction$="/leave"]').click()`, nil)
	tab.Wait(fmt.Sprintf(`location.pathname === '/desk' && document.querySelectorAll('[data-conversation="%d"]').length === 1 && document.querySelector('#below [data-conversation="%[1]d"]')`, id))
	tomas := s.plain("tomas")
	tomas.post(fmt.Sprintf("/desk/%d/accept", id))
	c, err := s.talks.Conversation(t.Context(), id)
	if err != nil || c.State != appliance.Active || !slices.Equal(c.Operators, []appliance.OperatorID{s.tomas.ID}) {
		t.Errorf("it is %s with %v, %v, want it with the colleague", c.State, c.Operators, err)
	}
}
