package widget_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	"cordboard/web/i18n"
)

// second puts another widget of the same queue beside the stand's.
func (s *stand) second() (key string) {
	s.t.Helper()
	must(s.t, s.store.Write(s.t.Context(), func(tx *sqlite.Tx) error {
		e := s.entry
		e.ID, e.Name, e.Widget.Key = 0, "Second", "second"
		_, err := tx.AddEntryPoint(e)
		return err
	}))
	return "second"
}

// block has Jana keep the contact of a conversation away.
func (s *stand) block(c appliance.ConversationID, by appliance.BlockScope, length time.Duration) {
	s.t.Helper()
	must(s.t, s.desk.Block(s.t.Context(), s.jana, c, desk.Blocking{Scope: by, For: length}))
}

// unblock lets everybody come again.
func (s *stand) unblock() {
	s.t.Helper()
	var all []appliance.Block
	must(s.t, s.store.Read(s.t.Context(), func(v *sqlite.View) (err error) {
		all, err = v.Blocks(time.Now())
		return err
	}))
	for _, b := range all {
		must(s.t, s.desk.Unblock(s.t.Context(), s.jana, b.ID))
	}
}

// TestBlockedBrowserIsRefusedWhateverItAsks sends all that a visitor can send, with
// the mark of a blocked browser, to two widgets.
func TestBlockedBrowserIsRefusedWhateverItAsks(t *testing.T) {
	s := newStand(t)
	second := s.second()
	mark, other := keyOf("mark of the browser"), keyOf("mark of another")
	// He may go, nothing of his waits any more, and of the others nobody hears.
	tried := map[string]bool{"/w/{key}/end": true, "/w/{key}/leave": true, "/w/{key}/files": true}
	send := func(widget, mark, token, what string, v any) answer {
		t.Helper()
		body, err := json.Marshal(v)
		must(t, err)
		tried["/w/{key}/"+what] = true
		return s.ask(request{method: http.MethodPost, path: "/w/" + widget + "/" + what, token: token, body: string(body), header: http.Header{"Cordboard-Mark": {mark}}})
	}
	form := func(key string) map[string]any {
		return map[string]any{"key": keyOf(key), "name": "Eva", "mail": "eva@hobla.example", "phone": "603123456", "topic": s.queues[0], "text": "Again"}
	}
	token := send(key, mark, "", "open", form("first")).field("token")
	beside := send(second, mark, "", "open", form("beside")).field("token")
	all := s.conversations()
	if len(all) != 2 || token == "" || beside == "" {
		t.Fatalf("there are %d conversations", len(all))
	}
	if got := all[0].Browser.Mark; len(got) != 64 || strings.Contains(got, mark) {
		t.Errorf("the store has the mark %q", got)
	}
	first := all[0]
	if first.EntryPoint != s.entry.ID {
		first = all[1]
	}
	s.accept(all[0].ID) // what waits of him would end with the block
	s.accept(all[1].ID)
	s.block(first.ID, appliance.BlockDevice, time.Hour)
	waiting := len(s.messages(all[0].ID)) + len(s.messages(all[1].ID))

	state := func(widget, mark, token string) string {
		a := s.ask(request{method: http.MethodGet, path: "/w/" + widget + "/state", token: token, header: http.Header{"Cordboard-Mark": {mark}}})
		if a.status != http.StatusOK {
			t.Errorf("state: %d %s", a.status, a.body)
		}
		return string(a.body)
	}
	for what, c := range map[string]answer{
		"a new chat":                send(key, mark, "", "open", form("second")),
		"a chat at another widget":  send(second, mark, "", "open", form("third")),
		"a message for later":       send(key, mark, "", "offline", form("fourth")),
		"a message":                 send(key, mark, token, "messages", map[string]any{"key": keyOf("m1"), "text": "x"}),
		"a message at the other":    send(second, mark, beside, "messages", map[string]any{"key": keyOf("m2"), "text": "x"}),
		"how far he has read":       send(second, mark, beside, "read", map[string]any{"got": 1, "read": 1}),
		"what he types":             send(second, mark, beside, "typing", map[string]any{"text": "x"}),
		"a page that he goes to":    send(second, mark, beside, "page", map[string]any{"page": "/x", "title": "x"}),
		"another language":          send(second, mark, beside, "language", map[string]any{"language": "pl"}),
		"what his page says of him": send(second, mark, beside, "attributes", map[string]any{"attributes": map[string]string{"x": "x"}}),
		"a tag of his page's":       send(second, mark, beside, "tag", map[string]any{"name": "x"}),
		"a wish for a transcript":   send(key, mark, token, "transcript", map[string]any{"mail": "x@hobla.example"}),
		"how he found it":           send(key, mark, token, "rating", map[string]any{"face": "bad", "comment": "x"}),
		"a file":                    s.ask(request{method: http.MethodPost, path: "/w/" + second + "/files?name=a.txt&key=" + keyOf("f1"), token: beside, body: "x"}),
		"a message without a mark":  send(key, "", token, "messages", map[string]any{"key": keyOf("m3"), "text": "x"}),
		"a mark that is no mark":    send(key, "<b>", token, "messages", map[string]any{"key": keyOf("m4"), "text": "x"}),
		"his own words in the form": send(key, mark, "", "open", map[string]any{"key": keyOf("sixth"), "name": "Another", "topic": s.queues[0]}),
	} {
		if c.status != http.StatusForbidden || !strings.Contains(string(c.body), `"blocked":{"until":"`) || c.field("text") == "" {
			t.Errorf("%s: got %d %s", what, c.status, c.body)
		}
	}
	// What was said to him he may read again, and who he is changes nothing.
	tried["/w/{key}/history/{conversation}"] = true
	if a := send(key, mark, "", "history/"+first.ID.String(), nil); a.status != http.StatusNotFound {
		t.Errorf("a chat again, where none is: got %d", a.status)
	}
	for what, want := range map[string]int{"history": http.StatusOK, "user": http.StatusForbidden} {
		if a := send(key, mark, "", what, map[string]string{"id": "x", "hash": "x"}); a.status != want || strings.Contains(string(a.body), "Eva") {
			t.Errorf("%s: got %d %s", what, a.status, a.body)
		}
	}
	for _, r := range s.routes {
		if r.Method == http.MethodPost && !tried[r.Path] {
			t.Errorf("%s is not tried", r.Path)
		}
	}
	if got := len(s.messages(all[0].ID)) + len(s.messages(all[1].ID)); got != waiting || len(s.tickets()) != 0 || len(s.conversations()) != 2 {
		t.Errorf("something came through: %d messages, %d tickets, %d conversations", got, len(s.tickets()), len(s.conversations()))
	}
	for who, blocked := range map[string]bool{state(key, mark, ""): true, state(second, mark, ""): true, state(key, "", token): true, state(key, other, ""): false, state(key, "", ""): false} {
		if strings.Contains(who, `"blocked"`) != blocked {
			t.Errorf("the state is %s, want blocked: %v", who, blocked)
		}
	}
	if a := send(key, other, "", "open", form("neighbour")); a.status != http.StatusOK {
		t.Errorf("another browser: got %d %s", a.status, a.body)
	}
	// He signs out: of his mark the browser keeps what the box says, by which it is known
	// and nobody reads.
	var said struct {
		Blocked struct{ As string }
	}
	must(t, json.Unmarshal([]byte(state(key, mark, "")), &said))
	if said.Blocked.As != first.Browser.Mark {
		t.Errorf("of the mark the browser keeps %q, want %q", said.Blocked.As, first.Browser.Mark)
	}
	left := func(path, body string) answer {
		return s.ask(request{method: http.MethodPost, path: "/w/" + key + path, body: body, header: http.Header{"Cordboard-Mark": {keyOf("a new one")}, "Cordboard-Barred": {said.Blocked.As}}})
	}
	for _, path := range []string{"/open", "/offline"} {
		body, err := json.Marshal(form("left" + path[1:]))
		must(t, err)
		if a := left(path, string(body)); a.status != http.StatusForbidden || !strings.Contains(string(a.body), `"blocked":{`) {
			t.Errorf("%s after he signed out: got %d %s", path, a.status, a.body)
		}
	}
	s.unblock()
	if a := send(second, mark, beside, "messages", map[string]any{"key": keyOf("m2"), "text": "Sorry"}); a.status != http.StatusOK {
		t.Errorf("when he may again: got %d %s", a.status, a.body)
	}
}

// TestSuspendedVisitorReadsItAndKeepsWhatHeWrote blocks a visitor while he writes: he
// reads until when, has no field any more, reads it after a reload, in a new page and
// at another widget of the site; when he may come again his text stands in the form.
func TestSuspendedVisitorReadsItAndKeepsWhatHeWrote(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	fills(f, map[string]string{"name": "Eva Malá", "topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	c := v.only()
	v.accept(c.ID)
	f.Wait("document.querySelector('main.chat textarea')")
	f.Eval("document.querySelector('textarea').focus()", nil)
	v.tab.Type("Ještě něco")
	const long = 400 * 24 * time.Hour
	v.block(c.ID, appliance.BlockDevice, long)
	texts := i18n.Localizer("cs")
	said := strings.TrimSuffix(texts.Text("widget.panel.blocked-until", "time", "|"), "|.")
	suspended := func(when string) {
		t.Helper()
		f.Wait("document.querySelector('main.blocked')?.textContent.includes('" + said + "')")
		var fields int
		f.Eval("document.querySelectorAll('main textarea, main input, main .action button').length", &fields)
		if fields != 0 {
			t.Errorf("%s: there are %d fields and buttons", when, fields)
		}
	}
	suspended("at once")
	f.Wait("document.querySelector('main.blocked').textContent.includes('" + strconv.Itoa(time.Now().Add(long).Year()) + "')")
	f = v.opens("/vrtacky/bd-18")
	suspended("after a reload")
	v.unblock()
	v.asks()
	f.Wait("document.querySelector('main.over button.primary')")
	f.Eval("document.querySelector('main.over button.primary').click()", nil)
	f.Wait("document.querySelector('main.form #field-text')?.value === 'Ještě něco'")
	var stored int
	f.Eval("Object.keys(localStorage).length", &stored)
	if stored != 0 {
		t.Errorf("after it was put away %d things are still stored", stored)
	}
}
