package widget_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/web/embed"
)

// TestPageSpeaksToTheWidgetByScript is what a site's own script does: it says who its
// visitor is, what he looks at and in which language, hides the launcher, ends the chat,
// signs the visitor out and takes the widget away.
func TestPageSpeaksToTheWidgetByScript(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	does := func(call string) {
		t.Helper()
		v.tab.Eval("cordboard("+call+")", nil)
	}
	f := v.opens("/vrtacky/bd-18")
	does(`'setUser', {name: 'Eva Malá', mail: 'eva@firma.example', secret: 'x'}`) // one that is none: nothing is taken
	does(`'setUser', {name: 'Eva Malá', mail: 'eva@firma.example', phone: 420775418102}`)
	f.Wait("document.querySelector('#field-name').value === 'Eva Malá'")
	does(`'setUser', {name: 'Adam'}`)
	does(`'setAttributes', {order: 'A-<b>17</b>', total: 1290}`)
	many := make([]string, 21)
	for i := range many {
		many[i] = fmt.Sprintf("k%d: 1", i)
	}
	does(`'setAttributes', {` + strings.Join(many, ", ") + `}`)
	does(`'setLanguage', 'pl-PL'`)
	does(`'setLanguage', 'xx'`)
	f.Wait("document.documentElement.lang === 'pl' && document.querySelector('#field-name').value === 'Eva Malá'")
	fills(f, map[string]string{"topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	c := v.only()
	if got, want := told(c), map[string]string{"order": "A-<b>17</b>", "total": "1290"}; c.Name != "Eva Malá" || c.Language != appliance.Polish || !maps.Equal(got, want) {
		t.Errorf("%q speaks %s, the page told %v, want %v", c.Name, c.Language, got, want)
	}
	v.accept(c.ID)
	f.Wait("document.querySelector('main.chat')")
	does(`'setAttributes', {order: 'A-18'}`)
	v.until("the other order", func() bool { return told(v.only())["order"] == "A-18" })

	var hidden bool
	does(`'hide'`)
	v.tab.Click(launcherX, launcherY)
	if f.Eval("document.hasFocus()", &hidden); hidden {
		t.Error("what is hidden opens")
	}
	does(`'show'`)
	v.tab.Click(launcherX, launcherY)
	f.Wait("document.hasFocus()")

	v.tab.Eval("cordboard('on', 'end', () => { window.ended = true })", nil)
	does(`'endChat'`)
	v.tab.Wait("window.ended")
	f.Wait("document.querySelector('main.over')")
	does(`'logout'`)
	f.Wait("document.querySelector('main.form') && document.querySelector('#field-name').value === ''")
	var kept []string
	if f.Eval("[localStorage, sessionStorage].flatMap((s) => Object.entries(s).map(String))", &kept); len(kept) > 0 {
		t.Errorf("the browser still keeps %q", kept)
	}
	does(`'destroy'`)
	does(`'open'`)
	var frames int
	if v.tab.Eval("document.querySelectorAll('body > div').length + frames.length", &frames); frames != 0 {
		t.Errorf("%d things of the widget are left in the page", frames)
	}
	if got := v.tab.Errors(); len(got) != 2 || !strings.Contains(got[0], "secret") || !strings.Contains(got[1], "at most 20") {
		t.Errorf("errors of the page: %q", got)
	}
}

// TestExamplesOfTheScriptInterfaceWork runs each that the administration shows in a page,
// and the loader takes no call that is not among them.
func TestExamplesOfTheScriptInterfaceWork(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	complaint := v.tag("complaint")
	f := v.opens("/vrtacky/bd-18")
	v.tab.Eval("window.handler = () => {}; window.heard = []; window.nothing = cordboard('nothing')", nil)
	for _, e := range embed.Events() {
		v.tab.Eval(fmt.Sprintf("cordboard('on', %q, (e) => heard.push(%[1]q + ' ' + Object.keys(e)))", e.Name), nil)
	}
	var names []string
	for _, c := range embed.Calls() {
		names = append(names, c.Name)
		if c.Name == "setLanguage" { // the page's own is the example's
			v.tab.Eval("cordboard('setLanguage', 'en')", nil)
			f.Wait("document.documentElement.lang === 'en'")
		}
		v.tab.Eval(strings.ReplaceAll(c.Example, embed.Vector.Hash, vouches(embed.Vector.User)), nil) // the example's time is over
		switch c.Name {
		case "setUser":
			f.Wait("document.querySelector('#field-name').value === 'Eva Malá'")
		case "setLanguage":
			f.Wait("document.documentElement.lang === 'cs'")
		case "setAttributes":
			fills(f, map[string]string{"topic": v.queues[0].String()})
			submits(f)
			f.Wait("document.querySelector('main.waiting textarea')")
			if got := told(v.only()); got["order"] != "A-17" {
				t.Errorf("the operator is told %v", got)
			}
		case "addTag":
			v.until("the tag", func() bool { return slices.Equal(v.only().Tags, []appliance.TagID{complaint.ID}) })
		case "endChat":
			v.tab.Wait("heard.includes('end ')")
		case "logout":
			f.Wait("document.querySelector('main.form')")
		}
	}
	var heard, documented []string
	v.tab.Eval("[...new Set(heard)]", &heard)
	for _, e := range embed.Events() {
		documented = append(documented, e.Name+" "+e.Field)
	}
	for _, got := range heard {
		if !slices.Contains(documented, got) {
			t.Errorf("the page heard %q, the help has %q", got, documented)
		}
	}
	for _, want := range []string{"ready ", "open ", "close ", "start ", "end ", "unread count"} {
		if !slices.Contains(heard, want) {
			t.Errorf("the page did not hear %q, but %q", want, heard)
		}
	}
	script, err := os.ReadFile("assets/loader.js")
	must(t, err)
	body := regexp.MustCompile(`(?s)\n  const commands = \{(.*?)\n  \};`).FindSubmatch(script)
	var taken []string
	for _, m := range regexp.MustCompile(`(?m)^    (\w+)\b`).FindAllSubmatch(body[1], -1) {
		taken = append(taken, string(m[1]))
	}
	slices.Sort(names)
	names = slices.Compact(names)
	slices.Sort(taken)
	if !slices.Equal(names, taken) {
		t.Errorf("the loader takes %q, the help has %q", taken, names)
	}
	if got := v.tab.Errors(); len(got) > 0 {
		t.Errorf("errors of the page: %q", got)
	}
}

// told are the attributes that a page's script told of a conversation.
func told(c appliance.Conversation) map[string]string {
	all := map[string]string{}
	for _, p := range c.Parameters {
		if p.From == "script" {
			all[p.Key] = p.Value
		}
	}
	return all
}

// TestAttributesOfAConversationAreBounded: what a browser sends past the loader's own
// limits is refused, and changes nothing.
func TestAttributesOfAConversationAreBounded(t *testing.T) {
	s := newStand(t)
	token := s.visitor("Eva")
	many := map[string]string{}
	for i := range 21 {
		many[fmt.Sprint("k", i)] = "1"
	}
	for name, c := range map[string]struct {
		sent   map[string]string
		status int
	}{
		"none":             {nil, http.StatusNoContent},
		"without a name":   {map[string]string{" \n": "1", "a": "1"}, http.StatusBadRequest},
		"too many":         {many, http.StatusUnprocessableEntity},
		"more than fit in": {map[string]string{"a": strings.Repeat("x", 20<<10)}, http.StatusRequestEntityTooLarge},
	} {
		if a := s.post(token, "attributes", map[string]any{"attributes": c.sent}); a.status != c.status {
			t.Errorf("%s: got %d, want %d", name, a.status, c.status)
		}
	}
	if got := told(s.only()); len(got) > 0 {
		t.Errorf("what was refused is kept: %v", got)
	}
	long := strings.Repeat("k", 100)
	s.post(token, "attributes", map[string]any{"attributes": map[string]string{long: strings.Repeat("š", 2000)}})
	if got := told(s.only())[long[:64]]; got != strings.Repeat("š", 1000) {
		t.Errorf("a long one has %d bytes", len(got))
	}
}
