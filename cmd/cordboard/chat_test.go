package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"cordboard/appliance/peertest"
)

// running is a box that a test can stop and start again on the same ports.
type running struct {
	*box
	t       *testing.T
	options options
	stop    func()
}

func stoppable(t *testing.T) *running {
	const free = "127.0.0.1:0"
	r := &running{t: t, options: options{
		Var: settled(t), Demo: true,
		Desk: free, Public: free, Console: free, SIP: free, RTC: free, RTP: "127.0.0.1",
	}}
	r.start()
	t.Cleanup(func() { r.stop() })
	return r
}

// start opens the box; from the second time on where it was the first time.
func (r *running) start() {
	r.t.Helper()
	log := slog.New(slog.NewTextHandler(r.t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo}))
	b, err := openBox(r.t.Context(), r.options, log)
	if err != nil {
		r.t.Fatal(err)
	}
	r.box = b
	r.options.Desk, r.options.Public = b.sockets.desk.Addr().String(), b.sockets.public.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.run(ctx) }()
	r.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			r.t.Errorf("the box ended with %v", err)
		}
	}
	<-b.acd.Ready()
}

// visitor opens the widget on the shop's page and asks for a chat.
func visitor(t *testing.T, b *box, browser *peertest.Browser) (*peertest.Tab, *peertest.Frame) {
	t.Helper()
	return visitorIn(t, browser.Tab(peertest.View{Still: true}), b.publicURL())
}

// visitorIn is visitor in a tab that is there, at a shop in another process.
func visitorIn(t *testing.T, tab *peertest.Tab, public string) (*peertest.Tab, *peertest.Frame) {
	t.Helper()
	tab.Go(public + "/vrtacky/bd-18")
	tab.Wait(`window.cordboard && window.cordboard.box`)
	tab.Click(1440-24-28, 900-24-28) // the launcher
	panel := tab.Frame("/panel")
	panel.Wait(`document.querySelector('[name=name]')`)
	panel.Eval(`document.querySelector('[name=name]').value = 'Veronika Malá';
		document.querySelector('[name=topic]').selectedIndex = 1;
		document.querySelector('form').requestSubmit();`, nil)
	panel.Wait(`document.querySelector('main.waiting textarea')`)
	return tab, panel
}

// writes types into the widget, as a person does, and sends with Enter.
func writes(tab *peertest.Tab, panel *peertest.Frame, text string) {
	panel.Eval(`document.querySelector('textarea').focus()`, nil)
	tab.Type(text)
	tab.Key("Enter")
}

// replies types into the desk's composer and sends with Enter.
func replies(tab *peertest.Tab, text string) {
	tab.Eval(`document.querySelector('[data-composer] [data-text]').focus()`, nil)
	tab.Type(text)
	tab.Key("Enter")
}

// reads waits until the messages of a log are these and nothing else. Before a
// message there may stand, for the ear, who wrote it.
func reads(wait func(string), selector string, texts ...string) {
	wait(fmt.Sprintf(`(() => {
		const want = %s, got = [...document.querySelectorAll(%q)].map(b => b.textContent.trim());
		return got.length === want.length && want.every((t, i) => got[i].endsWith(t));
	})()`, quoted(texts), selector))
}

// quoted writes texts as JavaScript does.
func quoted(texts []string) string {
	b, _ := json.Marshal(texts)
	return string(b)
}

func TestVisitorAndOperatorChatAcrossARestart(t *testing.T) {
	b := stoppable(t)
	browser := peertest.StartBrowser(t)
	desk := signIn(t, b.box, browser, "thomas")
	dump(t, "desk", desk)
	available(desk)
	shop, panel := visitor(t, b.box, browser)
	dump(t, "shop", shop)
	writes(shop, panel, "Kde je moje zásilka?")

	desk.Wait(`document.querySelector('[data-accept]')`)
	desk.Wait(`document.title.startsWith('(1) ')`)
	desk.Eval(`document.querySelector('[data-accept]').click()`, nil)
	desk.Wait(`document.querySelector('[data-composer]')`)
	reads(desk.Wait, "#log .bubble", "Kde je moje zásilka?")
	desk.Wait(`document.querySelector('#log').textContent.includes('/vrtacky/bd-18')`)
	panel.Wait(`document.querySelector('main.chat')`)

	panel.Eval(`document.querySelector('textarea').focus()`, nil)
	shop.Type("Objednávka 24")
	desk.Wait(`document.querySelector('#typing, .typing')?.textContent.includes('Objednávka 24')`)
	shop.Key("Enter")
	reads(desk.Wait, "#log .bubble", "Kde je moje zásilka?", "Objednávka 24")
	desk.Eval(`document.querySelector('[data-text]').focus()`, nil)
	desk.Type("H")
	panel.Wait(`document.querySelector('.typing')?.textContent.includes('Thomas') && !document.querySelector('#panel').textContent.includes('…H')`)
	replies(desk, "Hned se podívám.")
	panel.Wait(`!document.querySelector('.typing')`)
	reads(panel.Wait, ".bubble", "Kde je moje zásilka?", "Objednávka 24", "Hned se podívám.")

	// Both reload, and both see what was said.
	desk.Eval(`setTimeout(() => location.reload(), 0)`, nil)
	shop.Eval(`setTimeout(() => location.reload(), 0)`, nil)
	reads(panel.Wait, ".bubble", "Kde je moje zásilka?", "Objednávka 24", "Hned se podívám.")
	reads(desk.Wait, "#log .bubble", "Kde je moje zásilka?", "Objednávka 24", "Hned se podívám.")
	desk.Wait(`document.querySelector('#leg[data-state]')`)

	// The box stops; what is written meanwhile is kept, and sent once.
	b.stop()
	desk.Wait(`document.querySelector('#net[data-state=reconnecting]')`)
	writes(shop, panel, "Jste tam?")
	replies(desk, "Zásilka je na depu.")
	b.start()
	said := []string{"Kde je moje zásilka?", "Objednávka 24", "Hned se podívám."}
	both := func(wait func(string), selector string) {
		wait(fmt.Sprintf(`(() => {
			const texts = [...document.querySelectorAll(%q)].map(b => b.textContent.trim());
			return texts.length === 5 && %s.every((t, i) => texts[i].endsWith(t)) &&
				['Jste tam?', 'Zásilka je na depu.'].every(t => texts.some(text => text.endsWith(t)));
		})()`, selector, quoted(said)))
	}
	both(panel.Wait, ".bubble")
	both(desk.Wait, "#log .bubble")

	// The visitor ends; the operator wraps up.
	panel.Eval(`document.querySelector('.composer .link').click(); document.querySelector('.composer .link').click()`, nil)
	panel.Wait(`document.querySelector('main.over')`)
	desk.Wait(`document.querySelector('#foot[data-kind=wrap-up]')`)
	for _, e := range append(desk.Errors(), shop.Errors()...) {
		if !strings.Contains(e, "net::ERR_") { // the box was away for a moment
			t.Errorf("a page had an error: %s", e)
		}
	}
	if violations := append(desk.Violations(), shop.Violations()...); len(violations) > 0 {
		t.Errorf("the pages broke their policies: %v", violations)
	}
}
