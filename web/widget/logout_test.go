package widget_test

import (
	"io"
	"maps"
	"net/http"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/web/embed"
)

// TestLogoutForgetsBeforeTheBoxAnswers: who sits here next is named in the same breath,
// while the end of the chat before is still under way; nothing of one comes to the other.
func TestLogoutForgetsBeforeTheBoxAnswers(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.chats()
	f := v.frame()
	token := v.token()
	came, release := v.hold("end")
	v.tab.Eval(`cordboard('logout'); cordboard('setUser', {name: 'Bob'}); cordboard('setAttributes', {order: 'B-1'}); cordboard('open')`, nil)
	<-came
	f.Wait("document.querySelector('main.form #field-name')?.value === 'Bob'")
	var kept string
	if f.Eval("localStorage.getItem('cordboard.hobla') || ''", &kept); kept != "" {
		t.Errorf("the browser still keeps %s", kept)
	}
	release()
	v.until("the end of Eva's chat", func() bool { return v.only().State.Over() })
	fills(f, map[string]string{"topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	all := v.conversations()
	if len(all) != 2 || all[1].Name != "Bob" || v.token() == token || !maps.Equal(told(all[1]), map[string]string{"order": "B-1"}) || len(told(all[0])) > 0 {
		t.Errorf("the chats are %+v", all)
	}
}

// TestLogoutEndsTheChatThatWasBeingAskedFor, which the next one must not come into.
func TestLogoutEndsTheChatThatWasBeingAskedFor(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	fills(f, map[string]string{"name": "Eva Malá", "topic": v.queues[0].String()})
	came, release := v.hold("open")
	submits(f)
	<-came
	v.tab.Eval(`cordboard('logout'); cordboard('setUser', {name: 'Bob'}); cordboard('open')`, nil)
	f.Wait("document.querySelector('main.form #field-name')?.value === 'Bob'")
	release()
	v.until("the end of Eva's chat", func() bool { c := v.only(); return c.Name == "Eva Malá" && c.State.Over() })
	fills(f, map[string]string{"topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	if all := v.conversations(); len(all) != 2 || all[1].Name != "Bob" {
		t.Errorf("the chats are %+v", all)
	}
}

// TestLogoutIsDoneThoughThePageGoes at once, or before the panel was there.
func TestLogoutIsDoneThoughThePageGoes(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.chats()
	forgotten := func(path string) {
		t.Helper()
		v.tab.Wait("location.pathname === '" + path + "' && window.cordboard?.box && localStorage.length === 0")
		v.until("the end of the chat", func() bool {
			all := v.conversations()
			return all[len(all)-1].State.Over()
		})
	}
	v.tab.Eval("cordboard('logout'); location.assign('/bity/sada-32')", nil)
	forgotten("/bity/sada-32")

	f := v.opens("/vrtacky/bd-18")
	fills(f, map[string]string{"name": "Eva Malá", "topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	v.ails("panel", 1)
	v.tab.Go(v.url + "/bity/sada-32")
	v.tab.Wait("window.cordboard?.box")
	v.tab.Eval("cordboard('logout')", nil)
	v.tab.Go(v.url + "/vrtacky/bd-18")
	forgotten("/vrtacky/bd-18")
}

// TestCallsBeforeThePanelIsThereReachIt, as those of a page that loads while a chat goes on.
func TestCallsBeforeThePanelIsThereReachIt(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.chats()
	v.meet(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/early" {
			return false
		}
		_, _ = io.WriteString(w, "<!doctype html><script>"+embed.Queue+"; cordboard('setLanguage', 'pl'); cordboard('endChat')</script><script src=/w/"+key+".js></script>")
		return true
	})
	v.tab.Go(v.url + "/early")
	v.until("the end of the chat", func() bool { return v.only().State.Over() })
	v.frame().Wait("document.documentElement.lang === 'pl'")
}

// TestAttributesAreToldUntilTheBoxTakesThem, which may be too busy at first.
func TestAttributesAreToldUntilTheBoxTakesThem(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.chats()
	v.ails("attributes", 2)
	v.tab.Eval("cordboard('setAttributes', {order: 'A-17'})", nil)
	v.until("the order", func() bool { return told(v.only())["order"] == "A-17" })
}

// TestVisitorsOwnLanguageStandsAboveThePages: what the page wishes is not kept, and does
// not change what he chose.
func TestVisitorsOwnLanguageStandsAboveThePages(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	v.tab.Eval("cordboard('setLanguage', 'pl')", nil)
	f.Wait("document.documentElement.lang === 'pl'")
	var kept string
	if f.Eval("sessionStorage.getItem('cordboard.hobla') || ''", &kept); kept != "" {
		t.Errorf("of the page's wish the panel keeps %s", kept)
	}
	v.speaks("en")
	v.tab.Eval("cordboard('setLanguage', 'cs'); cordboard('setUser', {name: 'Eva Malá'})", nil)
	f.Wait("document.querySelector('#field-name')?.value === 'Eva Malá'")
	var speaks string
	if f.Eval("document.documentElement.lang", &speaks); speaks != "en" {
		t.Errorf("the panel speaks %s, the visitor chose en", speaks)
	}
	v.tab.Eval("cordboard('logout'); cordboard('open')", nil)
	f.Wait("document.querySelector('main.form') && document.documentElement.lang === 'cs'") // he who chose is gone
}

// TestSuspendedVisitorWhoseClockIsAheadAsksSeldom whether he may come again.
func TestSuspendedVisitorWhoseClockIsAheadAsksSeldom(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	c := v.chats()
	f := v.frame()
	f.Eval(`{
		const right = Date, wait = setTimeout;
		window.Date = class extends right { constructor(...given) { super(...given.length ? given : [right.now() + 7200000]); } };
		window.waits = [];
		window.setTimeout = (f, ms, ...rest) => { waits.push(ms); return wait(f, ms, ...rest); };
	}`, nil)
	v.block(c, appliance.BlockDevice, time.Hour)
	f.Wait("document.querySelector('main.blocked')")
	var waits []float64
	f.Eval("waits.filter((ms) => ms === 1000 || ms >= 30000)", &waits)
	if len(waits) == 0 {
		t.Error("the panel does not ask again")
	}
	for _, ms := range waits {
		if ms < 30000 {
			t.Errorf("the panel asks again after %g ms", ms)
		}
	}
}
