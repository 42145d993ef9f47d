package console_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sip/front"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/web"
	"cordboard/web/console"
)

// technician is a fake of web.Accounts: everybody with a token is an admin.
type technician struct{}

func (technician) SignIn(context.Context, string, string, netip.Addr) (string, appliance.Operator, error) {
	o, err := technician{}.Check(context.Background(), "")
	return "token", o, err
}

func (technician) Check(context.Context, string) (appliance.Operator, error) {
	return appliance.Operator{ID: 1, Name: "Ondřej Kučera", Rights: appliance.AllRights(), Language: appliance.Polish}, nil
}

func (technician) Used(context.Context, string) error { return nil }

func (technician) SignOut(context.Context, string) error { return nil }

// ways is a fake of console.Trunks, whose exchange asked and did not call.
type ways struct{ config trunk.Config }

var asked = time.Date(2026, 3, 2, 14, 5, 0, 0, time.Local)

func (w ways) Config() trunk.Config { return w.config }
func (ways) Seen(string) trunk.Seen { return trunk.Seen{Asked: asked} }
func (ways) Standing(string) trunk.Standing {
	return trunk.Standing{Health: trunk.Password, Since: asked}
}

func (ways) Alarms() []trunk.Alarm { return nil }

// signedIn is a fake of console.Logins.
type signedIn int

func (n signedIn) SignedIn(*sqlite.View) (int, error) { return int(n), nil }

func newConsole(t *testing.T) (http.Handler, *sqlite.Store) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	trunks, err := trunk.Parse(`{"calls": 30, "trunks": [{"name": "pbx-brno", "sources": ["10.20.0.5"], "transport": "udp", "identity": "from",
		"out": {"exchange": "10.20.0.5:5060", "rules": ["+"]}}]}`)
	if err != nil {
		t.Fatal(err)
	}
	pages := console.New(console.Deps{
		Version: "0.1.0", Started: time.Now().Add(-65 * time.Minute), Store: store, Logins: signedIn(7),
		Doors: []console.Door{
			{Name: "desk", Address: "http://localhost:8080"},
			{Name: "public", Address: "http://localhost:8081"},
			{Name: "console", Address: "http://localhost:8082"},
			{Name: "sip", Address: "127.0.0.1:5060"},
			{Name: "sound", Address: "[::]:8189"},
		},
		Trunks: ways{trunks}, Paused: func() time.Time { return time.Time{} },
		Load: func() front.Load { return front.Load{TurnedAway: 42} },
		Disk: func() (free, all uint64, err error) { return 5 << 30, 20 << 30, nil },
	})
	return web.NewServer(web.Config{Accounts: technician{}}, pages.Routes()).Handler(web.Console), store
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://box.example"+path, nil)
	r.Header.Set("Cookie", "__Host-cordboard=token")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestConsoleSaysWhatIsSet(t *testing.T) {
	h, _ := newConsole(t)
	page := get(h, "/").Body.String()
	for _, want := range []string{"0.1.0", "http://localhost:8081", "127.0.0.1:5060", "pbx-brno", "10.20.0.5", "Działa od", "UDP, TCP", "na zewnątrz: UDP", "wolne 5", "Jeszcze żadnego", "W porządku", "połączenia: 42", "ostatnie OPTIONS: 2\u00a0mar", `<span class="chip bad">Centrala odrzuca naszą nazwę lub hasło.`, "ostatnia rozmowa: jeszcze żadna", "od: 2\u00a0mar"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestDoorAtEveryAddressIsNamedByItsPort: the address that stands for all of them
// is not one that a person could use.
func TestDoorAtEveryAddressIsNamedByItsPort(t *testing.T) {
	h, _ := newConsole(t)
	page := get(h, "/").Body.String()
	if !strings.Contains(page, "port 8189 na wszystkich adresach") || strings.Contains(page, "[::]") || !strings.Contains(page, "127.0.0.1:5060") {
		t.Errorf("the page says %s", page)
	}
}

func TestLastCallIsFoundBehindManyChats(t *testing.T) {
	h, store := newConsole(t)
	nevers := func() int { return strings.Count(get(h, "/").Body.String(), "Jeszcze żadnego") }
	before := nevers()
	called := time.Date(2026, 3, 2, 9, 17, 0, 0, time.Local)
	err := store.Write(t.Context(), func(tx *sqlite.Tx) error {
		for n := range 502 {
			c := appliance.Conversation{Channel: appliance.WebChat, State: appliance.Finished, Began: called.Add(time.Hour)}
			if n == 0 {
				c.Channel, c.Began = appliance.Phone, called
			}
			if _, err := tx.AddConversation(c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if after := nevers(); after != before-1 {
		t.Errorf("the page says %d times that something never came, and said so %d times before the call", after, before)
	}
}

func TestHealthIsWellWhileTheStoreAnswers(t *testing.T) {
	h, store := newConsole(t)
	if w := get(h, "/healthz"); w.Code != http.StatusOK || w.Body.String() != "well\n" {
		t.Errorf("got %d %q", w.Code, w.Body)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if w := get(h, "/healthz"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("with the store closed: got %d, want 503", w.Code)
	}
}

func TestScreen(t *testing.T) {
	h, _ := newConsole(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- web.Serve(ctx, l, h, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() { cancel(); <-done })
	_, port, _ := net.SplitHostPort(l.Addr().String())
	browser := peertest.StartBrowser(t)
	for name, view := range map[string]peertest.View{"console-light": {Still: true}, "console-390-dark": {Width: 390, Height: 844, Phone: true, Dark: true, Still: true}} {
		tab := browser.TabOf(t, view)
		tab.Go("http://localhost:" + port + "/sign-in")
		tab.Eval(`fetch('/sign-in', {method: 'POST', body: new URLSearchParams({login: 'x', password: 'x'})}).then(() => 1)`, nil)
		tab.Go("http://localhost:" + port + "/")
		tab.Wait(`document.querySelector('.console-list')`)
		if folder := os.Getenv("CORDBOARD_SCREENS"); folder != "" {
			tab.Screenshot(filepath.Join(folder, name+".png"))
		}
		for _, b := range tab.Axe() {
			t.Errorf("%s: %v", name, b)
		}
		if v := tab.Violations(); len(v) > 0 {
			t.Errorf("%s: policy broken: %v", name, v)
		}
	}
}
