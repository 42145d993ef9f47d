package call

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"cordboard/appliance/mailbox"
	"cordboard/appliance/sip"
)

func TestProgressOfATransferIsAboutItsOwnNumber(t *testing.T) {
	for name, c := range map[string]struct {
		errand errand
		told   sip.Transferred
		want   event
	}{
		"rings":                  {errand{1, "31", false}, sip.Transferred{Status: 180}, nil},
		"answered":               {errand{1, "31", false}, sip.Transferred{Status: 200, Over: true}, ledOn{1, "31"}},
		"busy":                   {errand{1, "31", false}, sip.Transferred{Status: 486, Over: true}, lineEvent{1, lineFailed, "busy"}},
		"ends without a word":    {errand{1, "31", false}, sip.Transferred{Over: true}, lineEvent{1, lineFailed, "unreachable"}},
		"answered after all":     {errand{1, "31", true}, sip.Transferred{Status: 200, Over: true}, ledOn{1, "31"}},
		"failed, nobody waits":   {errand{1, "31", true}, sip.Transferred{Status: 486, Over: true}, nil},
		"of one who was dropped": {errand{4, "32", false}, sip.Transferred{Status: 486, Over: true}, lineEvent{4, lineFailed, "busy"}},
	} {
		if got := c.errand.told(c.told); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// The exchange thinks about the first transfer, which the operator has dropped, as
// he asks for a second one: what it says of the first is not taken for the second's.
func TestTransferThatWasDroppedSaysNothingOfTheNext(t *testing.T) {
	first := &errand{seat: 1, number: "31"}
	a := &actor{Calls: &Calls{}, log: slog.New(slog.DiscardHandler), mail: mailbox.New[event]()}
	a.telephones = telephones{errand: first, fars: map[seat]*far{caller: {line: &sip.Call{}}}}
	a.state = state{Phase: talking, Seats: 2, Parties: []party{{Seat: 2, Role: Aside, Number: "32", Handing: true}}}
	if a.leadOn(dial{seat: 2}) {
		t.Fatal("the exchange was asked twice at once")
	}
	a.awayLate(context.Background(), &errand{seat: 2})
	if a.errand != first || first.givenUp {
		t.Error("the time of another transfer has ended this one")
	}
	a.asked(asked{dial{seat: 1}, first, errors.New("no answer in time")})
	if a.errand != first || !first.givenUp {
		t.Error("an exchange that has not answered yet is asked something else")
	}
	a.transferred(context.Background(), sip.Transferred{Status: 486, Over: true})
	if p := a.party(2); a.errand != nil || p == nil {
		t.Errorf("after the first one's end: errand %v, second number %v", a.errand, p)
	}
}
