package widget

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
)

func TestWaitingChatIsGivenUpSomeMinutesAfterItsLastPageWent(t *testing.T) {
	now, here := time.Unix(0, 0), map[appliance.ConversationID]bool{1: true}
	var away absences
	look := func(after time.Duration, want ...appliance.ConversationID) {
		t.Helper()
		now = now.Add(after)
		found := away.look([]appliance.Conversation{{ID: 1, State: appliance.Waiting}, {ID: 2, State: appliance.Waiting}}, func(c appliance.ConversationID) bool { return here[c] }, time.Hour, now)
		away = found.away
		if got := found.over; !slices.Equal(got, want) {
			t.Errorf("given up %v, want %v", got, want)
		}
	}
	look(0)
	look(patience - time.Second)
	here[2] = true
	look(time.Second)
	delete(here, 2)
	look(time.Hour) // seen here a moment ago
	look(patience - time.Second)
	look(time.Second, 2)
	delete(here, 1)
	look(0, 2) // still there: it could not be ended
	look(patience, 1, 2)
}

// TestWhoLeftKeepsHisPlaceWhereHeCanBeReached as long as the site says, and no shorter
// than anybody; that he left is noted once, and that he is back.
func TestWhoLeftKeepsHisPlaceWhereHeCanBeReached(t *testing.T) {
	zero := time.Unix(0, 0)
	nobody, everybody := func(appliance.ConversationID) bool { return false }, func(appliance.ConversationID) bool { return true }
	for name, c := range map[string]struct {
		is         appliance.Conversation
		before     absences
		here       func(appliance.ConversationID) bool
		waitsAfter time.Duration
		after      time.Duration
		gone, back bool
		over       bool
	}{
		"a moment ago":                {is: appliance.Conversation{State: appliance.Active}, here: nobody},
		"for a minute":                {is: appliance.Conversation{State: appliance.Active}, before: absences{1: zero}, here: nobody, after: lookEvery, gone: true},
		"noted already":               {is: appliance.Conversation{State: appliance.Active, Gone: zero}, before: absences{1: zero}, here: nobody, after: time.Hour},
		"he is back":                  {is: appliance.Conversation{State: appliance.Active, Gone: zero}, before: absences{1: zero}, here: everybody, after: time.Hour, back: true},
		"he never left":               {is: appliance.Conversation{State: appliance.Waiting}, here: everybody, after: time.Hour},
		"cannot be reached":           {is: appliance.Conversation{State: appliance.Waiting, Gone: zero, Name: "Eva"}, here: nobody, waitsAfter: time.Hour, after: patience, over: true},
		"by mail":                     {is: appliance.Conversation{State: appliance.Waiting, Gone: zero, Mail: "a@hobla.example"}, here: nobody, waitsAfter: time.Hour, after: time.Hour - time.Second},
		"by telephone":                {is: appliance.Conversation{State: appliance.Waiting, Gone: zero, Phone: "775 418 102"}, here: nobody, waitsAfter: time.Hour, after: time.Hour - time.Second},
		"as long as the site says":    {is: appliance.Conversation{State: appliance.Waiting, Gone: zero, Mail: "a@hobla.example"}, here: nobody, waitsAfter: time.Hour, after: time.Hour, over: true},
		"where the site says nothing": {is: appliance.Conversation{State: appliance.Waiting, Gone: zero, Mail: "a@hobla.example"}, here: nobody, after: patience, over: true},
		"after a restart":             {is: appliance.Conversation{State: appliance.Waiting, Gone: zero, Name: "Eva"}, before: absences{}, here: nobody, after: patience, over: true},
		"somebody serves him":         {is: appliance.Conversation{State: appliance.Active, Gone: zero}, here: nobody, after: time.Hour},
	} {
		c.is.ID = 1
		got := c.before.look([]appliance.Conversation{c.is}, c.here, c.waitsAfter, zero.Add(c.after))
		if (len(got.gone) == 1) != c.gone || (len(got.back) == 1) != c.back || (len(got.over) == 1) != c.over {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

// keeps is a site where who can be reached keeps his place for so long.
type keeps time.Duration

func (k keeps) WaitsAfter(context.Context) (time.Duration, error)  { return time.Duration(k), nil }
func (keeps) ReturnsWithin(context.Context) (time.Duration, error) { return 0, nil }
func (keeps) Vouched(context.Context, appliance.EntryPointID, string, string) (bool, error) {
	return false, nil
}

func (keeps) State(context.Context, appliance.EntryPoint) (site.State, time.Time, error) {
	return site.Open, time.Time{}, nil
}

type brackets struct{}

func (brackets) ReserveBrackets(*sqlite.View) (bool, error)          { return false, nil }
func (brackets) Region(*sqlite.View) (string, error)                 { return "CZ", nil }
func (brackets) InvitationLasts(*sqlite.View) (time.Duration, error) { return 15 * time.Minute, nil }
func (brackets) ReviseWithin(*sqlite.View) (time.Duration, error)    { return 15 * time.Minute, nil }
func (brackets) Silence(*sqlite.View) (time.Duration, error)         { return 0, nil }
func (brackets) Unattended(*sqlite.View) (time.Duration, error)      { return 0, nil }
func (brackets) Files(*sqlite.View) (appliance.FileRules, error) {
	return appliance.FileRules{Limit: 1}, nil
}

func TestVisitorWhoClosesHisBrowserDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		log := feed.New(store.Epoch(), 100)
		store.PublishTo(log.Publish)
		d := desk.New(desk.Deps{Store: store, Feed: log, Site: brackets{}})
		p, err := New(t.Context(), Deps{Store: store, Feed: log, Desk: d, Site: keeps(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		var open [4]appliance.Conversation
		err = store.Write(t.Context(), func(tx *sqlite.Tx) error {
			q, err := tx.AddQueue(appliance.Queue{Name: "Orders"})
			if err != nil {
				return err
			}
			for i := range open {
				open[i], err = tx.AddConversation(appliance.Conversation{Channel: appliance.WebChat, Queue: q.ID, State: appliance.Waiting, Began: time.Now(), Queued: time.Now(), Mail: []string{"", "", "eva@hobla.example", "jan@hobla.example"}[i], Visitor: []byte{byte(i)}})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		leave, err := p.streams.enter(open[0].ID, netip.MustParsePrefix("192.0.2.1/32"))
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
		done := make(chan error)
		ctx, stop := context.WithCancel(t.Context())
		go func() { done <- p.Run(ctx) }()
		time.Sleep(patience + 3*lookEvery)
		synctest.Wait()
		back, err := p.streams.enter(open[3].ID, netip.MustParsePrefix("192.0.2.1/32"))
		if err != nil {
			t.Fatal(err)
		}
		defer back()
		stand := func(want ...string) {
			t.Helper()
			synctest.Wait()
			for i, want := range want {
				c, err := d.Conversation(t.Context(), open[i].ID)
				got := string(c.State)
				if !c.Gone.IsZero() {
					got += " gone"
				}
				if err != nil || got != want {
					t.Errorf("chat %d is %s (%v), want %s", i, got, err, want)
				}
			}
		}
		stand("waiting", "abandoned gone", "waiting gone", "waiting gone")
		time.Sleep(lookEvery)
		stand("waiting", "abandoned gone", "waiting gone", "waiting")
		time.Sleep(time.Hour)
		stand("waiting", "abandoned gone", "abandoned gone", "waiting")
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// hasty opens a page of the visitor's while it is noted that he has none, and cannot note
// that he is back while it is broken.
type hasty struct {
	*desk.Desk
	opens  func()
	broken bool
}

func (h *hasty) Gone(ctx context.Context, c appliance.ConversationID, since time.Time) error {
	h.opens()
	return h.Desk.Gone(ctx, c, since)
}

func (h *hasty) Back(ctx context.Context, c appliance.ConversationID) error {
	if h.broken {
		return errors.New("the disk is full")
	}
	return h.Desk.Back(ctx, c)
}

// TestWhoOpensAPageJustThenIsNotGone, and who comes back is told his conversation even
// where that cannot be written down.
func TestWhoOpensAPageJustThenIsNotGone(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	log := feed.New(store.Epoch(), 100)
	store.PublishTo(log.Publish)
	d := &hasty{Desk: desk.New(desk.Deps{Store: store, Feed: log, Site: brackets{}})}
	p, err := New(t.Context(), Deps{Store: store, Feed: log, Desk: d, Site: keeps(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	var c appliance.Conversation
	if err := store.Write(t.Context(), func(tx *sqlite.Tx) (err error) {
		c, err = tx.AddConversation(appliance.Conversation{Channel: appliance.WebChat, State: appliance.Waiting, Began: time.Now(), Queued: time.Now(), Visitor: []byte{1}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	gone := func(want bool) {
		t.Helper()
		now, err := d.Conversation(t.Context(), c.ID)
		if got := !now.Gone.IsZero(); err != nil || got != want {
			t.Errorf("he is gone: %t (%v), want %t", got, err, want)
		}
	}
	var leave func() bool
	d.opens = func() {
		if leave, err = p.streams.enter(c.ID, netip.MustParsePrefix("192.0.2.1/32")); err != nil {
			t.Error(err)
		}
	}
	if _, err := p.look(t.Context(), absences{c.ID: time.Now().Add(-2 * lookEvery)}); err != nil {
		t.Fatal(err)
	}
	gone(false)
	leave()
	d.opens = func() {}
	if _, err := p.look(t.Context(), absences{c.ID: time.Now().Add(-2 * lookEvery)}); err != nil {
		t.Fatal(err)
	}
	gone(true)

	// He read his conversation before that was noted, and comes in after it.
	follows := func(broken bool) {
		t.Helper()
		d.broken = broken
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := p.follow(w, r, c); err != nil {
				t.Errorf("he is told nothing: %v", err)
			}
		}))
		defer server.Close()
		response, err := http.Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if line, err := bufio.NewReader(response.Body).ReadString('\n'); err != nil || !strings.HasPrefix(line, "id: ") {
			t.Errorf("he is told %q, %v", line, err)
		}
	}
	follows(true)
	gone(true)
	follows(false)
	gone(false)
}
