package admin_test

import (
	"bufio"
	"cmp"
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/account"
	"cordboard/appliance/blob"
	"cordboard/appliance/outbox"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/web"
	"cordboard/web/admin"
)

// office is the administration of a new box, with its services and nothing in
// it but its administrator, whose browser asks.
type office struct {
	t        *testing.T
	store    *sqlite.Store
	site     *site.Site
	accounts *account.Accounts
	trunks   *trunk.Trunks
	mail     *postOffice
	handler  http.Handler
	nora     appliance.Operator
	now      time.Time // zero: the time of the day
	crowd    crowd
	mixer    mixer
	asked    atomic.Int32 // how often it was asked whether there is a prompt
	lacking  string       // a prompt that there is not
	signIn   string       // whose requests they are; empty: the first one's
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t}
	var err error
	if o.store, err = sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.store.Close() })
	sounds, err := blob.Open(t.TempDir(), blob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sounds.Close() })
	o.site = site.New(site.Deps{Store: o.store, Sounds: sounds, Prompts: func(_ appliance.Language, name string) bool {
		o.asked.Add(1)
		return name != o.lacking
	}})
	o.accounts = account.New(account.Deps{Store: o.store, Site: o.site})
	if o.trunks, err = trunk.New(t.Context(), trunk.Deps{Store: o.store}); err != nil {
		t.Fatal(err)
	}
	if o.nora, err = o.accounts.AddOperator(t.Context(), appliance.Operator{
		Login: "nora", Name: "Nora", Role: appliance.RoleAdmin, Language: appliance.English,
	}, ""); err != nil {
		t.Fatal(err)
	}
	o.mail = &postOffice{}
	pages := admin.New(admin.Deps{Now: o.clock, Store: o.store, Site: o.site, Accounts: o.accounts, Trunks: o.trunks, Mail: o.mail, Calls: &o.crowd, Prompts: tape{}, Studio: &o.mixer, PublicPort: "8081"})
	o.handler = web.NewServer(web.Config{Accounts: doorkeeper{o}, Zone: o.site.Zone}, pages.Routes()).Handler(web.Desk)
	return o
}

func (o *office) clock() time.Time {
	if o.now.IsZero() {
		return time.Now()
	}
	return o.now
}

// postOffice is a fake of admin.Mail.
type postOffice struct {
	state   outbox.State
	refusal error
	taken   []string
}

func (p *postOffice) State(context.Context) (outbox.State, error) { return p.state, nil }

func (p *postOffice) Test(_ context.Context, m appliance.Mail) error {
	p.taken = append(p.taken, m.To)
	return p.refusal
}

// doorkeeper takes every token for Nora's.
type doorkeeper struct{ *office }

func (d doorkeeper) SignIn(context.Context, string, string, netip.Addr) (string, appliance.Operator, error) {
	return "token", d.nora, nil
}
func (d doorkeeper) Check(context.Context, string) (appliance.Operator, error) { return d.nora, nil }
func (d doorkeeper) Used(context.Context, string) error                        { return nil }
func (d doorkeeper) SignOut(context.Context, string) error                     { return nil }

func (o *office) get(path string) (status int, page string) {
	return o.ask(httptest.NewRequest(http.MethodGet, "http://box.example"+path, nil))
}

// post fills in a form; values are names and values in turn.
func (o *office) post(path string, values ...string) (status int, page string) {
	w := o.answer(path, values...)
	return w.Code, w.Body.String()
}

// answer is what comes back of a form that was filled in.
func (o *office) answer(path string, values ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i < len(values); i += 2 {
		form.Add(values[i], values[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "http://box.example"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return o.served(r)
}

func (o *office) ask(r *http.Request) (status int, page string) {
	w := o.served(r)
	return w.Code, w.Body.String()
}

func (o *office) served(r *http.Request) *httptest.ResponseRecorder {
	r.Header.Set("Cookie", "__Host-cordboard="+cmp.Or(o.signIn, "token"))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	o.handler.ServeHTTP(w, r)
	return w
}

// save fills in a form that must be taken.
func (o *office) save(path string, values ...string) {
	o.t.Helper()
	if status, page := o.post(path, values...); status != http.StatusSeeOther {
		o.t.Fatalf("%s: got %d, want it saved: %s", path, status, page)
	}
}

// follows opens a stream of the pages'; what it gives waits for what is to come.
func (o *office) follows(path string) (until func(want string)) {
	o.t.Helper()
	box := httptest.NewServer(o.handler)
	o.t.Cleanup(box.Close)
	ctx, leave := context.WithCancel(o.t.Context())
	o.t.Cleanup(leave)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, box.URL+path, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	r.Header.Set("Cookie", "__Host-cordboard=token")
	answer, err := box.Client().Do(r)
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = answer.Body.Close() })
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	return func(want string) {
		o.t.Helper()
		for lines.Scan() {
			if strings.Contains(lines.Text(), want) {
				return
			}
		}
		o.t.Fatalf("the stream ended without %q: %v", want, lines.Err())
	}
}
