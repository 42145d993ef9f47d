package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/web"
)

// counted counts how often the store asks whether it goes on: some times for each
// statement, and once for each row. It has no end, so that nobody waits for one and asks
// later.
type counted struct {
	context.Context
	asked *int
}

func (c counted) Done() <-chan struct{} { *c.asked++; return nil }

// askedBy is how often it asks while something is read.
func askedBy(t testing.TB, read func(context.Context) error) (n int) {
	t.Helper()
	if err := read(counted{t.Context(), &n}); err != nil {
		t.Fatal(err)
	}
	return n
}

// pagesRead counts how often a page was read whole: each reading looks for alarms once.
type pagesRead struct{ n int }

func (p *pagesRead) Alarms() []trunk.Alarm { p.n++; return nil }

// crew is a store with people in it, whose pages are read without a server.
type crew struct {
	*Pages
	t         testing.TB
	whole     *pagesRead
	queue     appliance.Queue
	operators []appliance.Operator // the first one oversees the others
	talk      appliance.Conversation
}

// newCrew has some people who are available, and some entry points that lead to
// all of them. The second one serves a chat.
func newCrew(t testing.TB, people, ways int) *crew {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	o := &crew{t: t, whole: &pagesRead{}}
	o.Pages = New(Deps{Store: store, Feed: feed.New(store.Epoch(), 100), Calls: noCalls{}, Legs: noLegs{}, Trunks: o.whole})
	store.PublishTo(o.Feed.Publish)
	o.write(func(tx *sqlite.Tx) error {
		g, err := tx.AddGroup(appliance.Group{Name: "Linka"})
		if err != nil {
			return err
		}
		for i := range ways {
			if o.queue, err = tx.AddQueue(appliance.Queue{Name: fmt.Sprint("Doprava ", i), Groups: []appliance.GroupID{g.ID}, OfferFor: time.Minute}); err != nil {
				return err
			}
			if _, err := tx.AddEntryPoint(appliance.EntryPoint{
				Channel: appliance.WebChat, Name: fmt.Sprint("E-shop ", i), Language: appliance.Czech, Queue: o.queue.ID, Widget: appliance.WidgetEntry{Key: fmt.Sprint("shop", i)},
			}); err != nil {
				return err
			}
		}
		for i := range people {
			p := appliance.Operator{Login: fmt.Sprint("o", i), Name: fmt.Sprint("Operator ", i), Role: appliance.RoleOperator, Groups: []appliance.GroupID{g.ID}, Chats: 4, Calls: 1}
			if i == 0 {
				p.Role = appliance.RoleAdmin
			}
			if p, err = tx.AddOperator(p); err != nil {
				return err
			}
			o.operators = append(o.operators, p)
			if err := tx.SavePresence(appliance.Presence{Operator: p.ID, State: appliance.Available, Since: time.Now()}, time.Now()); err != nil {
				return err
			}
		}
		o.talk, err = o.served(tx, o.operators[1].ID)
		return err
	})
	return o
}

// served is a chat that somebody serves.
func (o *crew) served(tx *sqlite.Tx, by appliance.OperatorID) (appliance.Conversation, error) {
	now := time.Now()
	c, err := tx.AddConversation(appliance.Conversation{
		Channel: appliance.WebChat, State: appliance.Active, Queue: o.queue.ID, Name: "Veronika Malá", Mail: "v.mala@example.com", Began: now, Queued: now, Joined: now, LastAt: now, Operators: []appliance.OperatorID{by},
	})
	if err == nil {
		_, err = tx.AddPart(appliance.Part{Conversation: c.ID, Operator: by, Role: appliance.Serving, Began: now})
	}
	tx.Emit(appliance.ConversationChanged{Conversation: c})
	return c, err
}

func (o *crew) write(what func(*sqlite.Tx) error) {
	o.t.Helper()
	if err := o.Store.Write(o.t.Context(), what); err != nil {
		o.t.Fatal(err)
	}
}

// goes has somebody else's presence change, and the facts told.
func (o *crew) goes(who appliance.Operator, to appliance.PresenceState) {
	o.t.Helper()
	o.write(func(tx *sqlite.Tx) error {
		p := appliance.Presence{Operator: who.ID, State: to, Since: time.Now()}
		tx.Emit(appliance.PresenceChanged{Presence: p})
		return tx.SavePresence(p, p.Since)
	})
}

// opens is the page of somebody as it follows what happens, once it has been written
// for the first time; sent is what it was sent.
func (o *crew) opens(who appliance.Operator, a wanted) (f *follower, sent *httptest.ResponseRecorder) {
	o.t.Helper()
	sent = httptest.NewRecorder()
	f = &follower{Pages: o.Pages, ctx: o.t.Context(), me: who.ID, wanted: a, stream: web.NewStream(sent), sent: map[part]uint64{}, missed: true, assigned: true}
	f.subscribe(feed.ID{}, false)
	o.t.Cleanup(f.facts.Close)
	f.dirty &^= partMissed // which is counted over Talks, and there are none here
	if err := f.flush(); err != nil {
		o.t.Fatal(err)
	}
	f.missed = false
	return f, sent
}

// follow has a page take what was told since and write what came of it.
func follow(t testing.TB, f *follower, sent *httptest.ResponseRecorder) string {
	t.Helper()
	before := sent.Body.Len()
	if err := f.take(<-f.facts.C()); err != nil {
		t.Fatal(err)
	}
	if err := f.flush(); err != nil {
		t.Fatal(err)
	}
	return sent.Body.String()[before:]
}

// TestColleaguesPresenceIsReadForWhoSeesIt: who has nothing open that could be passed to
// him, and does not see how the others are, hears of the entry points alone, and no page
// is read for it.
func TestColleaguesPresenceIsReadForWhoSeesIt(t *testing.T) {
	for name, c := range map[string]struct {
		who   int
		shows func(*crew) wanted
		whole int
		also  string // of the page, with the colleague in it
	}{
		"an operator among what waits": {1, func(*crew) wanted { return wanted{tab: tabWaiting} }, 0, ""},
		"an operator in his chat":      {1, func(o *crew) wanted { return wanted{tab: tabActive, open: o.talk.ID} }, 1, `id="head"`},
		"who sees the team":            {0, func(*crew) wanted { return wanted{tab: tabTeam} }, 1, `id="list"`},
	} {
		t.Run(name, func(t *testing.T) {
			o := newCrew(t, 3, 2)
			colleague := o.operators[2]
			f, sent := o.opens(o.operators[c.who], c.shows(o))
			for _, to := range []appliance.PresenceState{appliance.Offline, appliance.Available} {
				before := o.whole.n
				o.goes(colleague, to)
				got := follow(t, f, sent)
				if n := o.whole.n - before; n != c.whole {
					t.Errorf("a colleague is %s: the page was read whole %d times, want %d", to, n, c.whole)
				}
				duties, rest, _ := strings.Cut(got, "</details>")
				if is := strings.Contains(duties, colleague.Name); is != (to == appliance.Available) {
					t.Errorf("a colleague is %s, and there for the entry points: %t: %s", to, is, duties)
				}
				if !strings.Contains(rest, c.also) || c.also != "" && strings.Contains(rest, colleague.Name) != (to == appliance.Available) {
					t.Errorf("a colleague is %s: %s does not say so: %s", to, c.also, rest)
				}
			}
		})
	}
}

// TestNamesAreReadAlikeOfEachSite: of a larger one there are more rows, and no statement.
func TestNamesAreReadAlikeOfEachSite(t *testing.T) {
	read := func(people, ways int) int {
		store := newCrew(t, people, ways).Store
		return askedBy(t, func(ctx context.Context) error {
			return store.Read(ctx, func(v *sqlite.View) error { _, err := readNames(v); return err })
		})
	}
	const more = (9 - 2) + 2*(7-1) // operators, and entry points with their queues
	if small, large := read(2, 1), read(9, 7); small == 0 || large != small+more {
		t.Errorf("of a small site the store asks %d times, of a large one %d times, want %d more", small, large, more)
	}
}

// TestPickerReadsNoMoreThanItOffersFrom with each key that is typed.
func TestPickerReadsNoMoreThanItOffersFrom(t *testing.T) {
	o := newCrew(t, 9, 1)
	me := o.operators[1]
	ask := func(handle web.Handle) func(context.Context) error {
		return func(ctx context.Context) error {
			r := httptest.NewRequestWithContext(web.WithOperator(ctx, me), http.MethodGet, "/?typed=o", nil)
			r.SetPathValue("conversation", o.talk.ID.String())
			return handle(httptest.NewRecorder(), r)
		}
	}
	for name, c := range map[string]struct {
		handle web.Handle
		needs  func(*sqlite.View) error
	}{
		"colleagues": {o.nameable, func(*sqlite.View) error { return nil }},
		"answers": {o.templates, func(v *sqlite.View) error {
			_, err := v.Templates()
			_, gone := v.Contact(o.talk.Contact)
			return errors.Join(err, unlessGone(gone))
		}},
	} {
		_ = askedBy(t, ask(c.handle)) // the site is read once for all
		want := askedBy(t, func(ctx context.Context) error {
			return o.Store.Read(ctx, func(v *sqlite.View) error {
				_, err := v.Conversation(o.talk.ID)
				return errors.Join(err, c.needs(v))
			})
		})
		if got := askedBy(t, ask(c.handle)); got != want {
			t.Errorf("%s: the store asks %d times, want %d", name, got, want)
		}
	}
}

// masks has the site mask personal data.
func (o *crew) masks() {
	o.t.Helper()
	o.write(func(tx *sqlite.Tx) error {
		tx.Emit(appliance.SiteChanged{})
		return tx.SetSetting("site.masks", "true")
	})
}

// TestFilesAndQuotesAreReadWithTheLog whatever is masked: each is a row more, and no
// statement.
func TestFilesAndQuotesAreReadWithTheLog(t *testing.T) {
	for _, masks := range []bool{false, true} {
		o := newCrew(t, 2, 1)
		if masks {
			o.masks()
		}
		me := o.operators[1].ID
		read := func() int {
			if _, err := o.read(t.Context(), me, wanted{open: o.talk.ID}); err != nil { // the site is read once for all
				t.Fatal(err)
			}
			return askedBy(t, func(ctx context.Context) error {
				_, err := o.read(ctx, me, wanted{open: o.talk.ID})
				return err
			})
		}
		add := func(count int) {
			o.write(func(tx *sqlite.Tx) error {
				for range count {
					said, err := tx.AddEntry(appliance.Entry{Conversation: o.talk.ID, At: time.Now(), Kind: appliance.EntryMessage, By: appliance.ByContact, Text: "Volejte 775 418 102"})
					if err != nil {
						return err
					}
					if _, err = tx.AddEntry(appliance.Entry{Conversation: o.talk.ID, At: time.Now(), Kind: appliance.EntryMessage, By: appliance.ByOperator, Operator: me, Text: "Ano", Quotes: said.ID}); err != nil {
						return err
					}
					file, err := tx.AddEntry(appliance.Entry{Conversation: o.talk.ID, At: time.Now(), Kind: appliance.EntryFile, By: appliance.ByContact})
					if err != nil {
						return err
					}
					if err := tx.AddFile(appliance.File{Entry: file.ID, Conversation: o.talk.ID, State: appliance.FileKept, Name: "775 418 102.png", Size: 1, Blob: file.ID.String()}); err != nil {
						return err
					}
				}
				return nil
			})
		}
		add(1)
		few := read()
		const count, rows = 5, 4 // of two messages and one file, of which there are an entry and a file
		add(count)
		if got := read(); got != few+count*rows {
			t.Errorf("masked: %t, the store asks %d times of few files and quotes, %d times of %d more", masks, few, got, count)
		}
		pg, err := o.read(t.Context(), me, wanted{open: o.talk.ID})
		if err != nil {
			t.Fatal(err)
		}
		last := pg.Talk.Entries[len(pg.Talk.Entries)-2:]
		for what, text := range map[string]string{"a quote": last[0].Quote.Text, "a file's name": last[1].File.Name} {
			if strings.Contains(text, "775 418 102") == masks {
				t.Errorf("masked: %t, and %s is %q", masks, what, text)
			}
		}
	}
}

// BenchmarkColleaguesPresence is what a page does when the presence of a colleague
// changed: one of forty, in a site of eight entry points, for who serves one chat and
// has twenty before him that wait.
func BenchmarkColleaguesPresence(b *testing.B) {
	o := newCrew(b, 40, 8)
	o.write(func(tx *sqlite.Tx) error {
		for i := range 20 {
			_, err := tx.AddConversation(appliance.Conversation{
				Channel: appliance.WebChat, State: appliance.Waiting, Queue: o.queue.ID, Name: fmt.Sprint("Visitor ", i), Began: time.Now(), Queued: time.Now(), LastAt: time.Now(),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	f, _ := o.opens(o.operators[1], wanted{tab: tabWaiting})
	for b.Loop() {
		f.dirty = partDuties
		if err := f.flush(); err != nil {
			b.Fatal(err)
		}
	}
}

// TestMaskedConversationIsReadOnce for all that is masked in it, however much that is.
func TestMaskedConversationIsReadOnce(t *testing.T) {
	o := newCrew(t, 2, 1)
	o.write(func(tx *sqlite.Tx) error {
		for range 4 {
			if _, err := tx.AddEntry(appliance.Entry{Conversation: o.talk.ID, At: time.Now(), Kind: appliance.EntryNote, By: appliance.ByOperator, Operator: o.operators[1].ID, Text: "775 418 102"}); err != nil {
				return err
			}
		}
		return nil
	})
	of := []appliance.ConversationID{o.talk.ID}
	reads := func(what func(*sqlite.View) error) int {
		return askedBy(t, func(ctx context.Context) error { return o.Store.Read(ctx, what) })
	}
	want := reads(func(v *sqlite.View) error {
		_, err := v.NotesOf(of, 9)
		_, gone := v.Conversation(o.talk.ID)
		return errors.Join(err, gone)
	})
	got := reads(func(v *sqlite.View) error {
		notes, err := o.sight(v, &names{chosen: site.Settings{Masks: true}}, revealed{}).NotesOf(of, 9)
		for _, n := range notes {
			if strings.Contains(n.Text, "775 418 102") {
				t.Errorf("a note shows %q", n.Text)
			}
		}
		return err
	})
	if got != want {
		t.Errorf("the store asks %d times for four notes, want %d", got, want)
	}
}

// TestWhoAsksForOneThingIsNotReadTheWholeDesk: whether he may see it, what waits and
// what he serves besides says nothing of.
func TestWhoAsksForOneThingIsNotReadTheWholeDesk(t *testing.T) {
	o := newCrew(t, 2, 1)
	me := o.operators[1]
	var file appliance.EntryID
	o.write(func(tx *sqlite.Tx) error {
		e, err := tx.AddEntry(appliance.Entry{Conversation: o.talk.ID, At: time.Now(), Kind: appliance.EntryFile, By: appliance.ByContact})
		if err != nil {
			return err
		}
		file = e.ID
		return tx.AddFile(appliance.File{Entry: e.ID, Conversation: o.talk.ID, State: appliance.FileKept, Name: "a.png", Size: 1, Blob: "a"})
	})
	asks := map[string]func(context.Context) error{
		"a file": func(ctx context.Context) error { _, err := o.fileFor(ctx, me.ID, file); return err },
		"a conversation": func(ctx context.Context) error {
			r := httptest.NewRequestWithContext(web.WithOperator(ctx, me), http.MethodPost, "/", nil)
			return o.seeing(r, o.talk.ID, func(*sqlite.View, appliance.Conversation) error { return nil })
		},
	}
	before := map[string]int{}
	for what, ask := range asks {
		_ = askedBy(t, ask) // the site is read once for all
		before[what] = askedBy(t, ask)
	}
	o.write(func(tx *sqlite.Tx) error {
		for range 3 {
			if _, err := o.served(tx, me.ID); err != nil {
				return err
			}
			c, err := tx.AddConversation(appliance.Conversation{Channel: appliance.WebChat, State: appliance.Waiting, Queue: o.queue.ID, Began: time.Now(), Queued: time.Now(), LastAt: time.Now()})
			if err != nil {
				return err
			}
			tx.Emit(appliance.ConversationQueued{Conversation: c})
		}
		return nil
	})
	for what, ask := range asks {
		const parts = 3 // of his, a row each
		if got := askedBy(t, ask); got != before[what]+parts {
			t.Errorf("%s: the store asks %d times on a quiet desk, %d times on a busy one", what, before[what], got)
		}
	}
}

// TestWhatIsOverIsLookedForWhereItIsListed: not for what stands beside the list.
func TestWhatIsOverIsLookedForWhereItIsListed(t *testing.T) {
	o := newCrew(t, 2, 1)
	asks := func(dirty part) (n int) {
		f, _ := o.opens(o.operators[0], wanted{tab: tabFinished, sought: sought{Text: "kurýr"}})
		f.ctx, f.dirty = counted{t.Context(), &n}, dirty
		n = 0
		if err := f.flush(); err != nil {
			t.Fatal(err)
		}
		return n
	}
	beside, listed := asks(partTabs|partBelow), asks(partTabs|partBelow|partList)
	if listed <= beside {
		t.Errorf("the store is asked %d times with the list, %d times without it", listed, beside)
	}
	if twice := asks(partTabs | partBelow | partList); twice != listed {
		t.Errorf("asked %d times, then %d times for the same", listed, twice)
	}
}

// TestPageLooksForWhatIsHiddenWhereItSaysSo: the log of a masked conversation is not read
// again for a page that writes neither its head nor its card.
func TestPageLooksForWhatIsHiddenWhereItSaysSo(t *testing.T) {
	asks := func(said int, dirty part) (n int) {
		o := newCrew(t, 2, 1)
		o.masks()
		o.write(func(tx *sqlite.Tx) error {
			c := o.talk
			c.Mail = "" // nothing of him is hidden but by what is said
			for range said {
				if _, err := tx.AddEntry(appliance.Entry{Conversation: c.ID, At: time.Now(), Kind: appliance.EntryMessage, By: appliance.ByContact, Text: "Dobrý den"}); err != nil {
					return err
				}
			}
			return tx.SaveConversation(c)
		})
		f, _ := o.opens(o.operators[0], wanted{tab: tabTeam, open: o.talk.ID})
		f.ctx, f.dirty = counted{t.Context(), &n}, dirty
		n = 0
		if err := f.flush(); err != nil {
			t.Fatal(err)
		}
		return n
	}
	const few, many = 2, 12
	for name, c := range map[string]struct {
		dirty part
		more  int
	}{"list": {partList, 0}, "foot": {partFoot | partCall, 0}, "head": {partHead, many - few}, "card": {partCard, many - few}} {
		if less, more := asks(few, c.dirty), asks(many, c.dirty); more != less+c.more {
			t.Errorf("%s: the store asks %d times of a short log, %d times of a long one, want %d more", name, less, more, c.more)
		}
	}
}
