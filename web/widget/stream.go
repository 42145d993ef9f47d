package widget

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/pace"
	"cordboard/appliance/sqlite"
	"cordboard/web"
)

const beatEvery = 15 * time.Second

// events is GET /w/{key}/events: the visitor's conversation as it goes on. A
// stream that continues after the reader's last id begins with what he
// missed; every other one begins with the whole conversation from the store.
func (p *Pages) events(w http.ResponseWriter, r *http.Request) error {
	e, err := p.admit(r)
	if err == nil {
		var c appliance.Conversation
		if c, err = p.conversation(r, e); err == nil {
			err = p.follow(w, r, c)
		}
	}
	if err != nil {
		refuse(w, r, err)
	}
	return nil
}

// follow returns an error only before the stream began.
func (p *Pages) follow(w http.ResponseWriter, r *http.Request, of appliance.Conversation) error {
	c := of.ID
	leave, err := p.streams.enter(c, pace.Network(web.Source(r)))
	if err != nil {
		return err
	}
	p.feed.Notify(appliance.VisitorSeen{Conversation: c, Here: true})
	gone := func() {
		if leave() {
			p.feed.Notify(appliance.VisitorSeen{Conversation: c, Here: false})
		}
	}
	held := false
	defer func() {
		if !held {
			gone()
		}
	}()
	t := &teller{pages: p, ctx: r.Context(), conversation: c, over: of.State.Over()}
	if err := t.back(); err != nil {
		return err
	}
	facts, begin, err := t.begin(r.Header.Get("Last-Event-ID"))
	if err != nil {
		return err
	}
	held = true
	web.Hold(w, r, func(ctx context.Context, stream *web.Stream) {
		defer gone()
		defer facts.Close()
		t.ctx = ctx
		if stream.Send(begin...) == nil {
			begin = nil
			t.pass(facts, stream)
		}
	})
	return nil
}

// back notes that he is there again, if it was noted that he had gone; by now, for that
// may have been a moment ago. Where it cannot be noted he reads his conversation all the
// same, and the next look at all of them notes it.
func (t *teller) back() error {
	c, err := t.now()
	if err != nil || c.Gone.IsZero() {
		return err
	}
	if err := t.pages.desk.Back(t.ctx, c.ID); err != nil && t.ctx.Err() == nil {
		web.Log(t.ctx).Error("cannot note that a visitor is back", "conversation", c.ID, "err", err)
	}
	return nil
}

// teller turns facts into what one visitor hears. It belongs to the goroutine
// of his stream, whose context it carries to the store.
type teller struct {
	pages        *Pages
	ctx          context.Context
	conversation appliance.ConversationID
	queue        appliance.Queue // that of the newest about
	last         string          // the newest about that was told, as JSON
	over         bool
	seen         appliance.EntryID    // by an operator, as he was told last
	came         []appliance.Identity // by which the visitor is known; nil: not read yet
}

// begin subscribes and says what the stream begins with.
func (t *teller) begin(after string) (*feed.Subscription, []web.Event, error) {
	if id, err := feed.ParseID(after); err == nil {
		if s, err := t.subscribe(id); err == nil {
			return s, []web.Event{{Name: "continued", Data: "{}"}}, nil
		}
	}
	id := t.pages.feed.Last() // before the store is read: a fact in between comes twice, and none is lost
	all, err := t.whole()
	if err != nil {
		return nil, nil, err
	}
	s, err := t.subscribe(id)
	if err != nil {
		return nil, nil, err
	}
	return s, []web.Event{event(id, "conversation", all)}, nil
}

// subscribe follows what the visitor may be told of, once it has happened.
func (t *teller) subscribe(after feed.ID) (*feed.Subscription, error) {
	return t.pages.feed.SubscribeTo(after, t.conversation, func(e appliance.Event) bool {
		_, blocks := e.(appliance.BlockChanged)
		return blocks
	})
}

func (t *teller) whole() (all whole, err error) {
	err = t.pages.store.Read(t.ctx, func(v *sqlite.View) error {
		c, err := v.Conversation(t.conversation)
		if err != nil {
			return err
		}
		list, err := v.Entries(t.conversation, 0, 0)
		if err != nil {
			return err
		}
		files, err := v.FilesOf(t.conversation)
		if err != nil {
			return err
		}
		known := map[appliance.OperatorID]string{}
		name := func(o appliance.OperatorID) string {
			if _, read := known[o]; !read {
				known[o] = t.named(v, o)
			}
			return known[o]
		}
		t.over, t.came = c.State.Over(), desk.CameWith(c)
		receipt, err := v.Receipt(t.conversation)
		if err != nil {
			return err
		}
		t.seen = receipt.Seen
		all = whole{about: aboutOf(c, t.queueIn(v, c.Queue), name), Seen: t.seen, Entries: []entry{}}
		if all.Blocked, err = t.pages.suspended(v, c); err != nil {
			return err
		}
		for _, e := range list {
			if seen, ok := entryOf(e, name); ok {
				if i := slices.IndexFunc(files, func(f appliance.File) bool { return f.Entry == e.ID }); i >= 0 {
					seen.File = handedOf(files[i])
				}
				all.Entries = append(all.Entries, seen)
			}
		}
		return nil
	})
	return all, err
}

// pass writes facts until one side has enough. A conversation that is over has
// nothing more to tell: the panel has left by itself, and who has not is sent
// away after a while.
func (t *teller) pass(facts *feed.Subscription, stream *web.Stream) {
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	var enough <-chan time.Time
	for {
		if t.over && enough == nil {
			enough = time.After(t.pages.limits.AfterEnd)
		}
		var err error
		select {
		case <-t.ctx.Done():
			return
		case <-web.Stopping(t.ctx):
			return
		case <-enough:
			return
		case <-beat.C:
			err = stream.Beat()
		case f, open := <-facts.C():
			if !open { // too slow: he comes again and catches up by his last id
				return
			}
			if e, ok := t.tell(f); ok {
				err = stream.Send(e)
			}
		}
		if err != nil {
			return
		}
	}
}

// tell is what the visitor hears of a fact, if anything.
func (t *teller) tell(f feed.Fact) (web.Event, bool) {
	switch e := f.Event.(type) {
	case appliance.EntryPosted:
		return t.entry(f.ID, "entry", e.Entry)
	case appliance.EntryChanged:
		return t.entry(f.ID, "changed", e.Entry)
	case appliance.Typing:
		if e.Conversation == t.conversation && e.By == appliance.ByOperator {
			typing := ""
			if e.Text != "" {
				typing = t.name(e.Operator)
			}
			return event(f.ID, "typing", map[string]string{"name": typing}), true
		}
	case appliance.ReceiptChanged:
		if r := e.Receipt; r.Conversation == t.conversation && r.Seen > t.seen {
			t.seen = r.Seen
			return event(f.ID, "seen", map[string]appliance.EntryID{"seen": r.Seen}), true
		}
	case appliance.BlockChanged:
		if t.came != nil && !slices.Contains(t.came, e.Block.Identity) {
			break // of somebody else
		}
		if c, err := t.now(); err == nil { // without the store he is told when he asks
			return t.about(f.ID, c)
		}
	default:
		if c, ok := appliance.ConversationIn(f.Event); ok && c.ID == t.conversation {
			return t.about(f.ID, c)
		}
	}
	return web.Event{}, false
}

// fileOf is the file that an entry tells of; nil: none.
func (t *teller) fileOf(e appliance.Entry) (file *handed) {
	if e.Kind != appliance.EntryFile {
		return nil
	}
	_ = t.pages.store.Read(t.ctx, func(v *sqlite.View) error { // he is told of it without then
		f, err := v.File(e.ID)
		if err == nil {
			file = handedOf(f)
		}
		return err
	})
	return file
}

// entry tells an entry, which is new or was changed, as name says.
func (t *teller) entry(id feed.ID, name string, e appliance.Entry) (web.Event, bool) {
	if e.Conversation != t.conversation {
		return web.Event{}, false
	}
	seen, ok := entryOf(e, t.name)
	seen.File = t.fileOf(e)
	return event(id, name, seen), ok
}

// about is told only when it is another one than before: facts carry whole
// conversations, whose other fields are no visitor's business.
func (t *teller) about(id feed.ID, c appliance.Conversation) (web.Event, bool) {
	t.over, t.came = c.State.Over(), desk.CameWith(c)
	now := aboutOf(c, t.queueOf(c.Queue), t.name)
	now.Blocked = t.blocked(c)
	e := event(id, "about", now)
	if e.Data == t.last {
		return web.Event{}, false
	}
	t.last = e.Data
	return e, true
}

// now is the conversation as the store has it.
func (t *teller) now() (c appliance.Conversation, err error) {
	err = t.pages.store.Read(t.ctx, func(v *sqlite.View) error {
		c, err = v.Conversation(t.conversation)
		return err
	})
	return c, err
}

// blocked tells whether the visitor is, as the store has it.
func (t *teller) blocked(c appliance.Conversation) (s *suspension) {
	err := t.pages.store.Read(t.ctx, func(v *sqlite.View) (err error) {
		s, err = t.pages.suspended(v, c)
		return err
	})
	if err != nil && t.ctx.Err() == nil {
		web.Log(t.ctx).Error("cannot read whether a visitor is blocked", "conversation", c.ID, "err", err)
	}
	return s
}

// name is an operator's name as the store has it.
func (t *teller) name(o appliance.OperatorID) (name string) {
	_ = t.pages.store.Read(t.ctx, func(v *sqlite.View) error { // he is told without a name then
		name = t.named(v, o)
		return nil
	})
	return name
}

func (t *teller) named(v *sqlite.View, o appliance.OperatorID) string {
	operator, err := v.Operator(o)
	if err != nil && !errors.Is(err, appliance.ErrNotFound) {
		web.Log(t.ctx).Error("cannot read an operator's name", "operator", o, "err", err)
	}
	return operator.Name
}

// queueOf is a queue, from the store the first time; one that is gone is none.
func (t *teller) queueOf(id appliance.QueueID) (q appliance.Queue) {
	if id == t.queue.ID {
		return t.queue
	}
	_ = t.pages.store.Read(t.ctx, func(v *sqlite.View) error { // his topic is told as he chose it then
		q = t.queueIn(v, id)
		return nil
	})
	return q
}

func (t *teller) queueIn(v *sqlite.View, id appliance.QueueID) appliance.Queue {
	if id == t.queue.ID {
		return t.queue
	}
	q, err := v.Queue(id)
	if err != nil {
		if !errors.Is(err, appliance.ErrNotFound) {
			web.Log(t.ctx).Error("cannot read a queue's name", "queue", id, "err", err)
		}
		return appliance.Queue{}
	}
	t.queue = q
	return q
}

// event is a fact on the stream; a notice has no id and leaves the reader's
// last one as it is.
func event(id feed.ID, name string, v any) web.Event {
	data, err := json.Marshal(v)
	if err != nil { // plain structs of strings
		panic(err)
	}
	e := web.Event{Name: name, Data: string(data)}
	if id != (feed.ID{}) {
		e.ID = id.String()
	}
	return e
}
