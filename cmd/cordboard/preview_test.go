package main

import (
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// TestWidgetIsTriedBeforeItIsSaved is a story of one who sets a widget up (F036): beside
// the form stands the panel as it would be, follows what he types, shows what visitors
// meet while nobody is there, and talks. Nothing of it reaches an operator or stays.
func TestWidgetIsTriedBeforeItIsSaved(t *testing.T) {
	b := stoppable(t)
	browser := peertest.StartBrowser(t)
	admin := signIn(t, b.box, browser, "admin")
	dump(t, "administration", admin)
	var widget appliance.EntryPoint
	talks := func() (n int) {
		t.Helper()
		err := b.store.Read(t.Context(), func(v *sqlite.View) error {
			all, err := v.Conversations(sqlite.ConversationFilter{Limit: 1000})
			n = len(all)
			if err != nil {
				return err
			}
			list, err := v.EntryPoints()
			for _, e := range list {
				if e.Channel == appliance.WebChat {
					widget = e
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := talks()
	admin.Go(b.deskURL() + "/admin/entry-points/" + widget.ID.String())
	panel := admin.Frame("/admin/entry-points/preview")
	panel.Wait(`document.querySelector('main.form form')`)

	types := func(field, value string) {
		t.Helper()
		admin.Eval(`(() => { const f = document.getElementById('form').elements['`+field+`']; f.value = '`+value+`'; f.dispatchEvent(new Event('input', { bubbles: true })); })()`, nil)
	}
	types("name", "Zkušební obchod")
	panel.Wait(`document.querySelector('header').textContent.includes('Zkušební obchod')`)
	types("accent", "#0b6e4f")
	panel.Wait(`document.documentElement.style.getPropertyValue('--own') === '#0b6e4f'`)
	admin.Wait(`document.querySelector('[data-colours=accent]').value === '#0b6e4f'`)
	admin.Eval(`(() => { const c = document.querySelector('[data-colours=accent]'); c.value = '#7a1f5c'; c.dispatchEvent(new Event('input', {bubbles: true})); })()`, nil)
	panel.Wait(`document.documentElement.style.getPropertyValue('--own') === '#7a1f5c'`)
	admin.Wait(`document.getElementById('form').elements.accent.value === '#7a1f5c'`)
	types("accent", "green; }")
	panel.Wait(`document.querySelector('main.form') && !document.documentElement.style.getPropertyValue('--own')`)
	admin.Eval(`document.getElementById('form').elements['at-start'].click()`, nil)
	admin.Wait(`document.querySelector('.preview-launcher').offsetLeft < 20 && document.querySelector('.preview-stage').offsetWidth === document.querySelector('.preview').offsetWidth`)
	types("language", "pl")
	panel.Wait(`document.documentElement.lang === 'pl'`)
	types("language", "en")
	types("word-heading-en", "Ask <b>Hobla</b>")
	panel.Wait(`document.querySelector('header').textContent.includes('Ask <b>Hobla</b>')`)
	types("word-lead-en", "We know drills.")
	panel.Wait(`document.querySelector('main.form').textContent.includes('We know drills.')`)
	types("ask-phone", "required")
	panel.Wait(`document.querySelector('[name=phone]')?.required || document.querySelector('[name=phone]')?.getAttribute('aria-required') === 'true'`)
	types("ask-phone", "")
	panel.Wait(`document.querySelector('main.form') && !document.querySelector('[name=phone]')`)
	var frames, history int
	admin.Eval(`history.length`, &history)

	admin.Eval(`document.querySelector('[data-shows][value=offline]').click()`, nil)
	panel.Wait(`document.querySelector('main.offline')`)
	admin.Eval(`document.querySelector('[data-shows][value=open]').click()`, nil)
	panel.Wait(`document.querySelector('main.form')`)
	admin.Wait(`document.querySelectorAll('.preview-stage iframe').length === 1`)
	if admin.Eval(`history.length`, &frames); frames != history {
		t.Errorf("the browser's way back is %d steps long after two states were looked at, want %d as before", frames, history)
	}

	panel.Eval(`(() => {
		for (const [name, value] of [['name', 'Veronika'], ['mail', 'veronika@hobla.example'], ['text', 'Kde je zásilka?']]) {
			const f = document.querySelector('[name=' + name + ']');
			if (f) f.value = value;
		}
		const topic = document.querySelector('[name=topic]');
		if (topic) topic.selectedIndex = 1;
		document.querySelector('form').requestSubmit();
	})()`, nil)
	panel.Wait(`document.querySelector('main.waiting')`)
	panel.Wait(`document.querySelector('main.chat') && document.querySelector('main').textContent.includes('Hello, how can I help you?')`)
	panel.Eval(`(() => { const area = document.querySelector('textarea'); area.value = 'Ein <b>Wort</b>'; area.dispatchEvent(new Event('input', { bubbles: true })); area.form.requestSubmit(); })()`, nil)
	panel.Wait(`document.querySelector('main').textContent.includes('This is how an answer looks.')`)

	panel.Eval(`document.querySelector('header .close, header button:last-of-type').click()`, nil)
	admin.Wait(`getComputedStyle(document.querySelector('.preview-launcher .chat')).display !== 'none' && getComputedStyle(document.querySelector('.preview-launcher .down')).display === 'none'`)
	admin.Wait(`document.querySelector('.preview-stage.shut') && document.activeElement.matches('.preview-launcher[aria-expanded=false]')`)
	admin.Eval(`document.activeElement.click()`, nil)
	admin.Wait(`!document.querySelector('.preview-stage.shut')`)

	types("accent", "")
	admin.Eval(`document.querySelector('#form .primary').click()`, nil)
	admin.Wait(`document.querySelector('.saved')`)
	admin.Go(b.deskURL() + "/admin/entry-points/" + widget.ID.String())
	admin.Wait(`document.getElementById('form').elements['word-lead-en'].value === 'We know drills.'`)
	desk := signIn(t, b.box, browser, "thomas")
	available(desk)
	visitor := browser.Tab(peertest.View{})
	visitor.Go(b.publicURL() + "/w/" + widget.Widget.Key + "/panel?lang=en")
	visitor.Wait(`document.querySelector('header').textContent.includes('Ask <b>Hobla</b>') && document.querySelector('main.form').textContent.includes('We know drills.')`)
	visitor.Go(b.publicURL() + "/w/" + widget.Widget.Key + "/panel?lang=pl")
	visitor.Wait(`document.querySelector('main.form') && !document.querySelector('header').textContent.includes('Hobla</b>')`)

	if after := talks(); after != before {
		t.Errorf("%d conversations after the preview, want %d as before", after, before)
	}
	var kept []string
	admin.Eval(`[...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((k) => k.startsWith('cordboard'))`, &kept)
	if len(kept) > 0 {
		t.Errorf("the preview keeps %v in the desk's storage", kept)
	}
	for _, v := range append(admin.Violations(), admin.Errors()...) {
		t.Error(v)
	}
}
