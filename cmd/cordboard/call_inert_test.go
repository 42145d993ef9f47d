package main

import (
	"bufio"
	"context"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	"cordboard/cmd/cordboard/demo"
)

// injected are header fields of a call that would be more than text somewhere:
// each is said of the caller, and "evil" is what must never take effect.
var injected = []string{
	`From: "` + `<img src=x onerror=evil()>` + `" <sip:%d@pbx>`,
	`From: "` + `'); DROP TABLE conversation; -- evil` + `" <sip:%d@pbx>`,
	`From: "` + `=cmd|' /C evil'!A0` + `" <sip:%d@pbx>`,
	"From: \"two\r\n evil: lines\" <sip:%d@pbx>",
	"From: \"bare\x00\x0bevil: control\" <sip:%d@pbx>",
	`From: "` + `evil%%0d%%0aX-Evil: 1` + `" <sip:%d%%0d%%0aX-Evil%%3a1@pbx>`,
	`From: "` + `\"><script>evil()</script>` + `" <sip:%d@pbx>`,
	"From: \"Eva\" <sip:%d@pbx>\r\nUser-to-User: <svg onload=evil()>;encoding=hex\r\nX-Note: <script>evil()</script>\r\nSubject: ${jndi:evil}",
	"From: \"Eva\" <sip:%d@pbx>\r\nP-Asserted-Identity: \"<b onclick=evil()>\" <sip:'%%20OR%%201=1--@pbx>",
	"From: \"Eva\" <sip:%d@pbx>\r\nDiversion: \"<i onclick=evil()>\" <sip:1%%0d%%0aevil:1@pbx>;reason=\"<u onclick=evil()>\"",
}

// live are pieces of what is injected that are markup where nobody escaped them.
var live = []string{"<img src=x", "<script>evil", "<svg onload", "<b onclick", "<i onclick", "<u onclick", "onerror=evil()>", "\nX-Evil", "\nevil:"}

// TestWhatCallersSayIsInertWhereverItGoes has callers say such things of
// themselves, and looks wherever the box passes them on: its store, its pages
// and what it sends to them, the picture of the tree, the log, and the desk
// telephone that rings with the caller's name.
func TestWhatCallersSayIsInertWhereverItGoes(t *testing.T) {
	var log logged
	b := startLogging(t, settled(t), slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	for _, login := range []string{"thomas", "eva"} { // there, but asked for nothing
		setPresence(t, b, login, appliance.Away)
	}
	admin := as(t, b, "admin")
	events := overhear(t, admin)
	texts := map[string]string{}
	var calls []appliance.ConversationID
	var before appliance.ConversationID
	for n, fields := range injected {
		c := rawCaller(t, b)
		c.called = demo.GroupNumber
		c.callWith(t, fmt.Sprintf(fields, 420541230810+n))
		before = awaitCall(t, b, before, appliance.Waiting).ID
		calls = append(calls, before)
		path := "/desk/" + before.String()
		texts[path] = admin.ask(http.MethodGet, path, nil, http.StatusOK)
		defer c.bye(t)
	}
	for _, path := range []string{"/desk", "/desk?tab=team", "/missed", "/tickets", "/admin", "/admin/trees/main", "/admin/tree.schema.json"} {
		texts[path] = admin.ask(http.MethodGet, path, nil, http.StatusOK)
	}
	texts["events"] = events(t, before)
	texts["log"] = string(log.bytes())
	for where, text := range texts {
		for _, piece := range live {
			if strings.Contains(text, piece) {
				t.Errorf("%s: %q takes effect: %q", where, piece, around(text, piece))
			}
		}
	}
	if all := texts["/desk"] + texts["events"]; !strings.Contains(all, html.EscapeString("<img src=x onerror=evil()>")) && !strings.Contains(all, "&lt;img src=x onerror=evil()&gt;") {
		t.Error("no page shows what was injected: the test sees nothing")
	}
	for line := range strings.Lines(texts["log"]) {
		if !strings.HasPrefix(line, "time=") || strings.Contains(line, "evil") {
			t.Errorf("the log says %q", line)
		}
	}
	kept(t, b, calls)
}

// callWith begins a call whose From, and what follows it, is as said.
func (c *rawCall) callWith(t *testing.T, fields string) {
	t.Helper()
	text := string(c.text("INVITE", 1, "Content-Type: application/sdp\n", c.offer()))
	c.from = "<sip:200@pbx>"
	c.write(t, []byte(strings.Replace(text, "From: "+c.from+";tag=from", strings.Replace(fields, "@pbx>", "@pbx>;tag=from", 1), 1)))
	m := c.await(t, "SIP/2.0 200")
	_, tag, _ := strings.Cut(field(m, "To"), ";tag=")
	c.tag, _, _ = strings.Cut(tag, ";")
	c.from = strings.TrimSuffix(field(m, "From"), ";tag=from")
	c.send(t, "ACK", 1, "", "")
}

// kept looks whether the store holds each call, and what its names begin with.
func kept(t *testing.T, b *box, calls []appliance.ConversationID) {
	t.Helper()
	err := b.store.Read(t.Context(), func(v *sqlite.View) error {
		for n, id := range calls {
			c, err := v.Conversation(id)
			if err != nil {
				return err
			}
			if strings.ContainsFunc(c.Name+c.Phone+c.Called, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Errorf("call %d is kept with control characters: %q, %q, %q", n, c.Name, c.Phone, c.Called)
			}
			if n == 1 && !strings.Contains(c.Name, "DROP TABLE") {
				t.Errorf("call %d is kept as %q: the test shows little", n, c.Name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// around is a piece of a text and what stands beside it.
func around(text, piece string) string {
	at := strings.Index(text, piece)
	return text[max(0, at-60):min(len(text), at+len(piece)+60)]
}

// overhear hears what a page of somebody's is sent, until a conversation is in it.
func overhear(t *testing.T, p person) (until func(*testing.T, appliance.ConversationID) string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	page := p.ask(http.MethodGet, "/desk", nil, http.StatusOK)
	_, stream, _ := strings.Cut(page, `data-events="`)
	stream, _, _ = strings.Cut(stream, `"`)
	_, after, _ := strings.Cut(page, `data-after="`)
	after, _, _ = strings.Cut(after, `"`)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+html.UnescapeString(stream)+"&after="+after, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.AddCookie(&http.Cookie{Name: "__Host-cordboard", Value: p.token})
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		t.Fatalf("the page's events: %s", res.Status)
	}
	t.Cleanup(func() { cancel(); res.Body.Close() })
	return func(t *testing.T, c appliance.ConversationID) string {
		t.Helper()
		var all strings.Builder
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			all.WriteString(lines.Text() + "\n")
			if strings.Contains(lines.Text(), "/desk/"+c.String()) {
				return all.String()
			}
		}
		t.Fatalf("the page was never sent call %s, but %q", c, all.String())
		return ""
	}
}

// TestNameOfACallerIsOneFieldOfTheTelephonesCall has a desk telephone rung for
// such callers: what they say of themselves is a quoted name, and no field or
// parameter of the box's own.
func TestNameOfACallerIsOneFieldOfTheTelephonesCall(t *testing.T) {
	b := demonstration(t)
	telephone := newTally(t)
	leadOut(t, b, telephone.addr(), "-31") // nobody may dial it
	onTelephone(t, b, "thomas")
	setPresence(t, b, "thomas", appliance.Available)
	telephone.lets(true)
	c := rawCaller(t, b)
	c.called = demo.GroupNumber
	c.callWith(t, `From: "a\", <sip:evil@x>;evil=1%0d%0aX-Evil: 1 \\" <sip:420541230810@pbx>`)
	defer c.bye(t)
	if !peertest.Until(patience, func() bool { return telephone.calls("31") > 0 }) {
		t.Fatal("the telephone was never rung")
	}
	_, invite, _ := strings.Cut(telephone.all(), "INVITE ")
	from := field(invite, "From")
	if strings.Count(from, `"`) != 2 || !strings.HasPrefix(from, `"`) || !strings.Contains(from, "evil") || strings.Contains(invite, "\nX-Evil") {
		t.Errorf("the telephone is told %q, want a name in quotes with “evil” in it", from)
	}
}
