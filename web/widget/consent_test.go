package widget_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

// holds is all that a page and the panel in it keep, which are of one origin here.
const holds = `(async () => JSON.stringify([localStorage, sessionStorage].flatMap((s) => Object.keys(s))
	.concat(document.cookie || [], (await indexedDB.databases()).map((d) => d.name), await caches.keys()).sort()))().then((all) => { window.held = all })`

// kept are the names of what a browser holds of this visit.
func (v *visit) kept() string {
	v.t.Helper()
	var all string
	v.tab.Eval("window.held = undefined; "+holds, nil)
	v.tab.Wait("window.held !== undefined")
	v.tab.Eval("window.held", &all)
	return all
}

// asked are the requests to the widget's routes so far, but for the loader.
func (v *visit) asked() []string {
	return slices.DeleteFunc(v.tab.Requests(), func(url string) bool {
		return !strings.Contains(url, "/w/"+key+"/") && !strings.Contains(url, "/widget/")
	})
}

// TestNothingIsKeptOrAskedBeforeConsent: V01. What a visitor leaves behind who is not asked
// shows that the test sees it.
func TestNothingIsKeptOrAskedBeforeConsent(t *testing.T) {
	browser := peertest.StartBrowser(t)
	v := newVisit(t, browser)
	v.chats()
	if kept, asked := v.kept(), v.asked(); !strings.Contains(kept, "cordboard."+key) || !strings.Contains(kept, "cordboard.mark") || len(asked) < 5 {
		t.Fatalf("a chat keeps %s and asks %q: the test sees too little", kept, asked)
	}

	v.change(func(e *appliance.EntryPoint) {
		e.Widget.Consent = true
		e.Widget.Proposals = []appliance.Proposal{{Name: "Late", After: time.Hour, Often: appliance.OncePerVisit}} // which keep what they saw of him
	})
	shy := &visit{stand: v.stand, t: t, tab: browser.TabOf(t, peertest.View{Still: true})}
	shy.tab.Go(shy.url + "/vrtacky/bd-18")
	shy.tab.Wait("window.cordboard && window.cordboard.box")
	shy.tab.Eval("cordboard('setUser', {name: 'Eva'}); cordboard('setAttributes', {order: 'A-17'}); cordboard('page'); cordboard('setLanguage', 'en')", nil)
	shy.tab.Eval("cordboard('open'); cordboard('close'); cordboard('logout'); cordboard('consent', false); cordboard('open')", nil)
	if kept, asked := shy.kept(), shy.asked(); kept != "[]" || len(asked) > 0 {
		t.Errorf("before consent it keeps %s and asks %q", kept, asked)
	}
	for _, breach := range shy.tab.Axe() {
		t.Errorf("what asks for consent: %v", breach)
	}

	shy.tab.Key("Enter") // on the button that agrees, where the focus is
	f := shy.frame()
	f.Wait("document.querySelector('main.form')")
	fills(f, map[string]string{"name": "Eva", "topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	shy.tab.Go(shy.url + "/vrtacky/bd-18")
	shy.frame().Wait("document.querySelector('main.waiting textarea')") // he need not agree again

	shy.until("what the rules keep", func() bool { return strings.Contains(shy.kept(), "cordboard-proposals") })
	begun := v.conversations()[1].ID
	shy.tab.Eval("cordboard('consent', false)", nil)
	shy.until("nothing that is kept", func() bool { return shy.kept() == "[]" })
	shy.until("the end of the chat", func() bool { c := v.conversations()[1]; return c.ID == begun && c.State.Over() })
	before := len(shy.asked())
	shy.tab.Go(shy.url + "/vrtacky/bd-18")
	shy.tab.Wait("window.cordboard && window.cordboard.box")
	if kept, asked := shy.kept(), shy.asked(); kept != "[]" || len(asked) != before {
		t.Errorf("on the next page it keeps %s and asks %q", kept, asked[before:])
	}
	shy.tab.Eval("cordboard('open'); cordboard('consent', true)", nil) // as a page says it for him
	shy.frame().Wait("document.querySelector('main.form')")
}

// TestPageAloneCanRequireConsent by its tag, whatever the entry point says.
func TestPageAloneCanRequireConsent(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `<!DOCTYPE html><title>Shop</title><script src="%s/w/%s.js" data-consent="required" async></script>`, v.url, key)
	}))
	defer page.Close()
	v.change(func(e *appliance.EntryPoint) { e.Widget.Sites = append(e.Widget.Sites, page.URL) })
	v.tab.Go(page.URL)
	v.tab.Wait("window.cordboard && window.cordboard.box")
	v.tab.Eval("cordboard('open')", nil)
	if kept, asked := v.kept(), v.asked(); kept != "[]" || len(asked) > 0 {
		t.Errorf("before consent it keeps %s and asks %q", kept, asked)
	}
	v.tab.Eval("cordboard('consent', true)", nil)
	v.frame().Wait("document.querySelector('main.form')")
}
