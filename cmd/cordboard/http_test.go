package main

import (
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/ticket"
	"cordboard/cmd/cordboard/demo"
)

var loopback = netip.MustParseAddr("127.0.0.1")

// person asks the desk as somebody who is signed in.
type person struct {
	t     *testing.T
	url   string
	token string
}

// as signs somebody of the demonstration in.
func as(t *testing.T, b *box, login string) person {
	t.Helper()
	token, _, err := b.accounts.SignIn(t.Context(), login, demo.Password, loopback)
	if err != nil {
		t.Fatal(err)
	}
	return person{t, b.deskURL(), token}
}

// post sends a form, wants a status and gives the page.
func (p person) post(path string, form url.Values, want int) string {
	p.t.Helper()
	return p.ask(http.MethodPost, path, form, want)
}

// ask wants a status of an address and gives the page.
func (p person) ask(method, path string, form url.Values, want int) string {
	p.t.Helper()
	status, page := p.do(method, path, form)
	if status != want {
		p.t.Fatalf("%s %s: got %d, want %d\n%s", method, path, status, want, page)
	}
	return page
}

func (p person) do(method, path string, form url.Values) (status int, page string) {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", p.url)
	req.AddCookie(&http.Cookie{Name: "__Host-cordboard", Value: p.token})
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// requestOf is what somebody left in the shop's offline form.
func requestOf(t *testing.T, b *box) ticket.Request {
	t.Helper()
	var e appliance.EntryPoint
	err := b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		e, err = v.EntryPointByKey(demo.WidgetKey)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ticket.Request{
		Origin: appliance.FromOfflineForm, EntryPoint: e.ID, Queue: e.Queue, Body: "Kde je moje zásilka?",
		Name: "Eva Malá", Mail: "eva@hobla.example", Language: appliance.Czech,
	}
}
