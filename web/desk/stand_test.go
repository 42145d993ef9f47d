package desk_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/account"
	"cordboard/appliance/blob"
	"cordboard/appliance/call"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/outbox"
	"cordboard/appliance/rtc"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/studio"
	"cordboard/appliance/telephone"
	"cordboard/appliance/ticket"
	"cordboard/appliance/trunk"
	"cordboard/web"
	"cordboard/web/admin"
	"cordboard/web/desk"
	"cordboard/web/widget"
)

// stand is a desk over a real store, served on loopback, with a site and a
// few people in it. What belongs to other packages is done in the simplest
// way that is true to the seams.
type stand struct {
	site   *site.Site
	studio *studio.Studio
	tape   tape
	t      testing.TB
	store  *sqlite.Store
	feed   *feed.Log
	blobs  *blob.Dir
	talks  *talks.Desk
	url    string
	now    time.Time

	dir, address string
	beat         time.Duration // of the pages' streams; zero: as on a box
	ahead        atomic.Int64  // by how much the pages' clock is before ours, as a time.Duration
	stop         func()

	group   appliance.GroupID
	queues  map[string]appliance.Queue
	entries map[string]appliance.EntryPoint
	reasons map[string]appliance.Reason
	jana    appliance.Operator
	tomas   appliance.Operator

	held, muted, ringing, paused bool
	unkept, telling              bool
	pausedFor                    string
	parties                      []call.Party
	failed                       call.Attempt
	line                         atomic.Pointer[call.Line] // nil: nothing is known of it
	alarms                       []trunk.Alarm
	digits                       string
	dialled                      string       // the number that was called last
	pages                        chan string  // told of, in order; what nobody reads is dropped
	uses                         atomic.Int32 // how often a person did something

	telephone telephone.Standing

	legs *rtc.Legs // nil: no sound here
	up   chan bool
}

func newStand(t testing.TB, language appliance.Language) *stand {
	t.Helper()
	s := &stand{
		t: t, tape: tape{}, dir: t.TempDir(), address: "127.0.0.1:0", now: time.Now(), queues: map[string]appliance.Queue{},
		entries: map[string]appliance.EntryPoint{}, reasons: map[string]appliance.Reason{}, pages: make(chan string, 10),
	}
	var err error
	if s.blobs, err = blob.Open(filepath.Join(s.dir, "blobs"), blob.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.blobs.Close() })
	t.Cleanup(func() { s.stop() })
	s.open()
	s.furnish(language)
	s.serve()
	return s
}

// open opens the store, as a start of the box does.
func (s *stand) open() {
	s.t.Helper()
	store, err := sqlite.Open(context.Background(), filepath.Join(s.dir, "box.db"), sqlite.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		s.t.Fatal(err)
	}
	s.store = store
	s.feed = feed.New(store.Epoch(), 1000)
	store.PublishTo(s.feed.Publish)
	s.talks = talks.New(talks.Deps{Store: store, Feed: s.feed, Site: rules{}, Files: s.blobs, Mail: letters{s}, Letters: letters{s}})
}

// alarming are trunks of which the stand says what there is to be alarmed about.
type alarming struct {
	*trunk.Trunks
	by *stand
}

func (a alarming) Alarms() []trunk.Alarm { return a.by.Alarms() }

// Alarms are those that a test sets.
func (s *stand) Alarms() []trunk.Alarm { return s.alarms }

// rules are the site's, as they come with the box.
type rules struct{}

func (rules) ReserveBrackets(*sqlite.View) (bool, error)          { return true, nil }
func (rules) Region(*sqlite.View) (string, error)                 { return "CZ", nil }
func (rules) InvitationLasts(*sqlite.View) (time.Duration, error) { return 15 * time.Minute, nil }
func (rules) ReviseWithin(*sqlite.View) (time.Duration, error)    { return 15 * time.Minute, nil }
func (rules) Silence(*sqlite.View) (time.Duration, error)         { return 0, nil }
func (rules) Unattended(*sqlite.View) (time.Duration, error)      { return 0, nil }
func (rules) Files(*sqlite.View) (appliance.FileRules, error) {
	return appliance.FileRules{Limit: 1}, nil
}

func (s *stand) serve() {
	pages := desk.New(desk.Deps{
		Store: s.store, Feed: s.feed, Offers: s, Talks: s.talks, Legs: s, Calls: s, Telephones: telephones{s}, Accounts: s, Recordings: s.blobs, Files: s.blobs,
		Tickets: ticket.New(ticket.Deps{Store: s.store, Desk: s.talks, Mail: letters{s}, Site: rules{}}), Trunks: s, Beat: s.beat,
		Now: func() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) },
	})
	sounds, err := blob.Open(filepath.Join(s.dir, "prompts"), blob.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	set := site.New(site.Deps{Store: s.store, Sounds: sounds})
	s.site = set
	s.studio = studio.New(studio.Deps{Changed: func() { s.feed.Notify(appliance.StudioChanged{}) }})
	trunks, err := trunk.New(context.Background(), trunk.Deps{Store: s.store})
	if err != nil {
		s.t.Fatal(err)
	}
	panels, err := widget.New(context.Background(), widget.Deps{Store: s.store, Feed: s.feed, Site: set})
	if err != nil {
		s.t.Fatal(err)
	}
	routes := slices.Concat(pages.Routes(), panels.Routes(), admin.New(admin.Deps{
		Panels: panels,
		Store:  s.store, Blocks: s.talks, Site: set, Accounts: account.New(account.Deps{Store: s.store, Site: set}), Trunks: alarming{trunks, s},
		Mail: outbox.New(outbox.Deps{Store: s.store, Feed: s.feed}), PublicPort: "8081",
		Feed: s.feed, Studio: s.studio, Prompts: s.tape,
	}).Routes())
	server := web.NewServer(web.Config{Accounts: s, Log: slog.New(slog.DiscardHandler)}, routes)
	l, err := net.Listen("tcp", s.address)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- web.Serve(ctx, l, server.Handler(web.Desk), slog.New(slog.DiscardHandler)) }()
	store := s.store
	s.stop = sync.OnceFunc(func() { cancel(); <-done; _ = store.Close(); _ = sounds.Close() })
	s.address = l.Addr().String()
	_, port, _ := net.SplitHostPort(s.address)
	s.url = "http://localhost:" + port
}

// restart stops the box, does something to its store meanwhile, and starts it
// again on the same port: another epoch, and nothing in the feed.
func (s *stand) restart(meanwhile func()) {
	s.t.Helper()
	s.stop()
	s.open()
	meanwhile()
	s.serve()
}

// write does something to the store, as one transaction.
func (s *stand) write(do func(*sqlite.Tx) error) {
	s.t.Helper()
	if err := s.store.Write(s.t.Context(), do); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stand) furnish(language appliance.Language) {
	s.write(func(tx *sqlite.Tx) error {
		g, err := tx.AddGroup(appliance.Group{Name: "Linka"})
		if err != nil {
			return err
		}
		s.group = g.ID
		for _, name := range []string{"Doprava", "Reklamace", "Objednávky", "Zwroty"} {
			q, err := tx.AddQueue(appliance.Queue{Name: name, Groups: []appliance.GroupID{g.ID}, OfferFor: 30 * time.Second, WrapUpFor: time.Minute, Target: 3 * time.Minute})
			if err != nil {
				return err
			}
			s.queues[name] = q
		}
		for _, e := range []appliance.EntryPoint{
			{Channel: appliance.WebChat, Name: "E-shop hobla.example", Language: appliance.Czech, Widget: appliance.WidgetEntry{Key: "hobla"}},
			{Channel: appliance.Phone, Name: "Hlavní linka", Language: appliance.Czech, Phone: appliance.PhoneEntry{Number: "+420541230800"}},
		} {
			e, err := tx.AddEntryPoint(e)
			if err != nil {
				return err
			}
			s.entries[string(e.Channel)] = e
		}
		for i, r := range reasonNames {
			r, err := tx.AddReason(appliance.Reason{Name: r})
			if err != nil {
				return err
			}
			s.reasons[reasonNames[i][appliance.English]] = r
		}
		for _, o := range []struct {
			to *appliance.Operator
			is appliance.Operator
		}{
			{&s.jana, appliance.Operator{Login: "jana", Name: "Jana Dvořáková", Role: appliance.RoleOperator, Language: language, Groups: []appliance.GroupID{g.ID}, Chats: 4, Calls: 1}},
			{&s.tomas, appliance.Operator{Login: "tomas", Name: "Tomáš Beneš", Role: appliance.RoleAdmin, Language: language, Groups: []appliance.GroupID{g.ID}, Chats: 4, Calls: 1}},
		} {
			if *o.to, err = tx.AddOperator(o.is); err != nil {
				return err
			}
		}
		return tx.SavePresence(appliance.Presence{Operator: s.jana.ID, State: appliance.Available, Since: s.now.Add(-112 * time.Minute)}, s.now.Add(-112*time.Minute))
	})
}

var reasonNames = []map[appliance.Language]string{
	{"en": "Return, box missing", "cs": "Vrácení, chybí krabice", "pl": "Zwrot, brak pudełka"},
	{"en": "Return, damaged in transport", "cs": "Vrácení, poškozeno dopravou", "pl": "Zwrot, uszkodzony w transporcie"},
	{"en": "Delivery moved", "cs": "Doručení přesměrováno", "pl": "Przekierowana dostawa"},
	{"en": "Question answered", "cs": "Dotaz zodpovězen", "pl": "Pytanie wyjaśnione"},
	{"en": "Wrong number", "cs": "Omyl", "pl": "Pomyłka"},
}

// Offers, as appliance/acd does them, without its loop.

func (s *stand) Accept(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID) error {
	return s.store.Write(ctx, func(tx *sqlite.Tx) error {
		if err := s.talks.Join(tx, id, o, time.Now()); err != nil {
			return err
		}
		return s.endOffers(tx, id, appliance.OfferAccepted)
	})
}

func (s *stand) endOffers(tx *sqlite.Tx, id appliance.ConversationID, how appliance.OfferEnd) error {
	offers, err := tx.Offers()
	if err != nil {
		return err
	}
	for _, o := range offers {
		if o.Conversation != id {
			continue
		}
		if err := tx.EndOffer(o.ID, how, time.Now()); err != nil {
			return err
		}
		tx.Emit(appliance.OfferEnded{Offer: o, How: how})
	}
	return nil
}

func (s *stand) Ask(ctx context.Context, by appliance.OperatorID, id appliance.ConversationID, to appliance.OperatorID, why appliance.Purpose) error {
	return s.store.Write(ctx, func(tx *sqlite.Tx) error {
		o, err := tx.AddOffer(appliance.Offer{Conversation: id, Operator: to, Made: time.Now(), Until: time.Now().Add(time.Minute), By: by, Purpose: why})
		tx.Emit(appliance.OfferMade{Offer: o})
		return err
	})
}

func (s *stand) Withdraw(ctx context.Context, _ appliance.OperatorID, id appliance.ConversationID) error {
	return s.store.Write(ctx, func(tx *sqlite.Tx) error { return s.endOffers(tx, id, appliance.OfferWithdrawn) })
}

func (s *stand) Decline(ctx context.Context, _ appliance.OperatorID, id appliance.ConversationID) error {
	return s.store.Write(ctx, func(tx *sqlite.Tx) error { return s.endOffers(tx, id, appliance.OfferDeclined) })
}

func (s *stand) SetPresence(ctx context.Context, o appliance.OperatorID, state appliance.PresenceState, reason string) error {
	return s.store.Write(ctx, func(tx *sqlite.Tx) error {
		p := appliance.Presence{Operator: o, State: state, Reason: reason, Since: time.Now()}
		tx.Emit(appliance.PresenceChanged{Presence: p})
		return tx.SavePresence(p, p.Since)
	})
}

func (s *stand) SetDuty(ctx context.Context, o appliance.OperatorID, e appliance.EntryPointID, d appliance.Duty) error {
	return s.store.Write(ctx, func(tx *sqlite.Tx) error {
		if err := tx.SetDuty(o, e, d); err != nil {
			return err
		}
		is, err := tx.Operator(o)
		tx.Emit(appliance.OperatorChanged{Operator: is})
		return err
	})
}

func (s *stand) Extend(ctx context.Context, o appliance.OperatorID, by time.Duration) error {
	return s.store.Write(ctx, func(tx *sqlite.Tx) error {
		p, err := tx.Presence(o)
		if err != nil {
			return err
		}
		p.Longer += by
		tx.Emit(appliance.PresenceChanged{Presence: p})
		return tx.SavePresence(p, p.Since)
	})
}

func (s *stand) PageOpened(o appliance.OperatorID) { s.page("opened", o) }
func (s *stand) PageUsed(o appliance.OperatorID)   { s.page("used", o) }
func (s *stand) PageClosed(o appliance.OperatorID) { s.page("closed", o) }

func (s *stand) page(what string, o appliance.OperatorID) {
	select {
	case s.pages <- what + " " + o.String():
	default:
	}
}

// post adds an entry and what it changes about its conversation.
func post(tx *sqlite.Tx, c *appliance.Conversation, e appliance.Entry) error {
	e.Conversation = c.ID
	if e.At.IsZero() {
		e.At = time.Now()
	}
	e, err := tx.AddEntry(e)
	if errors.Is(err, sqlite.ErrDuplicate) {
		return nil
	}
	if err != nil {
		return err
	}
	if e.Kind == appliance.EntryMessage {
		c.LastAt, c.LastText, c.LastBy = e.At, e.Text, e.By
		if c.Unread++; e.By != appliance.ByContact {
			c.Unread = 0
		}
	}
	if err := tx.SaveConversation(*c); err != nil {
		return err
	}
	tx.Emit(appliance.EntryPosted{Entry: e, Conversation: *c})
	return nil
}

// Has says that there is sound where the test has none.
func (s *stand) Has(o appliance.OperatorID) bool { return s.legs == nil || s.legs.Has(o) }

func (s *stand) Answer(ctx context.Context, o appliance.OperatorID, offer string) (string, error) {
	if s.legs == nil {
		return "", rtc.ErrCodec
	}
	return s.legs.Answer(ctx, o, offer)
}

func (s *stand) Mute(_ context.Context, c appliance.ConversationID, o appliance.OperatorID, on bool) error {
	if i := slices.IndexFunc(s.parties, func(p call.Party) bool { return p.Operator == o }); i >= 0 {
		s.parties[i].Muted = on
	} else {
		s.muted = on
	}
	s.feed.Notify(appliance.CallChanged{Conversation: c})
	return nil
}

func (s *stand) Hold(_ context.Context, c appliance.ConversationID, _ appliance.OperatorID, on bool) error {
	s.held, s.failed = on, call.Attempt{}
	s.feed.Notify(appliance.CallChanged{Conversation: c})
	return nil
}

func (s *stand) Digit(_ context.Context, _ appliance.ConversationID, _ appliance.OperatorID, key string) error {
	s.digits += key
	return nil
}

func (s *stand) Hangup(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
	return s.talks.End(ctx, c, appliance.ByOperator, o, "")
}

func (s *stand) End(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
	return s.talks.End(ctx, c, appliance.ByOperator, o, "hangup")
}

func (s *stand) ChangePassword(_ context.Context, _ appliance.OperatorID, _, wanted string) error {
	if len(wanted) < 12 {
		return account.ErrShort.With("limit", 12)
	}
	return nil
}

func (s *stand) Prefer(ctx context.Context, o appliance.OperatorID, p account.Preferences) error {
	return s.store.Write(ctx, func(tx *sqlite.Tx) error {
		op, err := tx.Operator(o)
		if err != nil {
			return err
		}
		op.Language, op.ShiftEnterSends, op.Silent, op.Notified, op.Unlettered = p.Language, p.ShiftEnterSends, p.Silent, p.Notified, p.Unlettered
		if op.Shortcuts, err = p.Shortcuts.Chosen(); err != nil {
			return err
		}
		tx.Emit(appliance.OperatorChanged{Operator: op})
		return tx.SaveOperator(op)
	})
}

func (s *stand) ChooseSound(ctx context.Context, o appliance.OperatorID, telephone bool) error {
	return s.store.Write(ctx, func(tx *sqlite.Tx) error {
		op, err := tx.Operator(o)
		if err != nil {
			return err
		}
		op.ByTelephone = telephone
		tx.Emit(appliance.OperatorChanged{Operator: op})
		return tx.SaveOperator(op)
	})
}

// telephones are one, whose state the test sets.
type telephones struct{ *stand }

func (s telephones) Standing(appliance.OperatorID) telephone.Standing { return s.telephone }

// deskTelephone gives Jana one, or without an extension takes it from her.
func (s *stand) deskTelephone(extension string, stands telephone.Standing) {
	s.telephone = stands
	s.write(func(tx *sqlite.Tx) error {
		op, err := tx.Operator(s.jana.ID)
		if err != nil {
			return err
		}
		op.Extension, op.ByTelephone = extension, stands.On
		tx.Emit(appliance.OperatorChanged{Operator: op})
		return tx.SaveOperator(op)
	})
}

// telephoneStands has it stand otherwise.
func (s *stand) telephoneStands(now telephone.Standing) {
	s.telephone = now
	s.feed.Notify(appliance.TelephoneChanged{Operator: s.jana.ID})
}

func (s telephones) Ring(o appliance.OperatorID) {
	s.telephone = telephone.Standing{On: true, Stage: telephone.Ringing}
	s.feed.Notify(appliance.TelephoneChanged{Operator: o})
}

// The accounts: the token is the login and some letters.

func (s *stand) SignIn(ctx context.Context, login, password string, _ netip.Addr) (string, appliance.Operator, error) {
	o, err := s.Check(ctx, login+".")
	if err != nil || password != "right" {
		return "", o, appliance.Refuse(appliance.Forbidden, "refusal.bad-request")
	}
	return login + "." + rand.Text(), o, nil
}

func (s *stand) Check(ctx context.Context, token string) (o appliance.Operator, err error) {
	login, _, _ := strings.Cut(token, ".")
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		o, err = v.OperatorByLogin(login)
		return err
	})
	return o, err
}

func (s *stand) Used(context.Context, string) error {
	s.uses.Add(1)
	return nil
}

func (s *stand) SignOut(context.Context, string) error { return nil }

// workday is a day before anybody of a stand's seed had a state, whatever the hour is now.
func workday() time.Time { return time.Now().AddDate(0, 0, -2) }

// workedBefore has two operators have had a workday with every state in it.
func (s *stand) workedBefore() {
	agnieszka := appliance.Operator{Login: "agnieszka", Name: "Agnieszka Wiśniewska-Kowalczyk", Role: appliance.RoleOperator, Language: s.tomas.Language, Chats: 2}
	s.write(func(tx *sqlite.Tx) (err error) {
		if agnieszka, err = tx.AddOperator(agnieszka); err != nil {
			return err
		}
		y, m, d := workday().Date()
		for i, o := range []appliance.OperatorID{s.tomas.ID, agnieszka.ID} {
			for _, step := range []struct {
				minute int
				state  appliance.PresenceState
				reason string
				absent bool
			}{
				{480, appliance.Available, "", false},
				{550, appliance.Busy, "", false},
				{565, appliance.WrapUp, "", false},
				{568, appliance.Available, "", false},
				{700, appliance.Away, "lunch", false},
				{742, appliance.Available, "", false},
				{860, appliance.Away, appliance.Idle, false},
				{866, appliance.Available, "", true},
				{868, appliance.RONA, "", false},
				{870, appliance.Available, "", false},
				{990, appliance.Offline, "", false},
			} {
				at := time.Date(y, m, d, 0, step.minute+17*i, 0, 0, time.Local)
				p := appliance.Presence{Operator: o, State: step.state, Reason: step.reason, Absent: step.absent, Since: at}
				if err := tx.SavePresence(p, at); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
