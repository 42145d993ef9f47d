package widget_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	"cordboard/web/i18n"
)

// launcher is where the button stands in a window of 1440 by 900.
const launcherX, launcherY = 1440 - 24 - 28, 900 - 24 - 28

func newVisit(t *testing.T, b *peertest.Browser) *visit {
	t.Helper()
	return &visit{stand: newStand(t), t: t, tab: b.TabOf(t, peertest.View{Still: true})}
}

// chats opens a chat from the shop's page and has it accepted.
func (v *visit) chats() appliance.ConversationID {
	v.t.Helper()
	return v.talks(v.opens("/vrtacky/bd-18"))
}

// says writes a message and sends it with Enter.
func (v *visit) says(text string) {
	v.t.Helper()
	v.frame().Eval("document.querySelector('textarea').focus()", nil)
	v.tab.Type(text)
	v.tab.Key("Enter")
}

// bubbles are the messages that the visitor sees.
func (v *visit) bubbles() (texts []string) {
	v.t.Helper()
	v.frame().Eval("[...document.querySelectorAll('.bubble')].map(b => b.textContent)", &texts)
	return texts
}

func (v *visit) sees(texts ...string) {
	v.t.Helper()
	v.frame().Wait(fmt.Sprintf("document.querySelectorAll('.bubble').length >= %d && !document.querySelector('.mine .meta.bad')", len(texts)))
	v.frame().Wait(fmt.Sprintf("[...document.querySelectorAll('.bubble')].some(b => b.textContent === %q)", texts[len(texts)-1]))
	if got := v.bubbles(); !slices.Equal(got, texts) {
		v.t.Errorf("the visitor sees %q, want %q", got, texts)
	}
}

func TestVisitorAndOperatorTalk(t *testing.T) {
	browser := peertest.StartBrowser(t)
	v := newVisit(t, browser)
	facts, err := v.feed.Subscribe(feed.ID{})
	must(t, err)
	defer facts.Close()

	v.tab.Go(v.url + "/vrtacky/bd-18")
	v.tab.Wait("window.cordboard && window.cordboard.box")
	var stored int
	v.tab.Click(launcherX, launcherY)
	f := v.frame()
	f.Wait("document.activeElement.id === 'field-name'") // the focus moved in
	if f.Eval("localStorage.length", &stored); stored != 0 {
		t.Errorf("%d things are stored before the chat began", stored)
	}
	v.tab.Type("Eva Malá")
	fills(f, map[string]string{"mail": "eva@hobla.example", "topic": v.queues[1].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting')")
	var said string
	if f.Eval("document.querySelector('.waiting .tail').textContent", &said); !strings.Contains(said, "Hledáme volného operátora.") {
		t.Errorf("while waiting he reads %q", said)
	}
	v.says("Kde je moje zásilka?")
	v.sees("Kde je moje zásilka?")

	c := v.only()
	v.until("what he says in the store", func() bool { return slices.Equal(v.messages(c.ID), []string{"Kde je moje zásilka?"}) }) // before the reply
	if c.Name != "Eva Malá" || c.Mail != "eva@hobla.example" || c.Topic != "Reklamace" || c.State != appliance.Waiting || c.Browser.Page != "/vrtacky/bd-18" ||
		!strings.Contains(c.Browser.PageTitle, "BD-18") || c.Browser.Name == "" || c.Browser.System == "" || c.Language != appliance.Czech {
		t.Errorf("got %+v", c)
	}
	v.accept(c.ID)
	v.reply(c.ID, "Hned se podívám.")
	v.sees("Kde je moje zásilka?", "Hned se podívám.")
	var name string
	if f.Eval("document.querySelector('h1').textContent", &name); name != "Jana Dvořáková" {
		t.Errorf("the header says %q", name)
	}
	v.desk.Typing(c.ID, appliance.ByOperator, v.jana, "Tady je")
	f.Wait("document.querySelector('.typing')")

	f.Eval("document.querySelector('textarea').focus()", nil)
	v.tab.Type("Děku")
	v.hears(facts, "Děku")

	v.tab.Go(v.url + "/baterie/bb-184") // the chat goes along, and opens by itself
	f.Wait("document.querySelectorAll('.bubble').length === 2 && document.querySelector('textarea').value === 'Děku'")
	v.until("the new page", func() bool { return v.only().Browser.Page == "/baterie/bb-184" })
	v.says("ju!")
	v.sees("Kde je moje zásilka?", "Hned se podívám.", "Děkuju!")
	v.until("the page of the message", func() bool { return slices.Equal(v.pages(c.ID), []string{"/vrtacky/bd-18", "", "/baterie/bb-184"}) })

	f.Eval("document.querySelector('.composer .link').click(); document.querySelector('.composer .link').click()", nil)
	f.Wait("document.querySelector('main.over')")
	if got := v.only(); got.State != appliance.Finished || got.EndedBy != appliance.ByContact {
		t.Errorf("he ended it: got %s by %s", got.State, got.EndedBy)
	}
	if got := v.tab.Errors(); len(got) > 0 {
		t.Errorf("errors of the page: %q", got)
	}
}

// hears waits for the visitor's preview of that text.
func (v *visit) hears(facts *feed.Subscription, text string) {
	v.t.Helper()
	for {
		select {
		case f := <-facts.C():
			if typing, ok := f.Event.(appliance.Typing); ok && typing.By == appliance.ByContact && typing.Text == text {
				return
			}
		case <-time.After(20 * time.Second):
			v.t.Fatalf("no preview of %q was heard", text)
		}
	}
}

// pages are where each message was written.
func (s *stand) pages(c appliance.ConversationID) (pages []string) {
	s.t.Helper()
	must(s.t, s.store.Read(s.t.Context(), func(v *sqlite.View) error {
		list, err := v.Entries(c, 0, 0)
		for _, e := range list {
			if e.Kind == appliance.EntryMessage {
				pages = append(pages, e.Page)
			}
		}
		return err
	}))
	return pages
}

func TestChatOutlivesReloadsRestartsAndCuts(t *testing.T) {
	browser := peertest.StartBrowser(t)
	v := newVisit(t, browser)
	c := v.chats()
	v.says("první")
	v.sees("první")
	v.restart()
	v.reply(c, "po restartu")
	v.sees("první", "po restartu")

	v.cut(true)
	v.says("za tmy")
	v.says("ještě za tmy")
	f := v.frame()
	f.Wait("document.querySelector('.net:not([hidden])')")
	if got := v.messages(c); len(got) != 2 {
		t.Errorf("while cut the box has %q", got)
	}
	v.cut(false)
	f.Wait("document.querySelector('.net').hidden")
	v.sees("první", "po restartu", "za tmy", "ještě za tmy")
	v.until("both messages", func() bool {
		return slices.Equal(v.messages(c), []string{"první", "po restartu", "za tmy", "ještě za tmy"})
	})

	// What was written while the box was away outlives the page as well.
	f.Wait("JSON.parse(localStorage.getItem('cordboard.hobla')).unsent.length === 0") // the box's answer is here too
	v.cut(true)
	v.says("před načtením")
	f.Wait("JSON.parse(localStorage.getItem('cordboard.hobla')).unsent.length === 1")
	v.cut(false)
	v.tab.Go(v.url + "/bity/sada-32")
	want := []string{"první", "po restartu", "za tmy", "ještě za tmy", "před načtením"}
	f.Wait("document.querySelectorAll('.bubble').length === 5")
	v.sees(want...)
	v.until("all messages, each once", func() bool { return slices.Equal(v.messages(c), want) })
	f.Wait("JSON.parse(localStorage.getItem('cordboard.hobla')).unsent.length === 0")
}

// What he was writing outlives the page, in this tab and this conversation
// alone, and goes when it is sent or the conversation has ended.
func TestHalfAMessageOutlivesThePage(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.chats()
	f := v.frame()
	kept := func() (n int) {
		f.Eval("JSON.parse(sessionStorage.getItem('cordboard.hobla'))?.draft ? 1 : 0", &n)
		return n
	}
	f.Eval("document.querySelector('textarea').focus()", nil)
	v.tab.Type("Chtěl jsem se ještě ")
	v.tab.Go(v.url + "/bity/sada-32")
	f = v.frame()
	f.Wait("document.querySelector('main.chat') && document.querySelector('textarea').value === 'Chtěl jsem se ještě '")
	f.Eval("document.querySelector('textarea').focus()", nil)
	v.tab.Type("zeptat")
	v.tab.Key("Enter")
	v.sees("Chtěl jsem se ještě zeptat")
	if n := kept(); n != 0 {
		t.Errorf("%d drafts are kept of a message that is sent", n)
	}
	v.tab.Type("Totiž")
	if n := kept(); n != 1 {
		t.Fatalf("%d drafts are kept, want 1", n)
	}
	must(t, v.desk.End(t.Context(), v.only().ID, appliance.ByOperator, v.jana, "operator"))
	f.Wait("document.querySelector('main.over')")
	if n := kept(); n != 0 {
		t.Errorf("%d drafts are kept of a conversation that has ended", n)
	}
	f.Eval("document.querySelector('main.over .primary').click()", nil)
	f.Wait("document.querySelector('main.form')")
	fills(f, map[string]string{"name": "Eva Malá", "topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	var text string
	if f.Eval("document.querySelector('textarea').value", &text); text != "" {
		t.Errorf("the next conversation begins with %q", text)
	}
}

// Who changes the language reads all in it that has a name in it: the header,
// the topic and what the log says of it, waiting and talking.
func TestTopicIsSaidInTheLanguageOfThePanel(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	fills(f, map[string]string{"name": "Ola", "topic": v.queues[1].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	speaks := func(language, topic string) {
		t.Helper()
		v.speaks(language)
		var said struct{ Under, Log string }
		f.Eval("({Under: document.querySelector('header .under').textContent, Log: document.querySelector('.lines .event').textContent})", &said)
		if told := i18n.Localizer(appliance.Language(language)).Text("widget.panel.topic-is", "topic", topic); said.Under != topic || !strings.Contains(said.Log, " · "+told) {
			t.Errorf("in %s the header says %q and the log %q, want %q and %q", language, said.Under, said.Log, topic, told)
		}
	}
	speaks("pl", "Reklamacje")
	v.accept(v.only().ID)
	f.Wait("document.querySelector('main.chat')")
	speaks("cs", "Reklamace")
	speaks("pl", "Reklamacje")
	speaks("en", "Reklamace") // which has no name of its own
}

func TestTooLongAMessageStaysAndSaysByHowMuch(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	c := v.chats()
	f := v.frame()
	f.Eval("const a = document.querySelector('textarea'); a.value = 'ž'.repeat(1234); a.dispatchEvent(new Event('input')); a.focus()", nil)
	v.tab.Key("Enter")
	var said string
	if f.Eval("document.querySelector('.foot .counter').textContent", &said); said != "Příliš dlouhé o 234" {
		t.Errorf("he reads %q", said)
	}
	var kept int
	if f.Eval("document.querySelector('textarea').value.length", &kept); kept != 1234 {
		t.Errorf("%d characters are left of 1234", kept)
	}
	f.Eval("const b = document.querySelector('textarea'); b.value = 'krátce'; b.dispatchEvent(new Event('input')); b.focus()", nil)
	v.tab.Key("Enter")
	v.sees("krátce")
	v.until("the short message in the store", func() bool { return len(v.messages(c)) > 0 })
	if got := v.messages(c); !slices.Equal(got, []string{"krátce"}) {
		t.Errorf("stored %d messages, the first of %d bytes", len(got), len(got[0]))
	}
}

func TestVisitorsComeBackSpreadOverThePause(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.chats()
	var got struct{ First, Last, Told float64 }
	v.frame().Eval("import(performance.getEntriesByType('resource').map(e => e.name).find(n => n.includes('/feed'))).then(({ pauseAfter }) => {"+
		" const all = Array.from({ length: 200 }, () => pauseAfter(0)); return {"+
		" First: Math.min(...all), Last: Math.max(...all), Told: Math.min(...all.map(() => pauseAfter(0, 7))) }; })", &got)
	if got.Last-got.First < 1000 {
		t.Errorf("200 visitors come back within %.0f ms", got.Last-got.First)
	}
	if got.Told < 7000 {
		t.Errorf("told to wait 7 s, one comes after %.0f ms", got.Told)
	}
}

// What 200 visitors wrote while the box was away is not sent at one moment.
func TestUnsentMessagesComeSpreadOverThePause(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.chats()
	var got struct {
		Asked       int
		First, Last float64
	}
	v.frame().Eval(`import(performance.getEntriesByType('resource').map(e => e.name).find(n => n.includes('/outbox'))).then(({ Outbox }) => {
		const waited = [];
		const all = Array.from({ length: 200 }, () => {
			const box = { token: 't', post: () => Promise.reject(Object.assign(new Error(), { passing: true })) };
			const outbox = new Outbox(box, { held: { unsent: [{ key: 'k' }] }, save() {} }, () => {});
			outbox.pause = (ms) => { waited.push(ms); box.token = ''; return Promise.resolve(); };
			return outbox.flush();
		});
		return Promise.all(all).then(() => ({ Asked: waited.length, First: Math.min(...waited), Last: Math.max(...waited) }));
	})`, &got)
	if got.Asked != 200 || got.Last-got.First < 1000 {
		t.Errorf("%d visitors send again within %.0f ms", got.Asked, got.Last-got.First)
	}
}

func TestOperatorEndsAndTheVisitorBeginsAnew(t *testing.T) {
	browser := peertest.StartBrowser(t)
	v := newVisit(t, browser)
	c := v.chats()
	must(t, v.desk.End(t.Context(), c, appliance.ByOperator, v.jana, "operator"))
	f := v.frame()
	f.Wait("document.querySelector('main.over')")
	f.Eval("document.querySelector('main.over .primary').click()", nil)
	f.Wait("document.querySelector('main.form')")
	var left struct {
		Panel, Page int
	}
	f.Eval("({Panel: localStorage.length, Page: parent.localStorage.length})", &left)
	if left.Panel != 0 || left.Page != 0 {
		t.Errorf("after it was put away %+v is still stored", left)
	}
	var name string
	if f.Eval("document.getElementById('field-name').value", &name); name != "Eva Malá" {
		t.Errorf("the form begins with %q", name)
	}
}

func TestLauncherCountsWhatIsUnreadAndKeepsTheFocus(t *testing.T) {
	browser := peertest.StartBrowser(t)
	v := newVisit(t, browser)
	c := v.chats()
	v.tab.Eval(`window.heard = []; for (const e of ['open', 'close', 'unread', 'message']) cordboard('on', e, d => heard.push(e + (d.count ?? d.by ?? '')))`, nil)
	v.frame().Eval("document.querySelector('textarea').focus()", nil)
	v.tab.Key("Escape")
	v.tab.Wait("heard.includes('close') && document.activeElement.tagName === 'DIV'")
	v.reply(c, "jedna")
	v.tab.Wait("heard.includes('unread1') && heard.includes('messageJana Dvořáková')")
	v.reply(c, "dvě")
	v.tab.Wait("heard.includes('unread2')")
	v.tab.Go(v.url + "/")
	v.tab.Eval(`window.heard = []; cordboard('on', 'unread', d => heard.push(d.count))`, nil)
	v.tab.Wait("heard.at(-1) === 2") // the page before had closed it: the panel loads unseen
	v.tab.Key("Tab")
	v.tab.Eval("document.querySelector('.logo').focus(); cordboard('open')", nil)
	v.tab.Wait("heard.at(-1) === 0")
	v.frame().Wait("document.activeElement === document.querySelector('textarea')")
	v.tab.Key("Escape")
	v.tab.Wait("document.activeElement.className === 'logo'")
	v.tab.Eval(`cordboard('off', 'open'); cordboard('toggle'); cordboard('nonsense'); cordboard('constructor')`, nil)
	v.frame().Wait("document.hasFocus()")
	if got := v.tab.Errors(); len(got) > 0 {
		t.Errorf("errors of the page: %q", got)
	}
}

// strictPage is a page of another origin, whose policy names the box alone.
const strictPage = `<!doctype html><html lang="pl-PL" dir="rtl"><title>Strict</title><h1>Strict</h1>
<style>div { display: none !important } iframe, button, dialog { width: 3px !important; filter: blur(9px) !important }</style>
<script>(window.cordboard = function () { (cordboard.q = cordboard.q || []).push(arguments) })('open')</script>
<script src="%s/w/hobla.js" async></script></html>`

func TestWidgetBreaksNoPolicyOfItsPage(t *testing.T) {
	browser := peertest.StartBrowser(t)
	v := newVisit(t, browser)
	// The page's own inline parts are allowed by their hashes, so that whatever
	// else is inline is a breach.
	policy := "default-src 'none'; script-src " + v.url + " 'sha256-%s'; frame-src " + v.url +
		"; style-src 'sha256-%s'; require-trusted-types-for 'script'; trusted-types 'none'"
	page := fmt.Sprintf(strictPage, v.url)
	policy = fmt.Sprintf(policy, hashOf(page, "<script>", "</script>"), hashOf(page, "<style>", "</style>"))
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		fmt.Fprint(w, page)
		if r.URL.Path == "/planted" {
			fmt.Fprint(w, `<p style="color: red">planted</p>`)
		}
	}))
	defer host.Close()
	site := strings.Replace(host.URL, "127.0.0.1", "localhost", 1)
	v.change(func(e *appliance.EntryPoint) {
		e.Widget.Sites = []string{site}
		e.Widget.Proposals = []appliance.Proposal{{Name: "Cart", Page: "/cart", Often: appliance.OncePerVisit}}
	})

	v.tab.Go(site + "/planted")
	v.tab.Wait("window.cordboard && window.cordboard.box")
	if got := v.tab.Violations(); len(got) != 1 || !strings.HasPrefix(got[0], "style-src") {
		t.Fatalf("the planted breach: got %q", got)
	}

	v.tab = browser.TabOf(t, peertest.View{Still: true})
	v.tab.Go(site + "/")
	f := v.frame()
	f.Wait("document.querySelector('main.form')")
	v.tab.Wait("performance.getEntriesByType('resource').some((e) => e.name.endsWith('/w/widget.proposals.js') && e.duration)")
	var language string
	if f.Eval("document.documentElement.lang + ' ' + document.querySelector('.primary').textContent", &language); language != "pl "+i18n.Localizer("pl").Text("widget.panel.start") {
		t.Errorf("the panel speaks %q", language)
	}
	var at struct{ Width, Height int }
	if f.Eval("({Width: innerWidth, Height: innerHeight})", &at); at.Width != 378 || at.Height != 638 {
		t.Errorf("the panel is %+v, want 378 by 638 inside its border", at)
	}
	fills(f, map[string]string{"name": "Ola", "topic": v.queues[0].String(), "text": "Dzień dobry"})
	submits(f)
	v.accept(v.only().ID)
	v.reply(v.only().ID, "Dzień dobry")
	v.sees("Dzień dobry", "Dzień dobry")
	v.tab.Key("Escape")
	f.Wait("!document.hasFocus()")
	v.tab.Click(24+28, launcherY) // from right to left it stands at the left
	f.Wait("document.hasFocus()")
	if got := v.tab.Violations(); len(got) > 0 {
		t.Errorf("violations: %q", got)
	}
	if got := v.tab.Errors(); len(got) > 0 {
		t.Errorf("errors of the page: %q", got)
	}
}

func TestPanelListensToItsSitesAlone(t *testing.T) {
	browser := peertest.StartBrowser(t)
	v := newVisit(t, browser)
	evil := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<!doctype html><title>Evil</title><iframe src="%s/w/hobla/panel"></iframe>`, v.url)
	}))
	defer evil.Close()
	v.tab.Go(evil.URL)
	v.tab.Wait("document.readyState === 'complete'")
	if got := v.tab.Errors(); !slices.ContainsFunc(got, func(e string) bool { return strings.Contains(e, "frame-ancestors") }) {
		t.Errorf("a strange site may embed the panel: %q", got)
	}
}

func hashOf(page, begin, end string) string {
	_, rest, _ := strings.Cut(page, begin)
	text, _, _ := strings.Cut(rest, end)
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// TestVisitorSeesWhatBecameOfMessages has an operator answer a certain message, edit
// that answer and delete another, while the visitor looks on and after he reloads.
func TestVisitorSeesWhatBecameOfMessages(t *testing.T) {
	const question = "Kdy to přijde? Objednával jsem minulý čtvrtek a stav se od té doby nezměnil." // longer than a line
	v := newVisit(t, peertest.StartBrowser(t))
	v.tab.Go(v.url + "/vrtacky/bd-18")
	c := v.chats()
	v.says(question)
	v.sees(question)
	var asked appliance.EntryID
	v.until("what he asks in the store", func() bool {
		must(t, v.store.Read(t.Context(), func(view *sqlite.View) error {
			all, err := view.Entries(c, 0, 0)
			asked = all[len(all)-1].ID
			return err
		}))
		return slices.Equal(v.messages(c), []string{question})
	})
	answer, err := v.desk.Reply(t.Context(), v.jana, c, desk.Message{Text: "V patek", Quotes: asked})
	must(t, err)
	wrong, err := v.desk.Reply(t.Context(), v.jana, c, desk.Message{Text: "To patří jinam"})
	must(t, err)
	f := v.frame()
	f.Wait(`[...document.querySelectorAll('.bubble')].at(-1).textContent === 'To patří jinam'`)
	must(t, v.desk.Edit(t.Context(), v.jana, c, answer.ID, desk.Message{Text: "V pátek"}))
	must(t, v.desk.Delete(t.Context(), v.jana, c, wrong.ID))
	const became = `(() => {
		const [, answer, wrong] = document.querySelectorAll('.bubble');
		return wrong?.matches('.gone') && wrong.textContent === 'Tato zpráva byla smazána.' && answer.querySelector('.quote').textContent === '` + question + `' &&
			answer.textContent === '` + question + `V pátek' && [...document.querySelectorAll('.meta')].some(m => m.textContent.includes('upraveno')) && !document.body.textContent.includes('To patří jinam');
	})()`
	f.Wait(became)
	f.Wait(`document.querySelector('.quote').clientWidth > 0 && document.querySelector('.log').scrollWidth <= document.querySelector('.log').clientWidth`)
	f.Eval(`document.querySelector('.bubble .quote').click()`, nil)
	f.Wait(`document.activeElement.textContent.includes('` + question + `') && document.activeElement.matches('.mine')`)
	v.tab.Go(v.url + "/vrtacky/bd-18")
	f = v.frame()
	f.Wait(became)
	if got := v.tab.Errors(); len(got) > 0 {
		t.Errorf("errors of the page: %q", got)
	}
}
