package admin_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// heldIn finds what a form brings back for a password that is held.
var heldIn = regexp.MustCompile(`name="password-held" value="([^"]+)"`)

// registered is a form for a trunk that registers, which cannot be saved: a
// source is none.
func registered(password, token string) []string {
	return []string{
		"kind", "registered", "name", "pbx", "exchange", "192.0.2.10:5060", "username", "200", "password", password, "password-held", token,
		"sources", "everybody", "transport", "udp", "identity", "from", "calls", "0", "rate", "0",
	}
}

func mended(form []string) []string {
	form = slices.Clone(form)
	form[slices.Index(form, "everybody")] = ""
	return form
}

// refusedForm fills in a form that must come back, and gives its token.
func (o *office) refusedForm(form []string) (page, token string) {
	o.t.Helper()
	status, page := o.post("/admin/trunk", form...)
	if status != http.StatusUnprocessableEntity {
		o.t.Fatalf("got %d, want it refused", status)
	}
	if found := heldIn.FindStringSubmatch(page); found != nil {
		token = found[1]
	}
	return page, token
}

func TestPasswordOfATrunkIsHeldWhileAnotherFieldIsMended(t *testing.T) {
	o := newOffice(t)
	page, token := o.refusedForm(registered("hush-hush", ""))
	if !strings.Contains(page, "The password that you typed is kept for 10 minutes") || strings.Contains(page, "hush") || strings.Contains(page, "sealed.") {
		t.Fatal("the form does not say that the password is kept, or shows it")
	}
	_, next := o.refusedForm(registered("", token)) // refused once more
	if next == "" || next == token {
		t.Fatalf("token %q after %q, want another one", next, token)
	}
	o.save("/admin/trunk", mended(registered("", next))...)
	if l := o.trunks.Config().Trunks[0].Login; l == nil || l.Password == "" {
		t.Fatal("it was saved without its password")
	}
	page, _ = o.refusedForm(append(mended(registered("", next)), "was", "pbx"))
	if !strings.Contains(page, `id="password-flaw">The password that you typed is not kept any more.`) {
		t.Error("a token is good for more than once")
	}
}

func TestPasswordThatIsHeldIsReplacedByAnotherThatIsTyped(t *testing.T) {
	o := newOffice(t)
	_, first := o.refusedForm(registered("hush-hush", ""))
	_, second := o.refusedForm(registered("other-one", first))
	page, _ := o.refusedForm(mended(registered("", first)))
	if !strings.Contains(page, `id="password-flaw"`) {
		t.Error("the first password is still held beside the second")
	}
	o.save("/admin/trunk", mended(registered("", second))...)
}

func TestPasswordIsHeldForItsSignInAloneAndNotForLong(t *testing.T) {
	o := newOffice(t)
	o.now = time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	_, token := o.refusedForm(registered("hush-hush", ""))
	o.signIn = "another"
	if page, _ := o.refusedForm(mended(registered("", token))); !strings.Contains(page, `id="password-flaw"`) {
		t.Error("another sign-in has the password")
	}
	o.signIn = ""
	o.now = o.now.Add(10 * time.Minute)
	if page, _ := o.refusedForm(mended(registered("", token))); !strings.Contains(page, `id="password-flaw"`) {
		t.Error("the password is held for ever")
	}
	if len(o.trunks.Config().Trunks) != 0 {
		t.Error("something was saved")
	}
}

func TestPasswordThatIsHeldOpensTheFoldThatSaysSo(t *testing.T) {
	o := newOffice(t)
	form := registered("hush-hush", "")
	form[1] = "" // known by its address, where name and password are folded away
	if page, token := o.refusedForm(form); token == "" || strings.Count(page, `<details class="fold" open>`) != 1 {
		t.Error("it is held, and where it is said is folded away")
	}
	form[slices.Index(form, "200")] = ""
	if page, _ := o.refusedForm(form); !strings.Contains(page, `id="username-flaw"`) {
		t.Error("a password without a name is dropped and nothing is said")
	}
}

func TestPasswordOfTheMailServerIsHeldWhileAnotherFieldIsMended(t *testing.T) {
	o := newOffice(t)
	form := func(port, password, token string) []string {
		return []string{
			"name", "Hobla", "language", "cs", "region", "CZ", "zone", "Europe/Prague", "all-away", "offline", "login-idle", "30", "login-lasts", "24", "invitation-lasts", "15", "revise-within", "15", "silence", "15", "away-after", "0", "returns-within", "2", "waits-after", "0", "unattended", "5", "owed-tries", "3", "owed-pause", "10", "file-limit", "10",
			"host", "mail.example.com", "port", port, "tls", "starttls", "from", "box@example.com", "login", "box", "password", password, "password-held", token,
		}
	}
	stored := func() string {
		s, err := o.site.Settings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s.Mail.Password
	}
	refused := func(password, token string) (page, next string) {
		t.Helper()
		status, page := o.post("/admin/settings", form("0", password, token)...)
		if status != http.StatusUnprocessableEntity || strings.Contains(page, "hush") || strings.Contains(page, "sealed.") {
			t.Fatalf("got %d, or the page shows the password", status)
		}
		if found := heldIn.FindStringSubmatch(page); found != nil {
			next = found[1]
		}
		return page, next
	}
	if _, page := o.get("/admin/settings"); strings.Contains(page, "Left empty, the stored one stays.") {
		t.Error("the form speaks of a stored password where there is none")
	}
	page, token := refused("hush-hush", "")
	if !strings.Contains(page, "The password that you typed is kept for 10 minutes") {
		t.Error("the form does not say that the password is kept")
	}
	if page, _ := o.refusedForm(registered("", token)); !strings.Contains(page, `id="password-flaw"`) {
		t.Error("the form of a trunk has the mail server's password")
	}
	_, token = refused("", token) // refused once more
	o.save("/admin/settings", form("587", "", token)...)
	if got := stored(); got != "hush-hush" {
		t.Fatalf("stored is %q", got)
	}
	if _, page := o.get("/admin/settings"); !strings.Contains(page, "Left empty, the stored one stays.") {
		t.Error("the form does not say that an empty password stays")
	}
	if status, page := o.post("/admin/settings", form("25", "", token)...); status != http.StatusUnprocessableEntity || !strings.Contains(page, `id="password-flaw">The password that you typed is not kept any more.`) {
		t.Errorf("a token for the second time: got %d", status)
	}
	if s, err := o.site.Settings(t.Context()); err != nil || s.Mail.Port != 587 {
		t.Errorf("what counts on a password that is gone was saved: %+v, %v", s.Mail, err)
	}
}
