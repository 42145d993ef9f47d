package main

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
)

// What the bench adds to the demonstration site.
const (
	spokenNumber = "901" // a prompt of ten seconds and two keys
	signalNumber = "902" // hung up on at once
	talkNumber   = "903" // leads straight to the operators who take calls
	widgetKey    = "bench"

	lister    = "bench-lister"    // sees the long lists, takes no chats
	operators = 8                 // take chats: bench-1 to bench-8
	places    = 8                 // that each of them has
	listeners = 220 + tables      // take calls: bench-call-1 and on
	guests    = tables * guestsAt // talk in others' calls: bench-guest-1 and on

	finishedRows = 400
	waitingRows  = 48
)

func operatorLogin(n int) string { return fmt.Sprintf("bench-%d", n+1) }
func listenerLogin(n int) string { return fmt.Sprintf("bench-call-%d", n+1) }
func guestLogin(n int) string    { return fmt.Sprintf("bench-guest-%d", n+1) }

//go:embed tree.yaml
var tree string

// furnish starts a box on an empty directory, which settles the demonstration
// there, stops it, and adds to its store what the bench needs.
func (b *bench) furnish(ctx context.Context) (err error) {
	first, err := start(ctx, b.binary, b.dir, b.at)
	if err != nil {
		return err
	}
	if err := first.stop(); err != nil {
		return err
	}
	if err := promptFiles(filepath.Join(b.dir, "prompts")); err != nil {
		return err
	}
	store, err := sqlite.Open(ctx, filepath.Join(b.dir, "cordboard.db"), sqlite.Options{
		Publish: func(...appliance.Event) {}, // nobody listens yet
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if found, err := site.New(site.Deps{Store: store}).SaveTree(ctx, 0, "bench", tree); err != nil {
		return fmt.Errorf("save the tree: %w: %w", err, found)
	}
	if err := store.Write(ctx, func(tx *sqlite.Tx) error { return (&furniture{Tx: tx}).add() }); err != nil {
		return err
	}
	return widen(ctx, store)
}

// widen lets in whatever comes: the bench measures the box and not its limits.
func widen(ctx context.Context, store *sqlite.Store) error {
	trunks, err := trunk.New(ctx, trunk.Deps{Store: store})
	if err != nil {
		return err
	}
	config := trunks.Config()
	config.Calls = trunk.MostCalls
	for i := range config.Trunks {
		config.Trunks[i].Rate = trunk.MostRate
	}
	flooding, err := netip.ParsePrefix(floodFrom + "/32")
	if err != nil {
		return err
	}
	config.Trunks = append(config.Trunks, trunk.Trunk{ // as exchanges are set up where nobody thought of floods
		Name: "flooding", Sources: []trunk.Source{{Prefix: flooding}}, Transport: trunk.UDP, Identity: trunk.FromOnly,
		Calls: trunk.Default().Calls,
	})
	return trunks.Save(ctx, config)
}

// furniture adds everything in one write.
type furniture struct {
	*sqlite.Tx
	hash   string
	widget appliance.EntryPoint
	lister appliance.Operator

	chats, crowd, talks, fair, night appliance.Queue
}

func (f *furniture) add() error {
	for _, step := range []func() error{f.addQueues, f.addOperators, f.addEntryPoints, f.addCrowd} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (f *furniture) addQueues() error {
	for _, q := range []struct {
		into *appliance.Queue
		name string
	}{{&f.chats, "Bench chats"}, {&f.crowd, "Bench crowd"}, {&f.talks, "Bench talks"}, {&f.fair, "Bench fair"}, {&f.night, "Bench night"}} {
		group, err := f.AddGroup(appliance.Group{Name: q.name})
		if err != nil {
			return err
		}
		*q.into, err = f.AddQueue(appliance.Queue{
			Name: q.name, Groups: []appliance.GroupID{group.ID}, Music: "music",
			OfferFor: 30 * time.Second, WrapUpFor: time.Minute, Target: time.Minute,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// addOperators gives ours the demonstration's password.
func (f *furniture) addOperators() (err error) {
	known, err := f.Credentials("jana")
	if err != nil {
		return fmt.Errorf("find the demonstration's operator: %w", err)
	}
	f.hash = known.Hash
	for n := range operators {
		if _, err := f.addOperator(operatorLogin(n), appliance.RoleOperator, f.chats); err != nil {
			return err
		}
	}
	for n := range listeners {
		if err := f.addSignedIn(listenerLogin(n), appliance.RoleOperator); err != nil {
			return err
		}
	}
	for n := range guests {
		if err := f.addSignedIn(guestLogin(n), appliance.RoleSuperUser); err != nil {
			return err
		}
	}
	for n := range fairStaff {
		if err := f.addAtFair(fairLogin(n), f.fair, fairHolds); err != nil {
			return err
		}
	}
	if err := f.addAtFair(nightLogin, f.night, 1); err != nil {
		return err
	}
	f.lister, err = f.addOperator(lister, appliance.RoleOperator, f.crowd)
	return err
}

// addAtFair adds one of those who serve visitors, signed in already.
func (f *furniture) addAtFair(login string, serves appliance.Queue, chats int) error {
	o, err := f.addOperatorOf(login, appliance.RoleOperator, serves, chats)
	if err != nil {
		return err
	}
	return f.addLogin(o, login)
}

// addSignedIn adds one of the queue of talks who is signed in already.
func (f *furniture) addSignedIn(login string, role appliance.RoleID) error {
	o, err := f.addOperator(login, role, f.talks)
	if err != nil {
		return err
	}
	return f.addLogin(o, login)
}

func (f *furniture) addOperator(login string, role appliance.RoleID, serves appliance.Queue) (appliance.Operator, error) {
	return f.addOperatorOf(login, role, serves, places)
}

// addOperatorOf adds one with so many places for chats.
func (f *furniture) addOperatorOf(login string, role appliance.RoleID, serves appliance.Queue, chats int) (appliance.Operator, error) {
	o, err := f.AddOperator(appliance.Operator{
		Login: login, Name: login, Mail: login + "@bench.example", Role: role,
		Language: appliance.English, Groups: serves.Groups, Chats: chats, Calls: 1,
	})
	if err != nil {
		return o, err
	}
	return o, f.SetHash(o.ID, f.hash)
}

// addLogin signs an operator in with his login as token: hundreds of passwords
// take a minute to check, as they should.
func (f *furniture) addLogin(o appliance.Operator, token string) error {
	hash, now := sha256.Sum256([]byte(token)), time.Now()
	return f.AddLogin(appliance.Login{Hash: hash[:], Operator: o.ID, Began: now, Seen: now, Until: now.Add(time.Hour), Browser: "bench"})
}

func (f *furniture) addEntryPoints() (err error) {
	for _, in := range []struct {
		number, tree string
		queue        appliance.QueueID
	}{{spokenNumber, "bench", f.crowd.ID}, {signalNumber, "bench", f.crowd.ID}, {talkNumber, "", f.talks.ID}} {
		_, err = f.AddEntryPoint(appliance.EntryPoint{
			Channel: appliance.Phone, Name: "Bench " + in.number, Language: appliance.English, Queue: in.queue,
			Phone: appliance.PhoneEntry{Number: in.number, Tree: in.tree, Answer: appliance.AnswerAtOnce},
		})
		if err != nil {
			return err
		}
	}
	for n := range fairWidgets {
		queue := f.night
		if n < nearWidgets {
			queue = f.fair
		}
		if _, err = f.addWidget("Bench fair", fairKey(n), queue); err != nil {
			return err
		}
	}
	f.widget, err = f.addWidget("Bench widget", widgetKey, f.chats)
	return err
}

func (f *furniture) addWidget(name, key string, queue appliance.Queue) (appliance.EntryPoint, error) {
	return f.AddEntryPoint(appliance.EntryPoint{
		Channel: appliance.WebChat, Name: name, Language: appliance.English, Queue: queue.ID,
		Widget: appliance.WidgetEntry{
			Key:  key,
			Form: appliance.Form{Name: appliance.AskRequired, Mail: appliance.AskOptional, Phone: appliance.AskNot, Topic: appliance.AskNot},
		},
	})
}

// addCrowd adds the conversations of the long lists.
func (f *furniture) addCrowd() error {
	now := time.Now().UTC()
	for n := range finishedRows {
		if err := f.addFinished(n, now.Add(-time.Duration(finishedRows-n)*10*time.Minute)); err != nil {
			return err
		}
	}
	for n := range waitingRows {
		c, err := f.conversation(n, now.Add(-time.Duration(waitingRows-n)*time.Second))
		if err != nil {
			return err
		}
		c.State = appliance.Waiting
		if c, err = f.AddConversation(c); err != nil {
			return err
		}
		if err := f.say(c, appliance.ByContact, c.LastText); err != nil {
			return err
		}
	}
	return nil
}

func (f *furniture) addFinished(n int, at time.Time) error {
	c, err := f.conversation(n, at)
	if err != nil {
		return err
	}
	c.State, c.Joined, c.Ended = appliance.Finished, at.Add(20*time.Second), at.Add(5*time.Minute)
	c.EndedBy, c.Operators = appliance.ByOperator, []appliance.OperatorID{f.lister.ID}
	if c, err = f.AddConversation(c); err != nil {
		return err
	}
	if _, err = f.AddPart(appliance.Part{
		Conversation: c.ID, Operator: f.lister.ID, Role: appliance.Serving,
		Began: c.Joined, Left: c.Ended, WrappedUp: c.Ended.Add(10 * time.Second),
	}); err != nil {
		return err
	}
	if err := f.say(c, appliance.ByContact, "Do you have the blade of thirty centimetres?"); err != nil {
		return err
	}
	return f.say(c, appliance.ByOperator, c.LastText)
}

// conversation is a chat of the crowd, its contact added.
func (f *furniture) conversation(n int, at time.Time) (appliance.Conversation, error) {
	name := fmt.Sprintf("Visitor %d", n)
	contact, err := f.AddContact(appliance.Contact{
		Name: name, Mails: []string{fmt.Sprintf("visitor-%d-%d@bench.example", n, at.UnixNano())}, Created: at,
	})
	return appliance.Conversation{
		Channel: appliance.WebChat, EntryPoint: f.widget.ID, Queue: f.crowd.ID, Contact: contact.ID,
		Language: appliance.English, Name: name, Topic: f.crowd.Name,
		Browser: appliance.Browser{Name: "Firefox", System: "Linux", Device: "desktop", Page: "/saws", Address: "192.0.2.7"},
		Began:   at, Queued: at, LastAt: at.Add(time.Minute), LastBy: appliance.ByContact, Unread: 1,
		LastText: "It is on our shelf, and can be with you the day after tomorrow.",
	}, err
}

func (f *furniture) say(c appliance.Conversation, by appliance.Author, text string) error {
	e := appliance.Entry{Conversation: c.ID, Kind: appliance.EntryMessage, At: c.LastAt, By: by, Text: text}
	if by == appliance.ByOperator {
		e.Operator = f.lister.ID
	}
	_, err := f.AddEntry(e)
	return err
}

// promptFiles writes what the bench's tree plays.
func promptFiles(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the directory of prompts: %w", err)
	}
	for name, length := range map[string]time.Duration{"ten-seconds": 10 * time.Second, "beep": 200 * time.Millisecond} {
		if err := os.WriteFile(filepath.Join(dir, name+".wav"), tone(440, length), 0o600); err != nil {
			return fmt.Errorf("write a prompt: %w", err)
		}
	}
	return nil
}
