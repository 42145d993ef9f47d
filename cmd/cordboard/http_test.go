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

// post sends a form and wants a status.
func (p person) post(path string, form url.Values, want int) {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.url+path, strings.NewReader(form.Encode()))
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
	if res.StatusCode != want {
		body, _ := io.ReadAll(res.Body)
		p.t.Fatalf("POST %s: got %s, want %d\n%s", path, res.Status, want, body)
	}
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
