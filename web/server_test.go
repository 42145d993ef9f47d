package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
)

// brokenStore is the token whose check cannot read the store.
const brokenStore = "broken"

// house is a fake of Accounts: the token says who it is.
type house struct{ signedOut, used []string }

func (h *house) SignIn(_ context.Context, login, password string, _ netip.Addr) (string, appliance.Operator, error) {
	if password != "right" {
		return "", appliance.Operator{}, appliance.Refuse(appliance.Forbidden, "refusal.forbidden")
	}
	o, err := h.Check(context.Background(), login)
	return login, o, err
}

func (h *house) Check(_ context.Context, token string) (appliance.Operator, error) {
	rights := map[string]appliance.Rights{"nothing": {}, "operator": appliance.Serve(), "supervisor": appliance.Oversee(), "admin": appliance.AllRights()}
	if rights, known := rights[token]; known {
		return appliance.Operator{ID: 7, Login: token, Rights: rights, Language: appliance.Polish}, nil
	}
	if token == brokenStore {
		return appliance.Operator{}, errors.New("disk I/O error")
	}
	return appliance.Operator{}, appliance.ErrSignIn
}

func (h *house) Used(_ context.Context, token string) error {
	h.used = append(h.used, token)
	return nil
}

func (h *house) SignOut(_ context.Context, token string) error {
	h.signedOut = append(h.signedOut, token)
	return nil
}

func say(text string) Handle {
	return func(w http.ResponseWriter, _ *http.Request) error {
		_, err := w.Write([]byte(text))
		return err
	}
}

func testServer(t *testing.T, routes ...Route) *Server {
	t.Helper()
	return NewServer(Config{Accounts: &house{}, Log: slog.New(slog.DiscardHandler)}, routes)
}

// ask sends one request to a door; header holds names and values in turn.
func ask(s *Server, d Door, method, target, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://localhost:8080"+target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler(d).ServeHTTP(w, r)
	return w
}

func as(role string) []string {
	return []string{"Cookie", sessionCookie + "=" + role, "Sec-Fetch-Site", "same-origin"}
}

func TestDoorsDoNotAnswerForEachOther(t *testing.T) {
	s := testServer(t,
		Route{Door: Desk, Method: "GET", Path: "/desk", Who: Anyone, Handle: say("desk")},
		Route{Door: Public, Method: "GET", Path: "/widget", Who: Anyone, Handle: say("public")},
		Route{Door: Console, Method: "GET", Path: "/console", Who: Anyone, Handle: say("console")},
	)
	for door, path := range map[Door]string{Desk: "/desk", Public: "/widget", Console: "/console"} {
		for _, other := range []Door{Desk, Public, Console} {
			want := http.StatusNotFound
			if other == door {
				want = http.StatusOK
			}
			if got := ask(s, other, "GET", path, "").Code; got != want {
				t.Errorf("%s on the %s door: got %d, want %d", path, other, got, want)
			}
		}
	}
}

func TestRouteAdmitsWhoHasARightForIt(t *testing.T) {
	for _, c := range []struct {
		route    Route
		admitted []string // of everybody, in this order
	}{
		{Route{Who: Anyone}, []string{"", "nothing", "operator", "supervisor", "admin"}},
		{Route{Who: SignedIn}, []string{"nothing", "operator", "supervisor", "admin"}},
		{Route{Rights: appliance.Rights{appliance.RightObserve}}, []string{"supervisor", "admin"}},
		{Route{Rights: appliance.Rights{appliance.RightTake, appliance.RightObserve}}, []string{"operator", "supervisor", "admin"}},
		{Route{Who: Anyone, Rights: appliance.Rights{appliance.RightSettings}}, []string{"admin"}},
		{Route{Who: SignedIn, Rights: appliance.Rights{"no such right"}}, nil},
		{Route{}, nil},
	} {
		c.route.Door, c.route.Method, c.route.Path, c.route.Handle = Desk, "POST", "/x", say("in")
		s := testServer(t, c.route)
		for _, token := range []string{"", "nothing", "operator", "supervisor", "admin"} {
			want := http.StatusForbidden
			switch {
			case slices.Contains(c.admitted, token):
				want = http.StatusOK
			case token == "":
				want = http.StatusUnauthorized
			}
			if w := ask(s, Desk, "POST", "/x", "", as(token)...); w.Code != want {
				t.Errorf("%q on a route for %s %v: got %d, want %d", token, c.route.Who, c.route.Rights, w.Code, want)
			}
		}
	}
}

// TestStreamIsAskedAgainWhetherItsReaderMayStay: for as long as his token holds and
// his rights are enough, and on where the box cannot tell.
func TestStreamIsAskedAgainWhetherItsReaderMayStay(t *testing.T) {
	changing := &turning{house: &house{}}
	var stays []bool
	route := Route{Door: Desk, Method: "GET", Path: "/stream", Rights: appliance.Rights{appliance.RightObserve}, Handle: func(_ http.ResponseWriter, r *http.Request) error {
		for _, changing.is = range []string{"supervisor", "admin", brokenStore, "operator", "gone"} {
			stays = append(stays, StillAdmitted(r.Context()))
		}
		return nil
	}}
	s := NewServer(Config{Accounts: changing}, []Route{route})
	changing.is = "supervisor"
	ask(s, Desk, "GET", "/stream", "", as("token")...)
	if want := []bool{true, true, true, false, false}; !slices.Equal(stays, want) {
		t.Errorf("with his rights, more of them, no store, fewer of them and no sign-in he stays: %v, want %v", stays, want)
	}
}

// turning is a house whose one token is now this one's and now that one's.
type turning struct {
	*house
	is string
}

func (h *turning) Check(ctx context.Context, _ string) (appliance.Operator, error) {
	return h.house.Check(ctx, h.is)
}

func TestOnlyWhatAPersonDoesIsUseOfHisSignIn(t *testing.T) {
	h := &house{}
	s := NewServer(Config{Accounts: h}, []Route{
		{Door: Desk, Method: "GET", Path: "/page", Who: SignedIn, Handle: say("page")},
		{Door: Desk, Method: "POST", Path: "/act", Who: SignedIn, Handle: say("done")},
		{Door: Desk, Method: "GET", Path: "/stream", Who: SignedIn, Handle: say("facts"), Background: true},
		{Door: Desk, Method: "GET", Path: "/file", Who: Anyone, Handle: say("file")},
		{Door: Desk, Method: "GET", Path: "/admin", Rights: appliance.SetUp(), Handle: say("no")},
	})
	for _, c := range []struct {
		method, path string
		uses         int
	}{{"GET", "/page", 1}, {"POST", "/act", 1}, {"GET", "/stream", 0}, {"HEAD", "/page", 0}, {"GET", "/file", 0}, {"GET", "/admin", 0}} {
		h.used = nil
		ask(s, Desk, c.method, c.path, "", as("operator")...)
		if len(h.used) != c.uses {
			t.Errorf("%s %s: used %v, want %d times", c.method, c.path, h.used, c.uses)
		}
	}
}

func TestUnsafeRequestsFromElsewhereAreRefused(t *testing.T) {
	s := testServer(t,
		Route{Door: Desk, Method: "POST", Path: "/x", Who: SignedIn, Handle: say("in")},
		Route{Door: Desk, Method: "GET", Path: "/x", Who: SignedIn, Handle: say("in")},
		Route{Door: Console, Method: "POST", Path: "/x", Who: SignedIn, Handle: say("in")},
		Route{Door: Public, Method: "POST", Path: "/x", Who: Anyone, Handle: say("in")},
	)
	cookie := []string{"Cookie", sessionCookie + "=admin"}
	for _, c := range []struct {
		name   string
		door   Door
		method string
		header []string
		want   int
	}{
		{"same origin", Desk, "POST", []string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"own Origin alone", Desk, "POST", []string{"Origin", "http://localhost:8080"}, 200},
		{"typed address", Desk, "POST", []string{"Sec-Fetch-Site", "none"}, 200},
		{"same site, other origin", Desk, "POST", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"another site", Desk, "POST", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"another Origin", Desk, "POST", []string{"Origin", "http://evil.example"}, 403},
		{"null Origin", Desk, "POST", []string{"Origin", "null"}, 403},
		{"cookie without either", Desk, "POST", nil, 403},
		{"another site on the console", Console, "POST", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"link from another site", Desk, "GET", []string{"Sec-Fetch-Site", "cross-site"}, 200},
		{"visitor on the public side", Public, "POST", []string{"Sec-Fetch-Site", "cross-site"}, 200},
	} {
		if got := ask(s, c.door, c.method, "/x", "", append(cookie, c.header...)...).Code; got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
}

func TestEveryAnswerCarriesTheProtectingHeaders(t *testing.T) {
	s := testServer(t, Route{Door: Public, Method: "GET", Path: "/p", Who: Anyone, Handle: say("p")})
	for _, c := range []struct {
		door Door
		path string
	}{{Desk, "/sign-in"}, {Desk, "/nowhere"}, {Console, "/sign-in"}, {Public, "/p"}, {Public, "/nowhere"}} {
		h := ask(s, c.door, "GET", c.path, "").Header()
		csp := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'", "require-trusted-types-for 'script'", "trusted-types cordboard"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s%s: policy %q lacks %q", c.door, c.path, csp, part)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s%s: policy %q allows something unsafe", c.door, c.path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s%s may be sniffed", c.door, c.path)
		}
	}
}

func TestPanicEndsOneRequest(t *testing.T) {
	s := testServer(t, Route{Door: Desk, Method: "GET", Path: "/x", Who: Anyone, Handle: func(http.ResponseWriter, *http.Request) error { panic("bug") }})
	if got := ask(s, Desk, "GET", "/x", "").Code; got != http.StatusInternalServerError {
		t.Errorf("got %d, want 500", got)
	}
}

func TestPageAfterAPanicSpeaksTheReadersLanguage(t *testing.T) {
	broken := func(http.ResponseWriter, *http.Request) error { panic("bug") }
	s := testServer(t,
		Route{Door: Desk, Method: "GET", Path: "/x", Who: SignedIn, Handle: broken},
		Route{Door: Public, Method: "GET", Path: "/y", Who: Anyone, Handle: broken},
	)
	if page := ask(s, Desk, "GET", "/x", "", as("operator")...).Body.String(); !strings.Contains(page, `lang="pl"`) {
		t.Errorf("an operator who reads Polish got %s", page)
	}
	if page := ask(s, Public, "GET", "/y", "", "Accept-Language", "cs").Body.String(); !strings.Contains(page, `lang="cs"`) {
		t.Errorf("a visitor who reads Czech got %s", page)
	}
}

func TestFileThatIsNotThereIsSaidAsAnyAddress(t *testing.T) {
	w := ask(testServer(t), Desk, "GET", "/assets/none/gone.css", "", "Accept-Language", "cs")
	if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), `lang="cs"`) {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestRefusalIsAStatusAndASentenceInTheReadersLanguage(t *testing.T) {
	s := testServer(t, Route{Door: Desk, Method: "POST", Path: "/x", Who: SignedIn, Handle: func(http.ResponseWriter, *http.Request) error { return ErrForbidden }})
	page := ask(s, Desk, "POST", "/x", "", as("operator")...)
	if page.Code != http.StatusForbidden || !strings.Contains(page.Body.String(), "Twoja rola na to nie pozwala.") {
		t.Errorf("got %d %s", page.Code, page.Body)
	}
	script := ask(s, Desk, "POST", "/x", "", append(as("operator"), "X-Cordboard", "script")...)
	if want := `{"error":"Twoja rola na to nie pozwala."}` + "\n"; script.Body.String() != want {
		t.Errorf("got %s, want %s", script.Body, want)
	}
}

func TestBodyBeyondTheLimitIsRefused(t *testing.T) {
	route := Route{Door: Desk, Method: "POST", Path: "/x", Who: Anyone, Body: 10, Handle: func(_ http.ResponseWriter, r *http.Request) error { return r.ParseForm() }}
	if got := ask(testServer(t, route), Desk, "POST", "/x", "a=0123456789abc").Code; got != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d, want 413", got)
	}
}

func TestWrongMethodIsSaidWithWhatIsAllowed(t *testing.T) {
	w := ask(testServer(t), Desk, "DELETE", "/sign-in", "")
	if w.Code != http.StatusMethodNotAllowed || !strings.Contains(w.Header().Get("Allow"), "POST") {
		t.Errorf("got %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

func TestGuestsOfASiteAreTurnedAwayWithoutOurName(t *testing.T) {
	s := testServer(t)
	if page := ask(s, Desk, "GET", "/gone", "", as("operator")...).Body.String(); !strings.Contains(page, "Cordboard") {
		t.Fatalf("our own door does not say our name, which so would not be seen: %s", page)
	}
	page := ask(s, Public, "GET", "/gone", "", "Accept-Language", "cs")
	body := page.Body.String()
	if page.Code != http.StatusNotFound || !strings.Contains(body, `lang="cs"`) || strings.Contains(body, "Cordboard") || strings.Contains(body, "<svg") {
		t.Errorf("got %d %s", page.Code, body)
	}
	sheets := regexp.MustCompile(`href="(/[^"]+)"`).FindAllStringSubmatch(body, -1)
	if len(sheets) != 2 {
		t.Fatalf("the page names %v, want its two style sheets", sheets)
	}
	for _, sheet := range sheets {
		if got := ask(s, Public, "GET", sheet[1], ""); got.Code != http.StatusOK || got.Header().Get("Content-Type") != "text/css; charset=utf-8" {
			t.Errorf("%s: got %d %s", sheet[1], got.Code, got.Header())
		}
	}
}
