package widget_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
	"cordboard/web/i18n"
)

// asks makes the panel ask whether somebody is there, as it does now and then
// and when its page comes back to the network.
func (v *visit) asks() { v.frame().Eval("dispatchEvent(new Event('online'))", nil) }

// TestFormTurnsUnderTheVisitorsHands has the last operator leave while a
// visitor writes, and come back: what he wrote stays, and so does the caret.
func TestFormTurnsUnderTheVisitorsHands(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	fills(f, map[string]string{"name": "Eva Malá", "topic": v.queues[0].String()})
	f.Eval("document.getElementById('field-text').focus()", nil)
	v.tab.Type("Kde je zásilka?")
	f.Eval("document.getElementById('field-text').setSelectionRange(3, 3)", nil)
	v.tab.Type(" asi")
	type form struct {
		Text, Name, Focus, Button, Said string
		Caret, Optional                 int
	}
	seen := func() (got form) {
		f.Eval(`({
			Text: document.getElementById('field-text').value, Name: document.getElementById('field-name').value,
			Focus: document.activeElement.id, Caret: document.activeElement.selectionStart,
			Button: document.querySelector('.primary').textContent, Said: document.querySelector('.unseen[role=status]').textContent,
			Optional: [...document.querySelectorAll('.optional')].filter(o => o.checkVisibility()).length,
		})`, &got)
		return got
	}
	texts := i18n.Localizer("cs")
	want := form{"Kde asi je zásilka?", "Eva Malá", "field-text", texts.Text("widget.panel.start"), "", 7, 2}
	if got := seen(); got != want {
		t.Fatalf("before: got %+v, want %+v", got, want)
	}

	v.site.set(site.Offline, time.Time{})
	v.asks()
	f.Wait("document.querySelector('main.offline')")
	want.Button, want.Said, want.Optional = texts.Text("widget.panel.leave-send"), texts.Text("widget.panel.gone"), 0
	if got := seen(); got != want {
		t.Errorf("when all have left: got %+v, want %+v", got, want)
	}
	submits(f) // the mail that was optional is needed now
	f.Wait("document.querySelector('#field-mail-error:not([hidden])')")

	v.site.set(site.Open, time.Time{})
	v.asks()
	f.Wait("document.querySelector('main.form')")
	f.Wait("document.querySelector('#field-mail-error').hidden")
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	if c := v.only(); c.Name != "Eva Malá" || len(v.messages(c.ID)) != 1 {
		t.Errorf("got %+v", c)
	}
}

// TestWaitingVisitorReadsThatAllHaveLeft promises no operator where none is.
func TestWaitingVisitorReadsThatAllHaveLeft(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	fills(f, map[string]string{"name": "Eva Malá", "topic": v.queues[1].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	says := func(key string) {
		t.Helper()
		f.Wait("document.querySelector('.tail').textContent.includes('" + i18n.Localizer("cs").Text(key) + "')")
	}
	says("widget.panel.waiting")
	v.site.leave(v.queues[1]) // for his topic alone
	v.asks()
	says("widget.panel.alone")
	v.site.leave(0)
	v.asks()
	says("widget.panel.waiting")
}

func TestStateIsThatOfTheTopicAskedFor(t *testing.T) {
	s := newStand(t)
	token := ""
	state := func(query string) string {
		return s.ask(request{method: http.MethodGet, path: "/w/" + key + "/state" + query, token: token}).field("state")
	}
	s.site.leave(s.queues[1])
	for query, want := range map[string]string{
		"":                                  "open",
		"?topic=" + s.queues[0].String():    "open",
		"?topic=" + s.queues[1].String():    "offline",
		"?topic=999":                        "open",
		"?topic=" + strings.Repeat("9", 40): "open",
	} {
		if got := state(query); got != want {
			t.Errorf("state%s: got %q, want %q", query, got, want)
		}
	}
	token = s.visitor("Eva") // waits in the first queue
	if got := state(""); got != "open" {
		t.Errorf("of who waits: got %q", got)
	}
	s.site.leave(s.queues[0])
	if got := state(""); got != "offline" {
		t.Errorf("of who waits for nobody: got %q", got)
	}
}

// TestVisitorReadsTheSitesOwnWordsOutOfHours beside when somebody is there again, in his
// language; where the site has none in it he reads ours (F033).
func TestVisitorReadsTheSitesOwnWordsOutOfHours(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.site.set(site.Offline, time.Now().AddDate(0, 0, 2))
	lead := func(is string) {
		t.Helper()
		v.frame().Wait(fmt.Sprintf("document.querySelector('main.offline') && document.body.innerText.includes(%q)", is))
	}
	v.opens("/vrtacky/bd-18").Wait("document.querySelector('main.offline')")
	v.change(func(e *appliance.EntryPoint) {
		e.Widget.Words = map[appliance.WidgetWord]map[appliance.Language]string{
			appliance.WordLeadOffline: {appliance.Czech: "Prodejna je zavřená <b>pro inventuru</b>.", appliance.Polish: "Sklep jest zamknięty."},
		}
	})
	v.tab.Go(v.url + "/vrtacky/bd-18")
	lead("Prodejna je zavřená <b>pro inventuru</b>.")
	lead("Jsme tu ")
	v.speaks("pl")
	lead("Sklep jest zamknięty.")
	v.speaks("en")
	lead("Back on ")
	v.frame().Wait("!document.body.innerText.includes('Sklep jest')")
}

// TestOpeningIsSaidByItsDay reads when somebody will be there again.
func TestOpeningIsSaidByItsDay(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	var got []string
	f.Eval(`import(performance.getEntriesByType('resource').map(e => e.name).find(n => n.includes('/texts'))).then(({ Texts }) => {
		const all = JSON.parse(document.getElementById('panel').dataset.config).texts;
		const now = new Date(2026, 10, 20, 17, 30); // a Friday
		return ['cs', 'en', 'pl'].flatMap(l => [[20, 19], [23, 8], [26, 8], [27, 8]].map(([day, hour]) => new Texts(all, l).opening(new Date(2026, 10, day, hour), now)));
	})`, &got)
	want := []string{
		"Jsme tu dnes od 19:00", "Jsme tu v pondělí od 8:00", "Jsme tu ve čtvrtek od 8:00", "Jsme tu 27. listopadu od 8:00",
		"Back today at 7:00 PM", "Back on Monday at 8:00 AM", "Back on Thursday at 8:00 AM", "Back on November 27 at 8:00 AM",
		"Wracamy dzisiaj o 19:00", "Wracamy w poniedziałek o 8:00", "Wracamy w czwartek o 8:00", "Wracamy 27 listopada o 8:00",
	}
	for i := range want {
		if i >= len(got) || strings.Join(strings.Fields(got[i]), " ") != want[i] {
			t.Errorf("got %q, want %q", got, want)
			break
		}
	}
}
