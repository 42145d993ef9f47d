package telephone

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/feed"
)

// desk is where offers are answered; a fault of ours there is met by whoever
// accepts.
type desk struct{ said []string }

func (d *desk) Accept(context.Context, appliance.OperatorID, appliance.ConversationID) error {
	panic("a fault of ours")
}

func (d *desk) Decline(context.Context, appliance.OperatorID, appliance.ConversationID) error {
	return errors.New("not asked for")
}

func (d *desk) Unreached(_ context.Context, _ appliance.OperatorID, _ appliance.ConversationID, cause string) error {
	d.said = append(d.said, cause)
	return nil
}

// TestFaultAtOneTelephoneEndsItsLineAlone: the others ring on, and so does this
// one when its operator asks for it.
func TestFaultAtOneTelephoneEndsItsLineAlone(t *testing.T) {
	for name, meet := range map[string]func(*telephone){
		"where it is decided": func(one *telephone) { one.post(one.id, pressed{takes}) }, // without a leg
		"beside that": func(one *telephone) {
			one.tell(t.Context(), "accept", func(ctx context.Context) error { return one.Offers.Accept(ctx, one.id, 1) }, nil)
			one.work.Wait()
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := &desk{}
			all := New(Deps{Feed: feed.New(1, 9), Offers: d, Log: slog.New(slog.DiscardHandler), Changed: func(appliance.OperatorID, bool) {}})
			one := all.of(7)
			one.state = state{On: true, Offer: 1, Stage: Asking}
			meet(one)
			for range 3 { // what a fault leaves in the mailbox is opened too
				all.open(t.Context())
				all.work.Wait()
			}
			if s := all.Standing(7); s.Stage != Down || s.Fault != Unreachable {
				t.Errorf("it stands at %+v, want it down and unreachable", s)
			}
			if !slices.Equal(d.said, []string{Unreachable}) {
				t.Errorf("its offer was passed by %q, want once as unreachable", d.said)
			}
			if left := all.mail.Take(); len(left) != 0 {
				t.Errorf("%v is left in the mailbox", left)
			}
		})
	}
}
