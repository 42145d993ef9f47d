package telephone

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/mailbox"
	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/sip"
	"cordboard/appliance/sqlite"
)

// Exchange is where the telephones are.
type Exchange interface {
	// Extension are the ways to one of them, the best first. It shows who calls.
	Extension(ctx context.Context, number string, caller sip.Party) ([]sip.Outgoing, error)
	Dial(o sip.Outgoing) (*sip.Call, error)
}

// Offers are answered on the telephone as at the desk; appliance/acd.
type Offers interface {
	Accept(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID) error
	Decline(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID) error
	// Unreached is for an offer for which his telephone could not be rung.
	Unreached(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, cause string) error
}

// Calls are those at which operators have places; appliance/call.
type Calls interface {
	// Leave ends what the operator does at a call.
	Leave(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error
	Digit(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, key string) error
}

// Prompts are what is said on the telephone.
type Prompts interface {
	Clip(name string, l appliance.Language) (*media.Clip, error)
}

// Deps is what telephones stand on.
type Deps struct {
	Store    *sqlite.Store
	Feed     *feed.Log
	Exchange Exchange
	Offers   Offers
	Calls    Calls
	Prompts  Prompts
	Engine   *rtp.Engine
	// Changed is called when an operator's telephone has become his sound, or is
	// it no more; it must not block.
	Changed func(o appliance.OperatorID, up bool)
	Log     *slog.Logger
}

// Telephones are the desk telephones of all operators. Its methods may be
// called from any goroutine.
type Telephones struct {
	Deps
	mail *mailbox.Box[letter]

	mu    sync.Mutex
	shown map[appliance.OperatorID]Standing
	legs  map[appliance.OperatorID]*rtp.Leg // those that are up

	// Run's own.
	all  map[appliance.OperatorID]*telephone
	work sync.WaitGroup
}

// New makes them; Run must run for one to ring.
func New(d Deps) *Telephones {
	return &Telephones{
		Deps: d, mail: mailbox.New[letter](),
		shown: map[appliance.OperatorID]Standing{}, legs: map[appliance.OperatorID]*rtp.Leg{},
		all: map[appliance.OperatorID]*telephone{},
	}
}

// Standing is how an operator's telephone stands right now.
type Standing struct {
	On    bool // it is his sound
	Stage Stage
	// Fault says why it could not be reached the last time: NoKey, or as
	// sip.Cause names it. Waits says that a call waits for it in vain.
	Fault string
	Waits bool
}

// Standing tells how an operator's telephone stands.
func (t *Telephones) Standing(o appliance.OperatorID) Standing {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.shown[o]
}

// Leg is an operator's telephone, while it is up.
func (t *Telephones) Leg(o appliance.OperatorID) (media.Port, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	leg, up := t.legs[o]
	return leg, up
}

// Comes tells whether an operator's sound is his telephone.
func (t *Telephones) Comes(o appliance.OperatorID) bool { return t.Standing(o).On }

// Sit and Rise tell that an operator has a place at a call, and no more.
func (t *Telephones) Sit(o appliance.OperatorID, c appliance.ConversationID) { t.post(o, sat{c}) }

func (t *Telephones) Rise(o appliance.OperatorID, c appliance.ConversationID) {
	t.post(o, rose{c})
}

// Ring has a telephone ring again that could not be reached.
func (t *Telephones) Ring(o appliance.OperatorID) { t.post(o, again{}) }

// listenEvery is how often telephones are asked whether they still send.
const listenEvery = 15 * time.Second

// retry is how long Run waits until it asks the store again.
const retry = time.Second

// Run rings and hangs up until ctx ends; then it hangs up everywhere. Telephones
// that fell behind what happens read the store, and again until that can be read.
func (t *Telephones) Run(ctx context.Context) error {
	defer t.work.Wait()
	defer t.close()
	clock := time.NewTicker(listenEvery)
	defer clock.Stop()
	facts, err := t.begin(ctx)
	if err != nil {
		return err
	}
	defer func() { facts.Close() }()
	news := facts.C()
	again := time.NewTimer(0) // while there is no news
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case fact, ok := <-news:
			if ok {
				t.fact(ctx, fact.Event)
				continue
			}
			news = nil
			again.Reset(0)
		case <-again.C:
			if news != nil {
				continue
			}
			next, err := t.begin(ctx)
			if err != nil {
				t.Log.Error("telephones do not learn what happens", "err", err)
				again.Reset(retry)
				continue
			}
			facts, news = next, next.C()
		case <-t.mail.Some():
			t.open(ctx)
		case now := <-clock.C:
			for o, one := range t.all {
				t.outlive(o, func() { one.listen(ctx, now) })
			}
		}
	}
}

// begin listens to the feed and reads what stands already.
func (t *Telephones) begin(ctx context.Context) (*feed.Subscription, error) {
	facts, err := t.Feed.Subscribe(feed.ID{})
	if err != nil {
		return nil, fmt.Errorf("subscribe telephones to the feed: %w", err)
	}
	var operators []appliance.Operator
	offers := map[appliance.OperatorID]appliance.Offer{}
	err = t.Store.Read(ctx, func(v *sqlite.View) (err error) {
		if operators, err = v.Operators(); err != nil {
			return err
		}
		open, err := v.Offers()
		for _, o := range open {
			offers[o.Operator] = o
		}
		return err
	})
	if err != nil {
		facts.Close()
		return nil, fmt.Errorf("read who has a telephone: %w", err)
	}
	for _, o := range operators {
		t.outlive(o.ID, func() {
			t.meet(ctx, o)
			t.catchUp(ctx, t.of(o.ID), offers[o.ID])
		})
	}
	return facts, nil
}

// catchUp tells a telephone of the offer that stands, none if that is zero.
func (t *Telephones) catchUp(ctx context.Context, one *telephone, offer appliance.Offer) {
	switch {
	case offer.Conversation == one.Offer:
	case one.Offer != 0:
		one.take(ctx, settled{call: one.Offer})
	default:
		t.offered(ctx, offer)
	}
}

// meet takes an operator as he is now.
func (t *Telephones) meet(ctx context.Context, o appliance.Operator) {
	one := t.of(o.ID)
	one.operator = o
	one.take(ctx, chosen{o.OnTelephone()})
}

// of is an operator's telephone.
func (t *Telephones) of(o appliance.OperatorID) *telephone {
	if t.all[o] == nil {
		t.all[o] = newTelephone(t, o)
	}
	return t.all[o]
}

func (t *Telephones) fact(ctx context.Context, e appliance.Event) {
	switch e := e.(type) {
	case appliance.OperatorChanged:
		t.outlive(e.Operator.ID, func() { t.meet(ctx, e.Operator) })
	case appliance.OfferMade:
		t.outlive(e.Offer.Operator, func() { t.offered(ctx, e.Offer) })
	case appliance.OfferEnded:
		t.outlive(e.Offer.Operator, func() {
			t.of(e.Offer.Operator).take(ctx, settled{e.Offer.Conversation, e.How == appliance.OfferAccepted})
		})
	}
}

// offered has a telephone ring for what has a voice.
func (t *Telephones) offered(ctx context.Context, o appliance.Offer) {
	var c appliance.Conversation
	err := t.Store.Read(ctx, func(v *sqlite.View) (err error) {
		c, err = v.Conversation(o.Conversation)
		return err
	})
	if err != nil {
		t.Log.Error("read what is offered", "conversation", o.Conversation, "err", err)
		return
	}
	if c.Channel.Kind() == appliance.KindCall {
		t.of(o.Operator).take(ctx, offered{c.ID})
	}
}

// letter is an event for one operator's telephone.
type letter struct {
	operator appliance.OperatorID
	event
}

// post has something happen to an operator's telephone. It does not wait.
func (t *Telephones) post(o appliance.OperatorID, e event) { t.mail.Post(letter{o, e}) }

// open takes what is in the mailbox.
func (t *Telephones) open(ctx context.Context) {
	for _, l := range t.mail.Take() {
		t.outlive(l.operator, func() { t.take(ctx, l) })
	}
}

func (t *Telephones) take(ctx context.Context, l letter) {
	one := t.of(l.operator)
	switch e := l.event.(type) {
	case heard:
		one.heard(ctx, e)
	case timesUp:
		if e.turn == one.turn {
			one.take(ctx, expired{})
		}
	case broke:
		one.putDown(ctx)
	default:
		one.take(ctx, e)
	}
}

// close hangs up everywhere, for the box goes down.
func (t *Telephones) close() {
	for o, one := range t.all {
		t.outlive(o, func() { one.take(context.Background(), chosen{false}) })
	}
}

// show lets others see how a telephone stands, and tells them if that is new.
func (t *Telephones) show(o appliance.OperatorID, s Standing) {
	t.mu.Lock()
	changed := t.shown[o] != s
	t.shown[o] = s
	t.mu.Unlock()
	if changed {
		t.Feed.Notify(appliance.TelephoneChanged{Operator: o})
	}
}

// set makes a leg an operator's sound; nil: he has none.
func (t *Telephones) set(o appliance.OperatorID, leg *rtp.Leg) {
	t.mu.Lock()
	was := t.legs[o] != nil
	if leg == nil {
		delete(t.legs, o)
	} else {
		t.legs[o] = leg
	}
	t.mu.Unlock()
	if up := leg != nil; up != was {
		t.Changed(o, up)
	}
}
