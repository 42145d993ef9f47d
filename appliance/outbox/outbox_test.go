package outbox

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-smtp"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

// room is an outbox on a store of its own, whose clock the test turns.
type room struct {
	*Outbox
	t      testing.TB
	store  *sqlite.Store
	feed   *feed.Log
	clock  time.Time
	server Server
}

func furnish(t testing.TB, server Server) *room {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	r := &room{t: t, store: store, feed: feed.New(store.Epoch(), 100), server: server, clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	store.PublishTo(r.feed.Publish)
	r.Outbox = New(Deps{
		Store: store, Feed: r.feed, Now: func() time.Time { return r.clock },
		Server: func(*sqlite.View) (Server, error) { return r.server, nil },
	})
	return r
}

func (r *room) post(m appliance.Mail) {
	r.t.Helper()
	if err := r.store.Write(r.t.Context(), func(tx *sqlite.Tx) error { return r.Send(tx, m) }); err != nil {
		r.t.Fatal(err)
	}
}

// waiting are the mails that are neither sent nor given up.
func (r *room) waiting() (all []appliance.Mail) {
	r.t.Helper()
	err := r.store.Read(r.t.Context(), func(v *sqlite.View) (err error) { all, err = v.Outbox(forever, 0); return err })
	if err != nil {
		r.t.Fatal(err)
	}
	return all
}

func TestMailOfATransactionIsSentOnceAsSoonAsItIsCommitted(t *testing.T) {
	office := openPostOffice(t)
	r := furnish(t, office.address())
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- r.Run(ctx) }()
	undone := errors.New("undone")
	err := r.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		return errors.Join(r.Send(tx, appliance.Mail{To: "nobody@example.com", Subject: "never", Text: "never"}), undone)
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	for _, text := range []string{"one", "two", "three", "four", "five"} {
		r.post(appliance.Mail{To: "sales@example.com", ReplyTo: "jan@example.cz", Subject: "Hello", Text: text})
		got := office.next()
		if got.body != text || got.to != "sales@example.com" || got.from != "box@example.com" || got.Header.Get("Reply-To") != "<jan@example.cz>" {
			t.Errorf("got %q from %s to %s, reply to %s, want %q", got.body, got.from, got.to, got.Header.Get("Reply-To"), text)
		}
		for len(r.waiting()) > 0 { // until it is noted
			runtime.Gosched()
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if left := r.waiting(); len(left) > 0 {
		t.Errorf("sent, and still waiting: %+v", left)
	}
	if n := len(office.taken); n > 0 {
		t.Errorf("%d mails more than were sent", n)
	}
}

func TestMailGoesOutOnceThoughTheStoreTakesNoWrites(t *testing.T) {
	office := openPostOffice(t)
	r := furnish(t, office.address())
	r.post(appliance.Mail{To: "sales@example.com", Subject: "one", Text: "x"})
	save := r.save
	r.save = func(context.Context, appliance.Mail) error { return appliance.ErrDiskFull }
	for range 5 {
		if sleep := r.deliver(t.Context()); sleep != fault {
			t.Errorf("sleeps %s, want %s", sleep, fault)
		}
		r.clock = r.clock.Add(time.Minute)
	}
	if office.next(); len(office.taken) > 0 {
		t.Errorf("the server was handed it %d times more", len(office.taken))
	}
	if len(r.waiting()) != 1 {
		t.Fatal("the store took a write: the test shows nothing")
	}
	r.save = save
	if sleep := r.deliver(t.Context()); sleep != idle || len(r.waiting()) > 0 {
		t.Errorf("sleeps %s, and %d mails wait, want it noted as sent", sleep, len(r.waiting()))
	}
}

func TestMailIsTriedAgainAfter451(t *testing.T) {
	office := openPostOffice(t)
	busy := true
	office.refuse = func(to string) error {
		if busy && to == "sales@example.com" {
			return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "Greylisted"}
		}
		return nil
	}
	r := furnish(t, office.address())
	r.post(appliance.Mail{To: "sales@example.com", Subject: "first", Text: "x"})
	r.post(appliance.Mail{To: "other@example.com", Subject: "second", Text: "x"})
	sleep := r.deliver(t.Context())
	if sleep < 48*time.Second || sleep > 72*time.Second {
		t.Errorf("sleeps %s, want a minute or so", sleep)
	}
	if got := office.next(); got.to != "other@example.com" {
		t.Errorf("taken %s, want the other one: a refused recipient holds nobody up", got.to)
	}
	left := r.waiting()
	if len(left) != 1 || left[0].Attempts != 1 || !strings.Contains(left[0].Error, "Greylisted") {
		t.Fatalf("waiting %+v", left)
	}
	if sleep := r.deliver(t.Context()); sleep <= 0 || len(office.calls) != 2 {
		t.Errorf("tried before it was due: %d calls", len(office.calls))
	}
	busy, r.clock = false, left[0].Due
	r.deliver(t.Context())
	if got := office.next(); got.to != "sales@example.com" {
		t.Errorf("taken %s", got.to)
	}
	if left := r.waiting(); len(left) > 0 {
		t.Errorf("still waiting: %+v", left)
	}
}

func TestMailIsGivenUpWhenRefusedForGood(t *testing.T) {
	office := openPostOffice(t)
	office.refuse = func(string) error {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user"}
	}
	r := furnish(t, office.address())
	r.post(appliance.Mail{To: "gone@example.com", Subject: "s", Text: "x"})
	r.post(appliance.Mail{To: "not an address", Subject: "s", Text: "x"})
	r.deliver(t.Context())
	if left := r.waiting(); len(left) > 0 {
		t.Errorf("still waiting: %+v", left)
	}
	if n := len(office.calls); n != 1 {
		t.Errorf("%d calls, want one", n)
	}
}

func TestMailIsGivenUpAfterADayOfTrying(t *testing.T) {
	office := openPostOffice(t)
	server := office.address()
	office.close() // nobody listens there now
	r := furnish(t, server)
	r.post(appliance.Mail{To: "sales@example.com", Subject: "s", Text: "x"})
	began, attempts := r.clock, 0
	for len(r.waiting()) > 0 && attempts < 100 {
		attempts++
		r.clock = r.clock.Add(r.deliver(t.Context()))
	}
	if passed := r.clock.Sub(began); passed < 18*time.Hour || passed > 29*time.Hour {
		t.Errorf("given up after %s and %d attempts, want a day", passed, attempts)
	}
}

// TestServerThatIsDownIsLeftAloneForLongerEachTime queues mail after mail for
// a server that nobody answers at: it is tried at the end of each pause and
// not with each mail, and all are sent once it is back.
func TestServerThatIsDownIsLeftAloneForLongerEachTime(t *testing.T) {
	office := openPostOffice(t)
	r := furnish(t, office.address())
	office.close()
	began := r.clock
	var pauses []time.Duration
	r.post(appliance.Mail{To: "sales@example.com", Subject: "s", Text: "x"}) // always one is due: the pause alone counts
	for range 4 {
		r.post(appliance.Mail{To: "sales@example.com", Subject: "s", Text: "x"})
		sleep := r.deliver(t.Context())
		r.post(appliance.Mail{To: "sales@example.com", Subject: "s", Text: "x"})
		if again := r.deliver(t.Context()); again != sleep {
			t.Errorf("a new mail makes a pause of %s one of %s", sleep, again)
		}
		pauses = append(pauses, sleep)
		r.clock = r.clock.Add(sleep)
	}
	for i := 1; i < len(pauses); i++ {
		if pauses[i] <= pauses[i-1] {
			t.Errorf("pauses %v do not grow", pauses)
		}
	}
	state, err := r.State(t.Context())
	if err != nil || state.Waiting != 9 || !state.Failing.Equal(began) || state.Error == "" || !state.Again.Equal(r.clock) {
		t.Errorf("while it is down: %+v, %v", state, err)
	}
	tries := 0
	for _, m := range r.waiting() {
		tries += m.Attempts
	}
	if tries != 4 {
		t.Errorf("the server was tried %d times in 4 pauses", tries)
	}
	back := openPostOffice(t)
	r.server = back.address()
	r.clock = r.clock.Add(3 * time.Hour)
	r.deliver(t.Context())
	if state, err := r.State(t.Context()); err != nil || state != (State{}) {
		t.Errorf("when it is back: %+v, %v", state, err)
	}
}

func TestTestMailIsHandedOverAtOnceOrSaysWhatTheServerSaid(t *testing.T) {
	office := openPostOffice(t)
	r := furnish(t, office.address())
	if err := r.Test(t.Context(), appliance.Mail{To: "nora@example.com", Subject: "Test", Text: "it works"}); err != nil {
		t.Fatal(err)
	}
	if got := office.next(); got.to != "nora@example.com" || got.body != "it works" {
		t.Errorf("got %q to %s", got.body, got.to)
	}
	office.refuse = func(string) error { return &smtp.SMTPError{Code: 550, Message: "No such mailbox"} }
	if err := r.Test(t.Context(), appliance.Mail{To: "x@example.com"}); err == nil || !strings.Contains(err.Error(), "No such mailbox") {
		t.Errorf("got %v, want what the server said", err)
	}
	if left := r.waiting(); len(left) != 0 {
		t.Errorf("a test mail waits: %+v", left)
	}
}

func TestBackOffGrowsAndEnds(t *testing.T) {
	var last time.Duration
	for n := 1; ; n++ {
		low, again := backOff(n, 0)
		high, _ := backOff(n, 1)
		if low < last*8/12 || high != low*12/8 || high > 144*time.Minute {
			t.Errorf("attempt %d: %s to %s after %s", n, low, high, last)
		}
		last = low
		if !again {
			if n < 15 || n > 25 {
				t.Errorf("%d attempts in a day", n)
			}
			return
		}
	}
}

func TestMailWaitsUntilThereIsAServer(t *testing.T) {
	office := openPostOffice(t)
	r := furnish(t, Server{})
	r.post(appliance.Mail{To: "sales@example.com", Subject: "s", Text: "x"})
	r.deliver(t.Context())
	r.clock = r.clock.Add(72 * time.Hour)
	r.deliver(t.Context())
	if left := r.waiting(); len(left) != 1 || left[0].Attempts != 0 {
		t.Fatalf("waiting %+v, want it untried", left)
	}
	r.server = office.address()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- r.Run(ctx) }()
	if got := office.next(); got.to != "sales@example.com" {
		t.Errorf("taken %s", got.to)
	}
	stop()
	<-done
}

func TestTextsTravelInEveryAlphabetAndNothingBecomesAHeader(t *testing.T) {
	office := openPostOffice(t)
	r := furnish(t, office.address())
	r.server.Name = "Žluťoučký\r\nX-Injected: name"
	subject := "Příliš žluťoučký kůň: zażółć gęślą jaźń"
	text := "Ďábelské ódy\n.\nzażółć\n\n" + strings.Repeat("dlouhý řádek ", 100)
	r.post(appliance.Mail{To: "sales@example.com", Subject: subject + "\r\nBcc: victim@example.com\nX-Injected: subject", Text: text})
	r.deliver(t.Context())
	got := office.next()
	decoded, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	if want := subject + " Bcc: victim@example.com X-Injected: subject"; err != nil || decoded != want {
		t.Errorf("subject %q, %v, want %q", decoded, err, want)
	}
	if got.Header.Get("Bcc") != "" || got.Header.Get("X-Injected") != "" || len(office.calls) != 1 {
		t.Errorf("a text became a header: %v", got.Header)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(got.body)))
	if want := strings.TrimRight(text, "\n"); err != nil || strings.ReplaceAll(string(body), "\r\n", "\n") != want {
		t.Errorf("body %q, %v, want %q", body, err, want)
	}
	for name, address := range map[string]appliance.Mail{
		"recipient": {To: "sales@example.com\r\nRCPT TO:<victim@example.com>"},
		"reply-to":  {To: "sales@example.com", ReplyTo: "a@example.com\r\nBcc: victim@example.com"},
	} {
		r.post(address)
		r.deliver(t.Context())
		if len(office.taken) > 0 || len(r.waiting()) > 0 {
			t.Errorf("%s with a line break was sent or tried again", name)
		}
	}
}

// A box that dies between the server's 250 and the note of it sends again: at
// least once, and both bear the same Message-ID.
func TestMailThatWasTakenButNotNotedIsSentAgainUnderTheSameID(t *testing.T) {
	office := openPostOffice(t)
	r := furnish(t, office.address())
	r.post(appliance.Mail{To: "sales@example.com", Subject: "s", Text: "x"})
	server, mail, err := r.next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := server.send(t.Context(), nil, mail); err != nil { // and here it dies
		t.Fatal(err)
	}
	r.deliver(t.Context())
	first, again := office.next(), office.next()
	if id := first.Header.Get("Message-Id"); id == "" || id != again.Header.Get("Message-Id") {
		t.Errorf("ids %q and %q", id, again.Header.Get("Message-Id"))
	}
	if len(r.waiting()) > 0 || len(office.taken) > 0 {
		t.Error("it is sent for ever")
	}
}

func TestMailThatWasTakenIsSentThoughTheServerHangsUp(t *testing.T) {
	office := openPostOffice(t)
	office.rude = true
	r := furnish(t, office.address())
	r.post(appliance.Mail{To: "sales@example.com", Subject: "s", Text: "x"})
	r.deliver(t.Context())
	office.next()
	if left := r.waiting(); len(left) > 0 {
		t.Errorf("still waiting: %+v", left)
	}
}

func TestRunSleepsUntilSomethingConcernsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := feed.New(1, 10)
		o := New(Deps{Feed: log})
		for _, c := range []struct {
			event appliance.Event
			want  time.Duration
		}{
			{appliance.MailQueued{}, time.Minute},
			{appliance.SiteChanged{}, time.Minute},
			{appliance.ConversationOpened{}, time.Hour},
		} {
			sub, err := log.Subscribe(feed.ID{})
			if err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(time.Minute, func() { log.Publish(c.event) })
			began := time.Now()
			if !o.wait(t.Context(), sub, time.Hour) || time.Since(began) != c.want {
				t.Errorf("%T woke it after %s, want %s", c.event, time.Since(began), c.want)
			}
			sub.Close()
		}
	})
}
