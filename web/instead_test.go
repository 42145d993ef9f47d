package web

import (
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
)

func TestWhomARoleRefusesIsLedOn(t *testing.T) {
	routes := []Route{
		{Door: Desk, Method: "GET", Path: "/admin/trunk", Rights: appliance.SetUp(), Handle: say("in")},
		{Door: Desk, Method: "POST", Path: "/admin/trunk", Rights: appliance.SetUp(), Handle: say("in")},
		{Door: Desk, Method: "GET", Path: "/gone", Who: Anyone, Handle: func(http.ResponseWriter, *http.Request) error { return ErrBadRequest }},
		{Door: Console, Method: "GET", Path: "/{$}", Rights: appliance.SetUp(), Handle: say("in")},
	}
	s := NewServer(Config{Accounts: &house{}, DeskPort: "8443"}, routes)
	const elsewhere = `action="/sign-out"`
	for _, c := range []struct {
		name         string
		door         Door
		method, path string
		want         []string
		back         bool
	}{
		{"administration", Desk, "GET", "/admin/trunk?name=pbx", []string{elsewhere, `name="next" value="/admin/trunk?name=pbx"`, `href="/desk"`}, false},
		{"what is sent to it", Desk, "POST", "/admin/trunk", []string{elsewhere, `name="next" value="/"`, `href="/desk"`}, false},
		{"console", Console, "GET", "/", []string{elsewhere, `name="next" value="/"`, `href="http://localhost:8443/desk"`}, false},
		{"another refusal", Desk, "GET", "/gone", nil, true},
	} {
		page := ask(s, c.door, c.method, c.path, "", as("operator")...).Body.String()
		for _, want := range c.want {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page lacks %s", c.name, want)
			}
		}
		if back := strings.Contains(page, `href="/"`); back != c.back || back == strings.Contains(page, elsewhere) {
			t.Errorf("%s: back is offered: %t, want %t", c.name, back, c.back)
		}
	}
	unknown := NewServer(Config{Accounts: &house{}}, routes)
	if page := ask(unknown, Console, "GET", "/", "", as("operator")...).Body.String(); strings.Contains(page, "/desk") {
		t.Error("the console leads to a desk of which it does not know where it is")
	}
	if page := ask(s, Desk, "GET", "/gone", "").Body.String(); strings.Contains(page, elsewhere) {
		t.Error("who is not signed in is to sign out")
	}
}

func TestWhoSignsOutForSomebodyElseComesToThePageThatHeWanted(t *testing.T) {
	for next, want := range map[string]string{
		"/admin/trunk?name=pbx": "/sign-in?next=%2Fadmin%2Ftrunk%3Fname%3Dpbx",
		"":                      "/sign-in",
		"//evil.example":        "/sign-in",
	} {
		w := ask(testServer(t), Desk, "POST", "/sign-out", "next="+queryEscape(next), as("operator")...)
		if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != want {
			t.Errorf("%q: got %d to %q, want %q", next, w.Code, got, want)
		}
	}
}
