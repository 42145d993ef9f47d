package widget_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// hostile is a page that is unkind to whatever stands in it.
type hostile struct {
	name string
	// head stands before the loader, body in the page, and after runs once the launcher
	// is there.
	head, body, after string
	// bites is a script that is true where the page would break what takes no care.
	bites string
	view  peertest.View
	// start has the launcher at the left: the page is read from right to left.
	start bool
	// framed has it stand in a frame of another page.
	framed bool
}

const cover = `<div id=cover style="position:fixed;inset:0;z-index:2147483647;background:#fff"></div>`

var hostiles = []hostile{
	{
		name: "greatest z-index", body: cover,
		bites: `(() => { const e = document.body.appendChild(Object.assign(document.createElement('div'), {style: 'position:fixed;inset:0;z-index:2147483646'})); const on = document.elementFromPoint(9, 9); e.remove(); return on.id === 'cover' })()`,
	},
	{
		name: "transformed page", head: `<style>html, body { transform: translateX(-300px) scale(.5); overflow: hidden; height: 200px; contain: paint }</style>`,
		bites: `(() => { const e = document.body.appendChild(Object.assign(document.createElement('div'), {style: 'position:fixed;right:0;bottom:0;width:9px;height:9px'})); const r = e.getBoundingClientRect(); e.remove(); return r.right < innerWidth - 100 })()`,
	},
	{
		name: "rules for everything", head: `<style>* { all: unset !important } html > div, body > div, [popover], dialog, iframe, button { display: none !important; position: static !important; opacity: 0 !important; pointer-events: none !important }</style>`,
		bites: `(() => { const e = document.body.appendChild(document.createElement('button')); const on = e.checkVisibility(); e.remove(); return !on })()`,
	},
	{name: "right to left", head: `<script>document.documentElement.dir = 'rtl'</script>`, bites: `getComputedStyle(document.body).direction === 'rtl'`, start: true},
	{name: "320 px", view: peertest.View{Width: 320, Height: 568, Phone: true, Still: true}, bites: `innerWidth === 320`},
	{name: "motion not wanted", view: peertest.View{Width: 1440, Height: 900, Still: true}, bites: `matchMedia('(prefers-reduced-motion: reduce)').matches`},
	{
		name: "methods overridden", head: `<script>
			const left = { constructor: 1, length: 1, then: 1 };
			for (const of of [Array, Promise]) for (const name of Object.getOwnPropertyNames(of.prototype)) {
				if (!Object.hasOwn(left, name)) of.prototype[name] = () => { throw new Error('overridden ' + name) };
			}
			Array.prototype.extra = Object.prototype.extra = () => 'extra';
			Object.prototype.toJSON = () => 'no';
			JSON.parse = JSON.stringify = () => { throw new Error('overridden JSON') };
			window.fetch = window.XMLHttpRequest = () => { throw new Error('overridden fetch') };
			window.Promise = class {};
			window.customElements.define = () => { throw new Error('overridden define') };
		</script>`,
		bites: `(() => { try { [1].map((n) => n); return false } catch { return true } })()`,
	},
	{name: "our name kept", head: `<script>const q = (window.cordboard = () => 0); q.box = 'theirs'; q.host = { isConnected: false }; Object.freeze(q); Object.defineProperty(window, 'cordboard', { value: q, writable: false, configurable: false })</script>`, bites: `(() => { 'use strict'; try { window.cordboard = 1; return false } catch { return true } })()`},
	{name: "colours of our names", head: `<style>:root { --accent: transparent; --beside: 900px; --text: red }</style>`, bites: `getComputedStyle(document.body).getPropertyValue('--accent') === 'transparent'`},
	{name: "an element of our name", body: `<div id=cordboard></div>`, bites: `document.getElementById('cordboard') !== null`},
	{name: "base", head: `<base href="https://elsewhere.example/deep/" target="_top">`, bites: `new URL('x', document.baseURI).host === 'elsewhere.example'`},
	{name: "in a frame", framed: true, bites: `window !== top`},
	{
		name: "body exchanged", after: `document.body = document.createElement('body')`,
		bites: `document.querySelector('h1') === null`,
	},
	{
		name: "written anew", after: `document.open(); document.write('<!doctype html><title>Anew</title><h2>Anew</h2><script src="' + box + '/w/hobla.js"></scr' + 'ipt>'); document.close()`,
		bites: `document.querySelector('h1') === null`,
	},
	{
		name: "storage refused", head: `<script>for (const s of ['localStorage', 'sessionStorage']) Object.defineProperty(window, s, { get() { throw new DOMException('no', 'SecurityError') } })</script>`,
		bites: `(() => { try { localStorage; return false } catch { return true } })()`,
	},
}

// TestWidgetStandsInHostilePages: in each the launcher is pressed where a visitor sees it,
// a message goes and an answer comes, and of the page's names one alone is ours.
func TestWidgetStandsInHostilePages(t *testing.T) {
	browser := peertest.StartBrowser(t)
	for _, h := range hostiles {
		t.Run(h.name, func(t *testing.T) {
			v := newVisit(t, browser)
			page := fmt.Sprintf(`<!doctype html><html lang="cs"><meta name=viewport content="width=device-width"><title>Host</title><script>const box = %q; const names = new Set(Object.getOwnPropertyNames(window))</script>%s<body><h1>Host</h1>%s<script src="%s/w/hobla.js" async></script></html>`, v.url, h.head, h.body, v.url)
			host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				if r.URL.Path == "/around" {
					fmt.Fprint(w, `<!doctype html><title>Around</title><iframe src="/inside" style="position:fixed;inset:0;width:100%;height:100%;border:0"></iframe>`)
					return
				}
				fmt.Fprint(w, page)
			}))
			defer host.Close()
			site := strings.Replace(host.URL, "127.0.0.1", "localhost", 1)
			v.change(func(e *appliance.EntryPoint) { e.Widget.Sites = []string{site} })
			view := h.view
			if view.Width == 0 {
				view = peertest.View{Width: 1440, Height: 900, Still: true}
			}
			v.tab = browser.TabOf(t, view)
			var in interface {
				Wait(script string)
				Eval(script string, v any)
			} = v.tab
			if h.framed {
				v.tab.Go(site + "/around")
				in = v.tab.Frame("/inside")
			} else {
				v.tab.Go(site + "/")
			}
			in.Wait("window.cordboard?.box && document.querySelector('html > div')")
			if h.after != "" {
				in.Eval(h.after+"; 1", nil)
				in.Wait("window.cordboard?.box && document.querySelector('html > div')")
			}
			in.Wait(h.bites)
			x, y := float64(view.Width-24-28), float64(view.Height-24-28)
			if h.start {
				x = 24 + 28
			}
			v.tab.Click(x, y)
			f := v.frame()
			f.Wait("document.hasFocus() && document.querySelector('main.form')")
			fills(f, map[string]string{"name": "Eva", "topic": v.queues[0].String(), "text": "Dobrý den"})
			submits(f)
			f.Wait("document.querySelector('main.waiting')")
			c := v.only().ID
			v.accept(c)
			v.until("what he says in the store", func() bool { return slices.Equal(v.messages(c), []string{"Dobrý den"}) }) // before the reply
			v.reply(c, "Jak pomohu?")
			v.sees("Dobrý den", "Jak pomohu?")
			v.tab.Key("Escape")
			f.Wait("!document.hasFocus()")
			var ours string
			in.Eval(`typeof names === 'undefined' ? 'cordboard' : (() => { let all = ''; for (const n of Object.getOwnPropertyNames(window)) if (!names.has(n) && n !== 'cordboard' && n !== 'names' && n !== 'box' && n !== 'left' && n !== 'q') all += n + ' '; return all || 'cordboard' })()`, &ours)
			if ours != "cordboard" {
				t.Errorf("in the page's names stands %q as well", ours)
			}
			if got := v.tab.Errors(); len(got) > 0 {
				t.Errorf("errors of the page: %q", got)
			}
		})
	}
}

// TestLauncherStandsWhereLinesBegin where the entry point says so, and the panel above it;
// on a page that is read from the right that is its other corner.
func TestLauncherStandsWhereLinesBegin(t *testing.T) {
	browser := peertest.StartBrowser(t)
	const launcher, panel = 52, 400 // above the lower edge
	for _, start := range []bool{false, true} {
		v := newVisit(t, browser)
		v.change(func(e *appliance.EntryPoint) { e.Widget.AtStart = start })
		v.tab.Go(v.url + "/vrtacky/bd-18")
		// only waits until something of ours is at the one side at that height, and not at
		// the other.
		only := func(left bool, above int) {
			t.Helper()
			const at = "(document.elementFromPoint(%s, innerHeight - %d)?.popover === 'manual')"
			v.tab.Wait(fmt.Sprintf(at+" === %t && "+at+" === %t", "52", above, left, "innerWidth - 52", above, !left))
		}
		only(start, launcher)
		v.tab.Eval("cordboard('open')", nil)
		only(start, panel)
		v.tab.Eval("document.documentElement.dir = 'rtl'", nil)
		only(!start, panel)
		only(!start, launcher)
	}
}

// TestTwoEntryPointsStandInOnePage: each has its launcher, and one of them is open.
func TestTwoEntryPointsStandInOnePage(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	const other = "sklad"
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<!doctype html><html lang="cs"><title>Host</title><h1>Host</h1>`)
		for _, one := range []string{key, other, other} {
			fmt.Fprintf(w, `<script src="%s/w/%s.js"></script>`, v.url, one)
		}
	}))
	defer host.Close()
	site := strings.Replace(host.URL, "127.0.0.1", "localhost", 1)
	v.change(func(e *appliance.EntryPoint) { e.Widget.Sites = []string{site} })
	must(t, v.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		e, err := tx.EntryPointByKey(key)
		if err != nil {
			return err
		}
		e.ID, e.Name, e.Widget.Key = 0, "Sklad", other
		_, err = tx.AddEntryPoint(e)
		tx.Emit(appliance.SiteChanged{})
		return err
	}))
	v.tab.Go(site)
	v.tab.Wait(`Object.keys(window.cordboard?.widgets ?? {}).join() === 'hobla,sklad'`)
	open := func(x float64, its string) *peertest.Frame {
		t.Helper()
		v.tab.Click(x, launcherY)
		f := v.tab.Frame("/w/" + its + "/panel")
		f.Wait("document.hasFocus() && document.querySelector('main.form')")
		return f
	}
	first := open(launcherX, key)
	second := open(launcherX-72, other)
	first.Wait("!document.hasFocus()")
	fills(second, map[string]string{"name": "Eva", "text": "Je to na skladě?"})
	second.Eval(`document.getElementById('field-topic') && (document.getElementById('field-topic').selectedIndex = 1)`, nil)
	submits(second)
	second.Wait("document.querySelector('main.waiting')")
	v.tab.Eval(`cordboard('open')`, nil)
	first.Wait("document.hasFocus() && document.querySelector('main.form')") // it knows nothing of the other's chat
	v.tab.Eval(`cordboard.widgets.sklad('destroy')`, nil)
	v.tab.Wait(`Object.keys(cordboard.widgets).join() === 'hobla' && cordboard.box`)
	if got := v.tab.Errors(); len(got) > 0 {
		t.Errorf("errors of the page: %q", got)
	}
}
