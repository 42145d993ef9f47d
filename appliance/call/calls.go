package call

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/sip"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/run"
)

// Refusals of an operator's commands.
var (
	ErrNoCall      = appliance.Refuse(appliance.Conflict, "refusal.no-call")
	ErrNotYourCall = appliance.Refuse(appliance.Forbidden, "refusal.not-your-call")
	ErrDigit       = appliance.Refuse(appliance.Invalid, "refusal.digit")
	ErrPauseReason = appliance.Refuse(appliance.Invalid, "refusal.pause-reason")
	ErrNotRecorded = appliance.Refuse(appliance.Conflict, "refusal.not-recorded")
	ErrUnanswered  = appliance.Refuse(appliance.Conflict, "refusal.call-unanswered")
	ErrTableFull   = appliance.Refuse(appliance.Conflict, "refusal.call-table-full")
	ErrAsking      = appliance.Refuse(appliance.Conflict, "refusal.call-asking")
	ErrNobodyAside = appliance.Refuse(appliance.Conflict, "refusal.call-nobody-aside")
	ErrNoSound     = appliance.Refuse(appliance.Conflict, "refusal.no-sound")
	ErrOwnCall     = appliance.Refuse(appliance.Conflict, "refusal.own-call")
	ErrNoParty     = appliance.Refuse(appliance.Unknown, "refusal.call-no-party")
)

// Trunk decides whether a call is let in.
type Trunk interface {
	// Admit gives the entry point that the called number leads to and takes a
	// place on the box, or refuses with a *sip.Refused error. release gives the
	// place back.
	Admit(ctx context.Context, called string, source netip.Addr) (e appliance.EntryPoint, release func(), err error)
}

// Desk keeps the conversation that a call is: what each part of a call asks of it
// stands there.
type Desk interface {
	conversations
	queues
	parts
	story
	voicemails
	debts
	reachable
}

// conversations begin and end with their calls.
type conversations interface {
	// Open refuses with a *sip.Refused error whose call is not wanted.
	Open(ctx context.Context, o Opening) (appliance.Conversation, error)
	// Dial opens the conversation of a call that an operator makes, and his
	// part in it, or refuses.
	Dial(tx *sqlite.Tx, d Dialling) (appliance.Conversation, error)
	// Conversation reads it again.
	Conversation(ctx context.Context, c appliance.ConversationID) (appliance.Conversation, error)
	// EntryPoint is that of one, as it is now.
	EntryPoint(ctx context.Context, e appliance.EntryPointID) (appliance.EntryPoint, error)
	// Offered tells whether any operator is being asked to take it.
	Offered(ctx context.Context, c appliance.ConversationID) (bool, error)
	End(ctx context.Context, c appliance.ConversationID, by appliance.Author, o appliance.OperatorID, cause string) error
	// Unfinished are all that are not over.
	Unfinished(ctx context.Context) ([]appliance.Conversation, error)
}

// Opening is a call that came in.
type Opening struct {
	EntryPoint   appliance.EntryPoint
	Name, Number string // of the caller
	Written      string // his number as the exchange wrote it
	Called       string
	Call         string // Call-ID
	// Parameters are what else the trunk tells of it.
	Parameters []appliance.Parameter
}

// Dialling is a call that an operator makes.
type Dialling struct {
	Operator appliance.OperatorID
	// EntryPoint is the number of ours that the contact sees.
	EntryPoint appliance.EntryPoint
	Number     string // E.164 where that is known
	// Missed is the call that this one answers, if it does.
	Missed appliance.ConversationID
	// Emergency says that it is for help, as the number tells.
	Emergency bool
}

// Site is what the administrators set up.
type Site interface {
	// Tree is the entry point's tree, or the one that leads straight into its
	// queue.
	Tree(ctx context.Context, e appliance.EntryPoint) (*ivr.Tree, error)
	Queue(ctx context.Context, name string) (appliance.Queue, error)
	QueueByID(ctx context.Context, id appliance.QueueID) (appliance.Queue, error)
	// Clip is a prompt in a language; an error means that it is missing.
	Clip(name string, l appliance.Language) (*media.Clip, error)
	// CallsOut is how it is with recording calls that no queue led to an operator.
	CallsOut(ctx context.Context) (appliance.RecordingRule, error)
	// OwedRetry is for contacts who do not take the call that they are owed.
	OwedRetry(ctx context.Context) appliance.Retry
	// Shown is the entry point whose number a contact sees whom an operator calls
	// who asked for that one.
	Shown(ctx context.Context, asked appliance.EntryPointID) (appliance.EntryPoint, error)
	// Zone is whose clocks a tree's conditions ask for.
	Zone(ctx context.Context) *time.Location
	// Open answers for the opening hours of that name.
	Open(ctx context.Context, hours string, now time.Time) bool
}

// Staff tells who is there to take calls.
type Staff interface {
	// Somebody tells whether anyone who serves the queue, and may take calls
	// (or, without voice, chats), is signed in and on duty for the entry point.
	Somebody(e appliance.EntryPointID, q appliance.QueueID, k appliance.Kind) bool
	// Ring asks one operator for a time, and no other with him, whether he
	// takes a call from an entry point. The outcome is empty while he is asked; an OfferEnded then
	// tells how that ended.
	Ring(ctx context.Context, c appliance.ConversationID, from appliance.EntryPointID, o appliance.OperatorID, within time.Duration) (run.Outcome, error)
	// Outlook foretells for a call that waits.
	Outlook(ctx context.Context, c appliance.ConversationID) (appliance.Outlook, error)
}

// Legs are the operators' sound. No method blocks.
type Legs interface {
	Leg(o appliance.OperatorID) (media.Port, bool)
	// Comes tells whether an operator's sound, which is not up, comes by itself
	// once he has a place at a call: his desk telephone is rung then.
	Comes(o appliance.OperatorID) bool
	// Sit tells that an operator has a place at a call, Rise that he has it no
	// more.
	Sit(o appliance.OperatorID, c appliance.ConversationID)
	Rise(o appliance.OperatorID, c appliance.ConversationID)
}

// Contacts are the people whom the box knows.
type Contacts interface {
	// ByNumber are those who have a number.
	ByNumber(ctx context.Context, number string) ([]appliance.Contact, error)
}

// Outside is where calls of ours go.
type Outside interface {
	// Outward tells whether there is any way out.
	Outward() bool
	// Ways are those by which an operator may call a number, the best first,
	// or a Refusal that says why he may not. The contact sees the entry
	// point's number. Who asks calls: it counts, and what with writes is stored
	// with that or not at all; emergency: it is a number for help.
	Ways(ctx context.Context, o appliance.OperatorID, number string, as appliance.EntryPoint, with ...func(tx *sqlite.Tx, emergency bool) error) ([]sip.Outgoing, error)
	// Cause names why Ways led nowhere, as appliance.EntryPartyFailed tells it.
	Cause(refused error) string
	// Dial calls by a way, and takes a place there that over gives back once the
	// call is over, with the last that came of it. It is an error where there is
	// none.
	Dial(o sip.Outgoing) (line *sip.Call, over func(last sip.Event), err error)
	// Refers tells whether the exchange that calls of both addresses go by leads
	// callers on to its numbers itself.
	Refers(one, other netip.Addr) bool
}

// Deps is what calls stand on.
type Deps struct {
	Outside    Outside
	Trunk      Trunk
	Desk       Desk
	Site       Site
	Staff      Staff
	Contacts   Contacts
	Legs       Legs
	Recordings *Recordings
	Engine     *rtp.Engine
	Feed       *feed.Log
	Log        *slog.Logger
	Now        func() time.Time
	// Silence is how long the other side of a call may send nothing before the
	// call ends; 0: two minutes.
	Silence time.Duration
}

// Calls holds every call of the box. It is a sip.Handler.
type Calls struct {
	Deps

	mu    sync.Mutex
	calls map[appliance.ConversationID]*actor
	lines map[*sip.Call]*actor // whose a telephone is
	// planned numbers the next try of each call that is owed, plans counts them.
	planned map[appliance.ConversationID]int
	plans   int
	ears    ears
	// running is Run's context once started is closed: calls of ours end with it.
	running context.Context
	early   []func() bool // for later, before that
	started chan struct{}
	stopped bool
	placed  sync.WaitGroup // whatever Run waits for
}

// New makes the switchboard; Run must run, once, for calls to reach operators.
func New(d Deps) *Calls {
	if d.Now == nil {
		d.Now = time.Now
	}
	d.Silence = cmp.Or(d.Silence, media.LongestSilence)
	return &Calls{Deps: d, calls: map[appliance.ConversationID]*actor{}, lines: map[*sip.Call]*actor{}, planned: map[appliance.ConversationID]int{}, ears: ears{}, started: make(chan struct{})}
}

// Invite carries one call from its INVITE to its end.
func (cs *Calls) Invite(ctx context.Context, line *sip.Call) {
	log := cs.Log.With("call", line.ID())
	if old := line.Replaces(); old != nil {
		cs.replace(line, old, log)
		return
	}
	entry, release, err := cs.Trunk.Admit(ctx, line.Called(), line.Source().Addr())
	if err != nil {
		cs.refuse(line, log, err)
		return
	}
	defer release()
	if err := cs.carry(ctx, line, entry, log); err != nil {
		log.Error("carry call", "err", err)
	}
}

// refuse tells the caller why he is not let in.
func (cs *Calls) refuse(line *sip.Call, log *slog.Logger, err error) {
	verdict, said := sip.RefusedBy(err)
	if !said {
		log.Error("admit call", "err", err)
	}
	log.Info("call refused", "status", verdict.Status)
	if err := line.Reject(verdict); err != nil {
		log.Warn("refuse call", "err", err)
	}
}

// Run hands the facts that concern calls to their mailboxes until ctx ends.
//
// It also keeps the calls that operators make, and waits for their end.
func (cs *Calls) Run(ctx context.Context) error {
	cs.mu.Lock()
	cs.running = ctx
	early := cs.early
	cs.mu.Unlock()
	defer cs.stop()
	for _, do := range early {
		cs.later(do)
	}
	cs.alongside(func() { cs.listenForSilence(ctx) })
	if !cs.planAgain(ctx) {
		cs.later(func() bool { return cs.planAgain(ctx) })
	}
	ready := sync.OnceFunc(func() { close(cs.started) })
	for ctx.Err() == nil {
		sub, err := cs.Feed.Subscribe(feed.ID{})
		if err != nil {
			return fmt.Errorf("subscribe calls to the feed: %w", err)
		}
		ready()
		cs.catchUp(ctx)
		cs.follow(ctx, sub)
		sub.Close()
	}
	return nil
}

// Ready is closed once Run hears what operators do: no call is to come before.
func (cs *Calls) Ready() <-chan struct{} { return cs.started }

// stop lets no operator call any more and waits for the end of their calls,
// which Run's context has brought about.
func (cs *Calls) stop() {
	cs.mu.Lock()
	cs.stopped = true
	cs.mu.Unlock()
	cs.placed.Wait()
}

// listenForSilence has every call look now and then whether it still has
// somebody at the other end.
func (cs *Calls) listenForSilence(ctx context.Context) {
	clock := time.NewTicker(cs.Silence / 8)
	defer clock.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-clock.C:
			cs.postAll(listen{})
		}
	}
}

// insist does what must not be left undone: now or, while the store takes
// nothing, later. What is refused has lost its sense.
func (cs *Calls) insist(do func() error) {
	done := func() bool { return settled(do()) }
	if !done() {
		cs.later(done)
	}
}

// settled tells that another try would change nothing: it is done, or refused for
// good.
func settled(err error) bool {
	return err == nil || appliance.AsRefusal(err) != nil && !full(err)
}

// later does something again and again, while Run does, until it succeeds: what is
// open then, the next start of the box ends.
func (cs *Calls) later(do func() bool) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	switch {
	case cs.stopped:
		return
	case cs.running == nil:
		cs.early = append(cs.early, do)
		return
	}
	cs.alongside(func() {
		for pause := time.Second; ; pause = min(2*pause, time.Minute) {
			select {
			case <-time.After(pause):
			case <-cs.running.Done():
				return
			}
			if do() {
				return
			}
		}
	})
}

// follow passes facts on until the subscription is cut or ctx ends.
func (cs *Calls) follow(ctx context.Context, sub *feed.Subscription) {
	for {
		select {
		case <-ctx.Done():
			return
		case fact, ok := <-sub.C():
			if !ok {
				return
			}
			cs.fact(fact.Event)
		}
	}
}

func (cs *Calls) fact(e appliance.Event) {
	switch e := e.(type) {
	case appliance.OfferEnded: // it comes before the part that begins with it
		if e.How == appliance.OfferAccepted && e.Offer.Purpose == appliance.ToConsult {
			cs.post(e.Offer.Conversation, consulted{e.Offer.Operator, e.Offer.By})
		}
		if e.How != appliance.OfferAccepted && e.Offer.By == 0 {
			cs.post(e.Offer.Conversation, untaken{e.Offer.Operator, e.How})
		}
	case appliance.PartBegan:
		if e.Part.Role == appliance.Serving {
			if e.Conversation.Channel == appliance.Callback {
				cs.callBack(e.Conversation, e.Part.Operator)
			}
			cs.post(e.Conversation.ID, joined{e.Part.Operator})
		}
	case appliance.ConversationQueued:
		cs.post(e.Conversation.ID, passedOn{e.Conversation.Queue})
	case appliance.PartEnded:
		cs.post(e.Conversation.ID, left{e.Part.Operator})
	case appliance.ConversationEnded:
		cs.post(e.Conversation.ID, endedElse{})
	case appliance.PresenceChanged:
		if !e.Presence.There() {
			cs.postAll(checkStaff{})
		}
	case appliance.SiteChanged:
		cs.postAll(checkStaff{})
	}
}

// catchUp makes every call look at its conversation again, after facts may
// have been missed, and calls those whose turn came meanwhile.
func (cs *Calls) catchUp(ctx context.Context) {
	cs.postAll(lookAgain{})
	cs.callBackMissed(ctx)
}

// LegChanged tells that an operator's sound came up or went.
func (cs *Calls) LegChanged(o appliance.OperatorID, up bool) {
	cs.postAll(legChanged{operator: o, up: up})
}

// CheckStaff makes every caller who waits ask again whether anybody is there.
// It does not block. A presence in the feed can come before Staff knows of it;
// whoever answers for Staff calls this when its answer has changed.
func (cs *Calls) CheckStaff() { cs.postAll(checkStaff{}) }

func (cs *Calls) post(id appliance.ConversationID, e event) {
	cs.mu.Lock()
	a := cs.calls[id]
	cs.mu.Unlock()
	if a != nil {
		a.mail.Post(e)
	}
}

func (cs *Calls) postAll(e event) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	for _, a := range cs.calls {
		a.mail.Post(e)
	}
}

// Active is the number of calls on the box.
func (cs *Calls) Active() int {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return len(cs.calls)
}
