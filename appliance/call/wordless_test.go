package call_test

import (
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sip"
)

// endsLatest ends the latest line of the call below it, as a fault in there does: nothing
// is told but that no more comes.
func (b *box) endsLatest(t *testing.T) {
	t.Helper()
	lines := b.calls.Lines(1)
	if err := lines[len(lines)-1].Hangup(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestNumberWhoseLineEndsWithoutAWordHasLeft(t *testing.T) {
	b, guest := newBox(t), subscribe(1700)
	newExchange(t, b, map[string]*subscriber{"31": guest}, 404)
	_, o := withGuest(t, b, guest)
	b.endsLatest(t)
	b.desk.wait(t, "that it has left", func(d *desk) bool { return slices.Contains(d.entries, appliance.EntryPartyLeft) })
	o.hears(t, 1000)
}

func TestContactWhoseLineEndsWithoutAWordIsGone(t *testing.T) {
	b, contact := newBox(t), subscribe(1700)
	up(t, b)
	newExchange(t, b, map[string]*subscriber{"775418102": contact}, 404)
	o := newVoice(t, 440)
	b.legs.set(operator, o)
	dials(t, b)
	o.hears(t, 1700)
	b.endsLatest(t)
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Equal(d.ended, []string{"contact gone"}) })
}

func TestWhoTookAPlaceAndWhoseLineEndsWithoutAWordHasLeft(t *testing.T) {
	b, guest, colleague := newBox(t), subscribe(1700), subscribe(2300)
	e := newExchange(t, b, map[string]*subscriber{"31": guest}, 404)
	_, o := withGuest(t, b, guest)
	e.takesOver(t, b, guest, colleague)
	b.endsLatest(t)
	b.desk.wait(t, "that it has left", func(d *desk) bool { return slices.Contains(d.entries, appliance.EntryPartyLeft) })
	o.hears(t, 1000)
}

func TestSuccessorWhoseLineEndsWithoutAWordTakesNoPlace(t *testing.T) {
	b, guest, next := newBox(t), subscribe(1700), subscribe(2300)
	next.rings = true
	newExchange(t, b, map[string]*subscriber{"31": guest, "32": next}, 404)
	_, o := withGuest(t, b, guest)
	if err := guest.line.Refer(t.Context(), sip.Transfer{Number: "32"}); err != nil {
		t.Fatal(err)
	}
	<-next.called
	b.endsLatest(t)
	b.desk.wait(t, "that nobody took the place", func(d *desk) bool { return slices.Contains(d.entries, appliance.EntryPartyFailed) })
	o.hearsBoth(t, 1000, 1700)
}
