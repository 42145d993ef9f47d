package widget

import (
	"math"
	"net/netip"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/pace"
)

// Limits bound what one visitor, one address and one widget may do. A zero
// field takes the usual value.
type Limits struct {
	Requests    pace.Rate // of one network address, all together
	Opens       pace.Rate // chats and messages left, of one network address
	WidgetOpens pace.Rate // the same of one entry point, from all addresses
	Messages    pace.Rate // of one visitor
	Previews    pace.Rate // of one visitor, of what he is typing
	Proofs      pace.Rate // wrong ones of who somebody is, from one network address

	Waiting        int // conversations that may wait at one entry point
	PerAddress     int // conversations that one network address may have open
	Streams        int // of one conversation: his tabs
	AddressStreams int // of one network address
	AllStreams     int
	Uploads        int // files of one conversation that come at the same time
	AllUploads     int

	AfterEnd time.Duration // how long a conversation that is over is still streamed
}

// usual are generous to an office behind one address and mean to a script.
func (l Limits) usual() Limits {
	rate := func(r *pace.Rate, every time.Duration, burst int) {
		if *r == (pace.Rate{}) {
			*r = pace.Rate{Every: every, Burst: burst}
		}
	}
	number := func(n *int, usual int) {
		if *n == 0 {
			*n = usual
		}
	}
	rate(&l.Requests, 20*time.Millisecond, 300)
	rate(&l.Opens, 10*time.Second, 20)
	rate(&l.WidgetOpens, 100*time.Millisecond, 200)
	rate(&l.Messages, 500*time.Millisecond, 20)
	rate(&l.Previews, 250*time.Millisecond, 20)
	rate(&l.Proofs, 30*time.Second, 10)
	number(&l.Waiting, 200)
	number(&l.PerAddress, 50)
	number(&l.Streams, 8)
	number(&l.AddressStreams, 200)
	number(&l.AllStreams, 10_000)
	number(&l.Uploads, 2)
	number(&l.AllUploads, 24)
	if l.AfterEnd == 0 {
		l.AfterEnd = time.Minute
	}
	return l
}

// limits are Limits at work.
type limits struct {
	Limits
	now         func() time.Time
	requests    *pace.Buckets[netip.Prefix]
	opens       *pace.Buckets[netip.Prefix]
	widgetOpens *pace.Buckets[appliance.EntryPointID]
	messages    *pace.Buckets[appliance.ConversationID]
	previews    *pace.Buckets[appliance.ConversationID]
	proofs      *pace.Buckets[netip.Prefix]
}

func newLimits(l Limits, now func() time.Time) *limits {
	l = l.usual()
	return &limits{
		Limits: l, now: now,
		requests:    pace.New[netip.Prefix](l.Requests),
		opens:       pace.New[netip.Prefix](l.Opens),
		widgetOpens: pace.New[appliance.EntryPointID](l.WidgetOpens),
		messages:    pace.New[appliance.ConversationID](l.Messages),
		previews:    pace.New[appliance.ConversationID](l.Previews),
		proofs:      pace.New[netip.Prefix](l.Proofs),
	}
}

func (l *limits) request(a netip.Addr) error { return take(l.requests, pace.Network(a), l.now()) }

func (l *limits) open(a netip.Addr, e appliance.EntryPointID) error {
	now := l.now()
	if err := take(l.opens, pace.Network(a), now); err != nil {
		return err
	}
	return take(l.widgetOpens, e, now)
}

func (l *limits) message(c appliance.ConversationID) error { return take(l.messages, c, l.now()) }
func (l *limits) preview(c appliance.ConversationID) error { return take(l.previews, c, l.now()) }

// take refuses with the seconds after which there is room again.
func take[K comparable](b *pace.Buckets[K], key K, now time.Time) error {
	wait, ok := b.Take(key, now)
	if ok {
		return nil
	}
	return ErrOften.With(afterSeconds, int(math.Ceil(wait.Seconds())))
}
