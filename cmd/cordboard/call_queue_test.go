package main

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/peertest"
	"cordboard/cmd/cordboard/demo"
)

// story is every fact of the feed, in order.
type story struct {
	mu    sync.Mutex
	facts []appliance.Event
	more  chan struct{} // closed and replaced at every fact
}

// follow collects the facts from now on, until the test ends.
func follow(t *testing.T, b *box) *story {
	t.Helper()
	sub, err := b.feed.Subscribe(feed.ID{})
	if err != nil {
		t.Fatal(err)
	}
	s := &story{more: make(chan struct{})}
	var reader sync.WaitGroup
	reader.Go(func() {
		for fact := range sub.C() {
			s.mu.Lock()
			s.facts = append(s.facts, fact.Event)
			close(s.more)
			s.more = make(chan struct{})
			s.mu.Unlock()
		}
	})
	t.Cleanup(func() { sub.Close(); reader.Wait() })
	return s
}

// offers tells what became of offers, in order: "made 1 to 4", "rona 1 by 4";
// and which conversation was wrapped up.
func (s *story) offers() (lines []string) {
	lines, _ = s.until()
	return lines
}

// until is offers, and what is closed when the story goes on.
func (s *story) until() (lines []string, more <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fact := range s.facts {
		switch f := fact.(type) {
		case appliance.OfferMade:
			lines = append(lines, fmt.Sprintf("made %d to %d", f.Offer.Conversation, f.Offer.Operator))
		case appliance.OfferEnded:
			lines = append(lines, fmt.Sprintf("%s %d by %d", f.How, f.Offer.Conversation, f.Offer.Operator))
		case appliance.PartWrappedUp:
			lines = append(lines, fmt.Sprintf("wrapped up %d", f.Conversation.ID))
		}
	}
	return lines, s.more
}

// tells waits until the offers are as said, and fails as soon as they cannot
// become so any more.
func (s *story) tells(t *testing.T, want ...string) {
	t.Helper()
	limit := time.After(patience)
	got, more := s.until()
	for late := false; len(got) < len(want) && !late; got, more = s.until() {
		select {
		case <-more:
		case <-limit:
			late = true
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("the offers were %q, want %q", got, want)
	}
}

// TestSecondCallerHearsMusicUntilTheFirstIsWrappedUp has two callers and one
// operator, who takes one call at a time.
func TestSecondCallerHearsMusicUntilTheFirstIsWrappedUp(t *testing.T) {
	b := demonstration(t)
	told := follow(t, b)
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	desk := operator(t, b, browser, "thomas")
	thomas := operatorID(t, b, "thomas")

	first, second := caller(t, 1000), caller(t, 700)
	first.Dial(reach(b, demo.GroupNumber))
	one := awaitCall(t, b, 0, appliance.Waiting).ID
	desk.Press(`#offer [data-accept]`)
	hears(t, first, "the operator", tone(440))
	desk.Eval(hearing, nil)
	heard(desk, 1000)

	second.Dial(reach(b, demo.GroupNumber))
	two := awaitCall(t, b, one, appliance.Waiting).ID
	desk.Wait(`document.querySelector('#tabs').dataset.waiting === '1'`)
	hears(t, second, "the queue's music", loud)
	first.Hangup()
	desk.Wait(wrapping)
	awaitPresence(t, b, "thomas", appliance.WrapUp)
	hears(t, second, "the music that goes on", loud)
	// The first was wrapped up before the second was offered, and not a
	// moment later: the story has them in the order of their commits.
	wrapUp(t, desk, "Question about an order", "sent again")
	desk.Wait(offered)
	told.tells(t,
		fmt.Sprintf("made %d to %d", one, thomas), fmt.Sprintf("accepted %d by %d", one, thomas),
		fmt.Sprintf("wrapped up %d", one),
		fmt.Sprintf("made %d to %d", two, thomas))
	desk.Press(`#offer [data-accept]`)
	hears(t, second, "the operator", tone(440))
	desk.Eval(hearing, nil)
	heard(desk, 700)
	second.Hangup()
	second.Wait("CALL_CLOSED", patience)
	musicAllTheTime(t, second)
	quietBox(t, b)
}

// musicAllTheTime looks at what a telephone heard from the first sound of the
// music to the first of the operator.
func musicAllTheTime(t *testing.T, phone *peertest.Baresip) {
	t.Helper()
	sound := wav(t, phone.Heard()).Channels[0]
	operator := peertest.Starts(sound, rate, 440)
	if len(operator) == 0 {
		t.Fatal("the telephone never heard the operator")
	}
	waited := sound[:int(operator[0]*rate/time.Second)]
	begins := slices.IndexFunc(waited, func(s float64) bool { return s > 0.005 || s < -0.005 })
	if begins < 0 {
		t.Fatal("the telephone heard nothing while it waited")
	}
	if begins > rate {
		t.Errorf("the music began after %.1f s", float64(begins)/rate)
	}
	// The last half second is where the operator is joined.
	for at := begins; at+rate < len(waited); at += rate / 2 {
		if l := peertest.Loudness(waited[at : at+rate/2]); l < 0.005 {
			t.Errorf("%.1f s after the call began there was no music: loudness %.4f", float64(at)/rate, l)
		}
	}
}

// TestUnheardOfferGoesToTheNextOperatorAndTheFirstComesBackByHand has two
// operators, of whom the one who has been idle longer does not answer.
func TestUnheardOfferGoesToTheNextOperatorAndTheFirstComesBackByHand(t *testing.T) {
	b := demonstration(t)
	told := follow(t, b)
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	deaf := operator(t, b, browser, "jana")
	desk := operator(t, b, browser, "thomas")
	jana, thomas := operatorID(t, b, "jana"), operatorID(t, b, "thomas")
	deaf.Eval(`window.offers = new Set();
		new MutationObserver(() => document.querySelectorAll('[data-offer]').forEach(o => offers.add(o.dataset.offer)))
			.observe(document.querySelector('#left'), {subtree: true, childList: true, attributes: true})`, nil)

	changeQueue(t, b, "Reception", func(q *appliance.Queue) { q.OfferFor = 5 * time.Second })
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.GroupNumber))
	call := awaitCall(t, b, 0, appliance.Waiting).ID
	told.tells(t, fmt.Sprintf("made %d to %d", call, jana))
	// The next one has all the time that a busy machine takes.
	changeQueue(t, b, "Reception", func(q *appliance.Queue) { q.OfferFor = time.Minute })
	desk.Wait(offered)
	told.tells(t,
		fmt.Sprintf("made %d to %d", call, jana), fmt.Sprintf("rona %d by %d", call, jana),
		fmt.Sprintf("made %d to %d", call, thomas))
	deaf.Wait(`document.querySelector('#notice .notice[role=alert]')?.checkVisibility()`)
	deaf.Wait(noOffer)
	var seen []string
	deaf.Eval(`[...offers]`, &seen)
	if !slices.Equal(seen, []string{call.String()}) {
		t.Errorf("jana's page showed the offers %v, want %v alone", seen, call)
	}
	desk.Press(`#offer [data-accept]`)
	hears(t, phone, "the operator", tone(440))
	if !contains(entriesOf(t, b, call), appliance.EntryMissed) {
		t.Error("the call's story does not tell of the unheard offer")
	}

	// Thomas talks and jana is still away: nobody is asked for the next one.
	next := caller(t, 700)
	next.Dial(reach(b, demo.GroupNumber))
	waits := awaitCall(t, b, call, appliance.Waiting).ID
	hears(t, next, "the queue's music", loud)
	awaitPresence(t, b, "jana", appliance.RONA)
	deaf.Press(`#notice .notice button[value=available]`)
	deaf.Wait(offered)
	deaf.Wait(`!document.querySelector('#notice .notice')`)
	made := told.offers()
	if got, want := made[len(made)-1], fmt.Sprintf("made %d to %d", waits, jana); got != want || len(made) != 5 {
		t.Errorf("the offers were %q, want the fifth and last to be %q", made, want)
	}
	for _, p := range []*peertest.Baresip{phone, next} {
		p.Hangup()
		p.Wait("CALL_CLOSED", patience)
	}
	quietBox(t, b)
}
