package feed_test

import (
	"errors"
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/feed"
)

// fact is an event that carries a number.
func fact(n uint64) appliance.Event {
	return appliance.OperatorChanged{Operator: appliance.Operator{ID: appliance.OperatorID(n)}}
}

func number(e appliance.Event) uint64 {
	return uint64(e.(appliance.OperatorChanged).Operator.ID)
}

// publish appends the facts from … to, each of which carries its own Seq.
func publish(l *feed.Log, from, to uint64) {
	for n := from; n <= to; n++ {
		l.Publish(fact(n))
	}
}

func subscribe(t *testing.T, l *feed.Log, after feed.ID) *feed.Subscription {
	t.Helper()
	s, err := l.Subscribe(after)
	if err != nil {
		t.Fatalf("subscribe after %v: %v", after, err)
	}
	t.Cleanup(s.Close)
	return s
}

// waiting takes what a subscription holds at the moment.
func waiting(s *feed.Subscription) (seqs []uint64) {
	for {
		select {
		case f, ok := <-s.C():
			if !ok {
				return seqs
			}
			seqs = append(seqs, f.ID.Seq)
		default:
			return seqs
		}
	}
}

func upTo(from, to uint64) (seqs []uint64) {
	for n := from; n <= to; n++ {
		seqs = append(seqs, n)
	}
	return seqs
}

func TestReplayMeetsLiveWithoutLossOrDouble(t *testing.T) {
	l := feed.New(7, 10)
	publish(l, 1, 25)
	for after := uint64(15); after <= 25; after++ {
		s := subscribe(t, l, feed.ID{Epoch: 7, Seq: after})
		last := l.Last().Seq
		publish(l, last+1, last+2)
		if got, want := waiting(s), upTo(after+1, last+2); !slices.Equal(got, want) {
			t.Errorf("after %d: got %v, want %v", after, got, want)
		}
		if after+2 < last {
			break
		}
	}
}

// TestWhoFollowsOneConversationHearsOfItAlone: and of what is of none, that which he
// picks, in the replay as live, until he has enough.
func TestWhoFollowsOneConversationHearsOfItAlone(t *testing.T) {
	l := feed.New(7, 100)
	some := func() {
		for of := range appliance.ConversationID(3) {
			l.Publish(
				appliance.EntryPosted{Entry: appliance.Entry{Conversation: of + 1}},
				appliance.ReceiptChanged{Receipt: appliance.Receipt{Conversation: of + 1}},
				fact(uint64(of)),
			)
			l.Notify(appliance.Typing{Conversation: of + 1})
			l.Notify(appliance.AlarmsChanged{})
		}
	}
	page := l.Last()
	some()
	second, err := l.SubscribeTo(page, 2, func(e appliance.Event) bool {
		o, operator := e.(appliance.OperatorChanged)
		return operator && o.Operator.ID == 1
	})
	if err != nil {
		t.Fatal(err)
	}
	some()
	everybody := subscribe(t, l, page)
	if got, want := waiting(second), []uint64{4, 5, 6, 13, 14, 15, 0}; !slices.Equal(got, want) {
		t.Errorf("of the second one: %v, want %v", got, want)
	}
	if got := waiting(everybody); !slices.Equal(got, upTo(1, 18)) {
		t.Errorf("of all: %v", got)
	}
	second.Close()
	some()
	if got := waiting(second); got != nil {
		t.Errorf("after he had enough: %v", got)
	}
}

func TestFirstSubscriberOfAnEpochMissesNothing(t *testing.T) {
	l := feed.New(7, 10)
	page := l.Last() // a page is made, then the first facts come
	publish(l, 1, 3)
	if got := waiting(subscribe(t, l, page)); !slices.Equal(got, upTo(1, 3)) {
		t.Errorf("got %v, want 1 to 3", got)
	}
	now := subscribe(t, l, feed.ID{})
	publish(l, 4, 4)
	if got := waiting(now); !slices.Equal(got, upTo(4, 4)) {
		t.Errorf("from now on: got %v, want 4", got)
	}
}

func TestWhatIsNotHeldIsGone(t *testing.T) {
	l := feed.New(7, 10)
	publish(l, 1, 25)
	for _, id := range []feed.ID{{6, 25}, {8, 25}, {0, 25}, {7, 14}, {7, 0}, {7, 26}, {7, 1 << 63}} {
		if _, err := l.Subscribe(id); !errors.Is(err, feed.ErrGone) {
			t.Errorf("after %v: got %v, want %v", id, err, feed.ErrGone)
		}
	}
	none := feed.New(7, 0)
	publish(none, 1, 1)
	if _, err := none.Subscribe(feed.ID{Epoch: 7}); !errors.Is(err, feed.ErrGone) {
		t.Errorf("a log that keeps nothing: got %v, want %v", err, feed.ErrGone)
	}
	subscribe(t, none, feed.ID{Epoch: 7, Seq: 1})
}

// TestSlowReaderIsCutAndComesBack: nobody waits for him, nobody else notices,
// and what he had not read yet he gets when he subscribes again.
func TestSlowReaderIsCutAndComesBack(t *testing.T) {
	const all = 1000
	l := feed.New(7, all)
	slow, quick := subscribe(t, l, feed.ID{}), subscribe(t, l, feed.ID{})
	var got []uint64
	for n := uint64(1); n <= all; n++ {
		publish(l, n, n)
		got = append(got, waiting(quick)...)
	}
	if want := upTo(1, all); !slices.Equal(got, want) {
		t.Errorf("the quick reader got %d facts, want %d in order", len(got), len(want))
	}
	if err := quick.Err(); err != nil {
		t.Errorf("the quick reader: %v", err)
	}
	if err := slow.Err(); !errors.Is(err, feed.ErrLagged) {
		t.Fatalf("the slow reader: got %v, want %v", err, feed.ErrLagged)
	}
	first := waiting(slow)
	if _, open := <-slow.C(); open {
		t.Error("the slow reader's channel is still open")
	}
	rest := waiting(subscribe(t, l, feed.ID{Epoch: 7, Seq: uint64(len(first))}))
	if got := slices.Concat(first, rest); !slices.Equal(got, upTo(1, all)) {
		t.Errorf("the slow reader got %d and %d facts, want all %d in order", len(first), len(rest), all)
	}
}

func TestNoticesNeverCostFacts(t *testing.T) {
	l := feed.New(7, 10)
	s := subscribe(t, l, feed.ID{})
	publish(l, 1, 1)
	for range 10_000 {
		l.Notify(appliance.Typing{})
	}
	publish(l, 2, 100)
	got := waiting(s)
	if s.Err() != nil {
		t.Fatalf("cut: %v", s.Err())
	}
	notices := 0
	facts := slices.DeleteFunc(got, func(seq uint64) bool {
		if seq == 0 {
			notices++
		}
		return seq == 0
	})
	if notices == 0 || notices > 1000 {
		t.Errorf("got %d notices, want some", notices)
	}
	if !slices.Equal(facts, upTo(1, 100)) {
		t.Errorf("got the facts %v, want 1 to 100", facts)
	}
	if got := l.Last(); got != (feed.ID{Epoch: 7, Seq: 100}) {
		t.Errorf("notices took ids: got %v", got)
	}
	if got := waiting(subscribe(t, l, feed.ID{Epoch: 7, Seq: 100})); got != nil {
		t.Errorf("notices were replayed: %v", got)
	}
}

func TestCloseEndsTheChannel(t *testing.T) {
	l := feed.New(7, 10)
	s := subscribe(t, l, feed.ID{})
	publish(l, 1, 1)
	s.Close()
	s.Close()
	publish(l, 2, 2)
	l.Notify(appliance.Typing{})
	if got := waiting(s); !slices.Equal(got, upTo(1, 1)) {
		t.Errorf("got %v, want what waited, 1, and then the end", got)
	}
	if s.Err() != nil {
		t.Errorf("got %v, want nil", s.Err())
	}
}
