package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/web/ui"
)

func TestSignInSetsAHostCookieAndGoesWhereItWasAsked(t *testing.T) {
	s := testServer(t)
	w := ask(s, Desk, "POST", "/sign-in", "login=operator&password=right&next=/desk/4", "Sec-Fetch-Site", "same-origin")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/desk/4" {
		t.Fatalf("got %d to %q", w.Code, w.Header().Get("Location"))
	}
	c := w.Result().Cookies()[0]
	if c.Name != "__Host-cordboard" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("got cookie %+v", c)
	}
}

func TestRefusedSignInKeepsTheLoginAndSetsNothing(t *testing.T) {
	w := ask(testServer(t), Desk, "POST", "/sign-in", "login=jana&password=wrong", "Sec-Fetch-Site", "same-origin")
	if w.Code != http.StatusForbidden || len(w.Result().Cookies()) != 0 || !strings.Contains(w.Body.String(), `value="jana"`) {
		t.Errorf("got %d, cookies %v", w.Code, w.Result().Cookies())
	}
}

func TestSignInNeverSendsPeopleElsewhere(t *testing.T) {
	for _, next := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "javascript:alert(1)", "/\t/evil.example", ""} {
		if got := localPath(next, "/"); got != "/" {
			t.Errorf("%q leads to %q", next, got)
		}
	}
	if got := localPath("/desk/4?tab=waiting", "/"); got != "/desk/4?tab=waiting" {
		t.Errorf("got %q", got)
	}
}

func TestWhoIsNotSignedInIsSentToSignInAndBack(t *testing.T) {
	s := testServer(t, Route{Door: Desk, Method: "GET", Path: "/desk", Who: SignedIn, Handle: say("in")})
	w := ask(s, Desk, "GET", "/desk?tab=active", "")
	if want := "/sign-in?next=%2Fdesk%3Ftab%3Dactive"; w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
		t.Errorf("got %d to %q, want %q", w.Code, w.Header().Get("Location"), want)
	}
	if got := ask(s, Desk, "GET", "/desk", "", "X-Cordboard", "script").Code; got != http.StatusUnauthorized {
		t.Errorf("a script got %d, want 401", got)
	}
}

func TestSignOutEndsTheTokenAndTheCookie(t *testing.T) {
	accounts := &house{}
	s := NewServer(Config{Accounts: accounts}, nil)
	w := ask(s, Desk, "POST", "/sign-out", "", as("operator")...)
	if len(accounts.signedOut) != 1 || accounts.signedOut[0] != "operator" {
		t.Errorf("signed out %v", accounts.signedOut)
	}
	if c := w.Result().Cookies(); len(c) != 1 || c[0].MaxAge != -1 {
		t.Errorf("got cookies %v", c)
	}
}

func TestLanguageIsTheOperatorsThenTheChosenThenTheBrowsers(t *testing.T) {
	s := testServer(t)
	for _, c := range []struct{ name, cookie, accept, want string }{
		{"browser", "", "fr, cs;q=0.8, en;q=0.5", `lang="cs"`},
		{"chosen", languageCookie + "=pl", "cs", `lang="pl"`},
		{"nothing known", "", "fr", `lang="en"`},
	} {
		w := ask(s, Desk, "GET", "/sign-in", "", "Cookie", c.cookie, "Accept-Language", c.accept)
		if !strings.Contains(w.Body.String(), "<html "+c.want) {
			t.Errorf("%s: page does not say %s", c.name, c.want)
		}
	}
}

func TestSiteSpeaksItsOwnLanguageToThoseOfWhomNoneIsKnown(t *testing.T) {
	s := NewServer(Config{Language: func(context.Context) appliance.Language { return appliance.Polish }}, []Route{
		{Door: Public, Method: "GET", Path: "/x", Who: Anyone, Handle: func(http.ResponseWriter, *http.Request) error { return ErrForbidden }},
	})
	for door, path := range map[Door]string{Desk: "/sign-in", Public: "/x"} {
		for accept, want := range map[string]string{"fr": `lang="pl"`, "": `lang="pl"`, "fr, cs": `lang="cs"`} {
			if page := ask(s, door, "GET", path, "", "Accept-Language", accept).Body.String(); !strings.Contains(page, "<html "+want) {
				t.Errorf("%s door, %q: page does not say %s", door, accept, want)
			}
		}
	}
}

func TestStaticFilesAreKeptForEverUnderANameOfTheirContent(t *testing.T) {
	s := testServer(t)
	path := ui.Asset("icons.svg")
	w := ask(s, Desk, "GET", path, "", "Accept-Encoding", "gzip")
	if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("%s: got %d %v", path, w.Code, w.Header())
	}
	old := strings.Replace(path, "/assets/", "/assets/0", 1)
	if got := ask(s, Desk, "GET", old, "").Header().Get("Cache-Control"); strings.Contains(got, "immutable") {
		t.Errorf("a file under an old name may be kept: %q", got)
	}
	if got := ask(s, Desk, "GET", "/assets/x/inter.LICENSE", "").Code; got != http.StatusNotFound {
		t.Errorf("got %d, want 404", got)
	}
}

func TestSignInSaysWhereTheBrowserLendsNoMicrophone(t *testing.T) {
	s := NewServer(Config{Accounts: &house{}, Proxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")}}, nil)
	for _, c := range []struct {
		host, forwarded string
		want            bool
	}{
		{"192.168.1.10:8080", "", true},
		{"box.example", "http", true},
		{"localhost.example:8080", "", true},
		{"[2001:db8::1]:8080", "", true},
		{"box.example", "https", false}, // by the proxy that httptest asks from
		{"localhost:8080", "", false},
		{"desk.localhost", "", false},
		{"LOCALHOST.", "", false},
		{"127.0.0.2:8080", "", false},
		{"[::1]:8080", "", false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/sign-in", nil)
		r.Host = c.host
		r.Header.Set("X-Forwarded-Proto", c.forwarded)
		w := httptest.NewRecorder()
		s.Handler(Desk).ServeHTTP(w, r)
		if got := strings.Contains(w.Body.String(), `id="sign-in-insecure"`); got != c.want {
			t.Errorf("at %s, forwarded %q: it is said: %t, want %t", c.host, c.forwarded, got, c.want)
		}
	}
}
