package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/cmd/cordboard/demo"
)

// hostile are names that run a script, ask for /evil or end a field where a
// caller's name is more than text.
var hostile = []string{
	`<img src=x onerror="alert('xss')">`,
	`<script>alert(1)</script><svg onload=alert(2)>`,
	`"><img src=/evil>`,
	`'; DROP TABLE conversations; --`,
	`=HYPERLINK("http://evil.example/","x")`,
	`{{constructor.constructor('alert(1)')()}} ${alert(3)}`,
	`</h1><form action=/evil><button autofocus onfocus=alert(4)>`,
}

// TestNamesOfCallersAreTextAtTheDesk has callers of such names wait, and looks at
// each at the desk: what they call themselves is read, and does nothing.
func TestNamesOfCallersAreTextAtTheDesk(t *testing.T) {
	b := demonstration(t)
	for _, login := range []string{"thomas", "eva"} { // there, but asked for nothing
		setPresence(t, b, login, appliance.Away)
	}
	tab := signInAt(t, b.deskURL(), peertest.StartBrowser(t), "thomas")
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`) // RFC 3261 section 25.1
	var before appliance.ConversationID
	for i, name := range hostile {
		c := rawCaller(t, b)
		c.called, c.from = demo.GroupNumber, fmt.Sprintf("\"%s\" <sip:+42054123081%d@pbx>", quote.Replace(name), i)
		c.up(t)
		call := awaitCall(t, b, before, appliance.Waiting)
		before = call.ID
		if call.Name != name {
			t.Errorf("the box keeps the name %q as %q", name, call.Name)
		}
		tab.Go(b.deskURL() + "/desk/" + call.ID.String())
		tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
		var head string
		if tab.Eval(`document.querySelector('#head h1').textContent`, &head); !strings.Contains(head, name) {
			t.Errorf("the head shows the name %q as %q", name, head)
		}
	}
	var rows string // of the first of them
	tab.Eval(`[...document.querySelectorAll('.row')].map((r) => r.textContent).join(' ')`, &rows)
	if !strings.Contains(rows, hostile[0]) {
		t.Errorf("the list shows the name %q in %q", hostile[0], rows)
	}
	if odd := len(tab.Dialogs()) + len(tab.Violations()); odd > 0 {
		t.Errorf("dialogs %v, violations %v", tab.Dialogs(), tab.Violations())
	}
	evil := slices.DeleteFunc(tab.Requests(), func(r string) bool { return !strings.Contains(r, "evil") })
	if len(evil) > 0 {
		t.Errorf("asked for %v", evil)
	}
	// That it would be seen: the same name, made to be more than text.
	tab.Eval(`(() => { const i = new Image(); i.src = '/evil'; return i.decode().catch(() => 0); })()`, nil)
	if !slices.ContainsFunc(tab.Requests(), func(r string) bool { return strings.Contains(r, "/evil") }) {
		t.Error("the test does not see what a page asks for")
	}
}
