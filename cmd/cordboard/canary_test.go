package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
)

// TestSecretsAreNowhereToBeRead gives the box every secret that it is ever
// given, by its pages, and uses them. Then none of them stands in what the box
// keeps, logs, shows to its administrator or says to an exchange. The name of
// the trunk, which is no secret, shows that it would be found in each place.
func TestSecretsAreNowhereToBeRead(t *testing.T) {
	const seen = "CanaryThatSings"
	secrets := map[string]string{
		"exchange's password":          "CanaryOfTheExchange7q",
		"password held for a form":     "CanaryThatIsHeld2z",
		"mail server's password":       "CanaryOfTheMail8w",
		"password of a sign-in":        "CanaryOfTheSignIn9e",
		"password typed by mistake":    "CanaryOfAMistake3r",
		"password of whoever is named": "CanaryInTheWrongField4t",
	}
	var log logged
	dir := settled(t)
	told := t.Run("use them", func(t *testing.T) {
		b := startLogging(t, dir, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
		exchange := newTally(t)
		exchange.refuses = true // it asks for a proof, and then again
		admin := as(t, b, "admin")
		secrets["administrator's token"] = admin.token
		refused := admin.post("/admin/trunk", url.Values{"kind": {"registered"}, "name": {seen}, "username": {seen}, "password": {secrets["password held for a form"]}}, http.StatusUnprocessableEntity)
		hunt(t, "what a refused form shows", seen, secrets, map[string][]byte{"the form": []byte(refused)})
		admin.post("/admin/trunk", url.Values{
			"kind": {"registered"}, "name": {seen}, "exchange": {exchange.addr().String()}, "username": {seen},
			"password": {secrets["exchange's password"]}, "transport": {"udp"}, "identity": {"from"}, "calls": {"0"}, "rate": {"0"},
		}, http.StatusSeeOther)
		admin.post("/admin/settings", url.Values{
			"name": {"Hobla"}, "language": {"cs"}, "brackets": {"on"}, "preview": {"on"}, "host": {"127.0.0.1"}, "port": {"1"}, "tls": {"starttls"},
			"from": {"box@hobla.example"}, "login": {seen}, "password": {secrets["mail server's password"]}, "region": {"CZ"}, "zone": {"Europe/Prague"},
			"all-away": {"busy"}, "login-idle": {"720"}, "login-lasts": {"168"}, "invitation-lasts": {"15"}, "revise-within": {"15"}, "silence": {"15"}, "away-after": {"0"}, "unattended": {"5"}, "returns-within": {"2"}, "waits-after": {"0"}, "owed-tries": {"3"}, "owed-pause": {"10"}, "file-limit": {"10"},
		}, http.StatusSeeOther)
		admin.post("/admin/operators/new", url.Values{
			"name": {seen}, "login": {"nora"}, "password": {secrets["password of a sign-in"]}, "role": {appliance.RoleOperator.String()}, "language": {"cs"},
			"chats": {"3"}, "calls": {"on"}, "reach": {"inland"},
		}, http.StatusSeeOther)
		nora, _, err := b.accounts.SignIn(t.Context(), "nora", secrets["password of a sign-in"], loopback)
		if err != nil {
			t.Fatal(err)
		}
		secrets["operator's token"] = nora
		nobody := person{t, b.deskURL(), ""}
		nobody.post("/sign-in", url.Values{"login": {"nora"}, "password": {secrets["password typed by mistake"]}}, http.StatusForbidden)
		nobody.post("/sign-in", url.Values{"login": {secrets["password of whoever is named"]}, "password": {"x"}}, http.StatusForbidden)
		admin.do(http.MethodPost, "/admin/settings/test-mail", url.Values{}) // nobody listens there, which is told

		setPresence(t, b, "thomas", appliance.Available)
		v := newCrowd(1)
		end := v.begin(t, b.publicURL())
		v.await(t, 1)
		end()
		secrets["visitor's token"] = v.visitors[0].Token()
		secrets["widget's secret"] = vouches(t, b, admin)

		if !peertest.Until(patience, func() bool { return strings.Contains(exchange.all(), "\r\nAuthorization: Digest ") }) {
			t.Error("nothing was proved to the exchange: the test shows nothing")
		}
		hunt(t, "what an administrator can open", seen, secrets, pagesOf(t, admin, b))
		hunt(t, "what was said to the exchange", seen, secrets, map[string][]byte{"the wire": []byte(exchange.all())})
	})
	if !told {
		return
	}
	hunt(t, "the log", seen, secrets, map[string][]byte{"the log": log.bytes()})
	hunt(t, "what the box keeps", seen, secrets, filesOf(t, dir))
}

// vouches has the box make a widget's secret, and the widget's site vouch for a user by it.
func vouches(t *testing.T, b *box, admin person) (secret string) {
	t.Helper()
	var widget appliance.EntryPoint
	if err := b.store.Read(t.Context(), func(v *sqlite.View) error {
		all, err := v.EntryPoints()
		for _, e := range all {
			if e.Channel == appliance.WebChat {
				widget = e
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile(`id="secret"[^>]*>([0-9a-f]{64})<`).FindStringSubmatch(admin.post("/admin/entry-points/"+widget.ID.String()+"/secret", nil, http.StatusOK))
	if shown == nil {
		t.Fatal("the widget's secret is not shown to who made it")
	}
	secret = shown[1]
	for hash, want := range map[string]int{site.Proof(secret, "customer-17", time.Now().Add(time.Hour)): http.StatusNoContent, site.Proof("another", "customer-17", time.Now().Add(time.Hour)): http.StatusForbidden} {
		body := `{"id": "customer-17", "hash": "` + hash + `"}`
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.publicURL()+"/w/"+widget.Widget.Key+"/user", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", b.publicURL())
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if a.Body.Close(); a.StatusCode != want {
			t.Errorf("the site's word: got %d, want %d", a.StatusCode, want)
		}
	}
	return secret
}

// hunt looks for secrets in texts, and for what must be found in one of them.
func hunt(t *testing.T, where, seen string, secrets map[string]string, texts map[string][]byte) {
	t.Helper()
	found := false
	for name, text := range texts {
		found = found || bytes.Contains(text, []byte(seen))
		for of, secret := range secrets {
			if secret == "" {
				t.Fatalf("the %s is empty", of)
			}
			for _, form := range written(secret) {
				if bytes.Contains(text, []byte(form)) {
					t.Errorf("%s, %s: the %s can be read", where, name, of)
					break
				}
			}
		}
	}
	if !found {
		t.Errorf("%s: %q is not found in %d texts either: the test would see nothing", where, seen, len(texts))
	}
}

// written are the ways to write a secret without hiding it: as it is, in
// hexadecimal and in base 64, wherever it begins there.
func written(secret string) []string {
	forms := []string{secret, hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret)))}
	for before := range 3 {
		text := base64.StdEncoding.EncodeToString(append(make([]byte, before), secret...))
		whole := (before+len(secret))/3*4 - 4 // what stands after does not count, nor what stands before
		forms = append(forms, text[4:whole])
	}
	return forms
}

// TestHuntFindsSecretsHoweverTheyAreWritten shows the ways.
func TestHuntFindsSecretsHoweverTheyAreWritten(t *testing.T) {
	const secret = "CanaryOfTheExchange7q"
	for _, text := range []string{
		"password=" + secret, base64.StdEncoding.EncodeToString([]byte("box\x00" + secret + "\x00")),
		base64.URLEncoding.EncodeToString([]byte("login:" + secret)), hex.EncodeToString([]byte("a" + secret)),
		base64.StdEncoding.EncodeToString([]byte("user=200&password=" + secret)),
	} {
		hit := false
		for _, form := range written(secret) {
			hit = hit || strings.Contains(text, form)
		}
		if !hit {
			t.Errorf("not found in %q", text)
		}
	}
}

// logged is what a log says, from whatever goroutine.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) bytes() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.text.Bytes())
}

// link is an address that a page leads to.
var link = regexp.MustCompile(`(?:href|src|action)="(/[^"#]*)`)

// pagesOf opens all that somebody is led to at the desk and at the console.
func pagesOf(t *testing.T, p person, b *box) map[string][]byte {
	t.Helper()
	texts := map[string][]byte{}
	for door, begin := range map[string][]string{
		b.deskURL(): {"/desk", "/desk?tab=team", "/desk?tab=finished", "/profile", "/tickets", "/missed", "/admin"},
		"http://localhost:" + port(b.sockets.console.Addr()): {"/"},
	} {
		at := person{t, door, p.token}
		for todo := begin; len(todo) > 0; todo = todo[1:] {
			path := strings.ReplaceAll(todo[0], "&amp;", "&")
			if _, known := texts[door+path]; known || strings.HasPrefix(path, "/assets/") || strings.Contains(path, "/try?keys=") {
				continue
			}
			if len(texts) > 1000 {
				t.Fatalf("pages lead on and on, to %s at last", path)
			}
			status, text := at.do(http.MethodGet, path, nil)
			texts[door+path] = []byte(text)
			if status == http.StatusOK && strings.HasPrefix(strings.TrimSpace(text), "<") {
				for _, m := range link.FindAllStringSubmatch(text, -1) {
					todo = append(todo, m[1])
				}
			}
		}
	}
	for _, must := range []string{"/admin/operators", "/admin/trunks", "/admin/settings", "/admin/trunk?name="} {
		opened := false
		for path := range texts {
			opened = opened || strings.Contains(path, must)
		}
		if !opened {
			t.Errorf("nothing leads to %s, among %d pages", must, len(texts))
		}
	}
	t.Logf("%d pages", len(texts))
	return texts
}

// filesOf reads all that lies in the directory of a box that has ended.
func filesOf(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	texts := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		texts[filepath.Base(path)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(texts["cordboard.db"]) == 0 || !bytes.Contains(texts["cordboard.db"], []byte("sealed.")) {
		t.Error("nothing is sealed in the database")
	}
	return texts
}
