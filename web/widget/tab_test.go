package widget_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web/i18n"
)

// written is what stands in the fields of the form.
func (v *visit) written() map[string]string {
	v.t.Helper()
	got := map[string]string{}
	v.frame().Eval("Object.fromEntries([...document.querySelectorAll('.form [name]')].map(e => [e.name, e.value]))", &got)
	return got
}

// speaks has the visitor choose a language in the panel's head.
func (v *visit) speaks(language string) {
	v.t.Helper()
	v.frame().Eval("document.querySelector('.tool.speech').click(); document.querySelector('.menu [lang="+language+"]').click()", nil)
}

// goes loads another page of the shop, as a link there would, and waits for the
// panel to stand open again by itself.
func (v *visit) goes(path, screen string) {
	v.t.Helper()
	v.tab.Go(v.url + path)
	v.frame().Wait("innerWidth > 0 && document.querySelector('main." + screen + "') && document.hasFocus() === false")
}

// token is the one that the panel holds for its conversation.
func (v *visit) token() (token string) {
	v.t.Helper()
	v.frame().Eval("JSON.parse(localStorage.getItem('cordboard.hobla')).token", &token)
	return token
}

// languages are those that the story says the visitor read, one after the other.
func (v *visit) languages(c appliance.ConversationID) (all []string) {
	v.t.Helper()
	must(v.t, v.store.Read(v.t.Context(), func(view *sqlite.View) error {
		story, err := view.Entries(c, 0, 0)
		for _, e := range story {
			if e.Kind == appliance.EntryLanguage {
				all = append(all, e.Data["language"])
			}
		}
		return err
	}))
	return all
}

// What a visitor has filled in so far outlives the page and a change of the
// language, in either form, and is gone once it is sent.
func TestHalfAFormOutlivesThePage(t *testing.T) {
	browser := peertest.StartBrowser(t)
	for screen, state := range map[string]site.State{"form": site.Open, "offline": site.Offline} {
		t.Run(screen, func(t *testing.T) {
			v := &visit{stand: newStand(t), t: t, tab: browser.TabOf(t, peertest.View{Still: true})}
			v.site.set(state, time.Time{})
			f := v.opens("/vrtacky/bd-18")
			want := map[string]string{"name": "Eva Malá", "mail": "eva@hobla.example", "topic": v.queues[1].String(), "text": "Chtěla bych se "}
			fills(f, want)
			v.goes("/bity/sada-32", screen)
			if got := v.written(); !maps.Equal(got, want) {
				t.Errorf("on the next page the form holds %q, want %q", got, want)
			}
			v.speaks("pl")
			if got := v.written(); !maps.Equal(got, want) {
				t.Errorf("in the other language the form holds %q, want %q", got, want)
			}
			v.tab.Go(v.url + "/bity/sada-32")
			f.Wait("document.documentElement.lang === 'pl' && document.querySelector('main." + screen + "')")
			if got := v.written(); !maps.Equal(got, want) {
				t.Errorf("after the reload the form holds %q, want %q", got, want)
			}
			submits(f)
			f.Wait("document.querySelector('main.waiting, main.thanks')")
			var kept string
			if f.Eval("sessionStorage.getItem('cordboard.hobla')", &kept); kept != `{"language":"pl"}` {
				t.Errorf("of a form that is sent the tab keeps %s", kept)
			}
		})
	}
}

// Who would rather leave a message than wait loses none of it by a change of
// the language, by a reload, or by waiting on.
func TestHalfAMessageToLeaveOutlivesThePage(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	fills(f, map[string]string{"name": "Eva Malá", "topic": v.queues[0].String()})
	submits(f)
	leaves := func() {
		f.Wait("document.querySelector('main.waiting .tail .link')")
		f.Eval("document.querySelector('main.waiting .tail .link').click()", nil)
		f.Wait("document.querySelector('main.leave')")
	}
	leaves()
	want := map[string]string{"mail": "eva@hobla.example", "text": "Zavolejte mi prosím "}
	fills(f, want)
	v.speaks("pl")
	if got := v.written(); !maps.Equal(got, want) {
		t.Errorf("in the other language the form holds %q, want %q", got, want)
	}
	v.goes("/bity/sada-32", "waiting")
	leaves()
	if got := v.written(); !maps.Equal(got, want) {
		t.Errorf("after the reload the form holds %q, want %q", got, want)
	}
	submits(f)
	f.Wait("document.querySelector('main.thanks')")
	var kept string
	if f.Eval("sessionStorage.getItem('cordboard.hobla')", &kept); kept != `{"language":"pl"}` {
		t.Errorf("of a message that is left the tab keeps %s", kept)
	}
}

// The language that a visitor chose stays: in his tab whatever its pages speak,
// and in every tab that his conversation goes on in.
func TestChosenLanguageOutlivesThePage(t *testing.T) {
	browser := peertest.StartBrowser(t)
	v := newVisit(t, browser)
	said := func(what, language, key string) {
		t.Helper()
		var got struct{ Lang, Said string }
		v.frame().Eval("({Lang: document.documentElement.lang, Said: document.querySelector('.primary, .pill textarea').placeholder || document.querySelector('.primary').textContent})", &got)
		if want := i18n.Localizer(appliance.Language(language)).Text(key); got.Lang != language || got.Said != want {
			t.Errorf("%s the panel speaks %+v, want %s and %q", what, got, language, want)
		}
	}
	f := v.opens("/vrtacky/bd-18")
	v.speaks("pl")
	v.goes("/bity/sada-32", "form")
	said("on the next page", "pl", "widget.panel.start")
	fills(f, map[string]string{"name": "Ola", "topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	if got := v.only().Language; got != appliance.Polish {
		t.Errorf("the operator is told %q", got)
	}
	v.goes("/vrtacky/bd-18", "waiting")
	said("in the conversation", "pl", "widget.panel.write")
	f.Eval("sessionStorage.clear()", nil) // as another tab has none of it
	v.goes("/bity/sada-32", "waiting")
	said("in another tab of the conversation", "pl", "widget.panel.write")
}

// The box speaks to a visitor as his panel does: whether he chose the language in
// the middle of a chat or went on to a page that has another one, the operator is
// told once, and what was said stays.
func TestConversationIsInTheLanguageThatThePanelSpeaks(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	c := v.chats()
	becomes := func(l appliance.Language, told ...string) {
		t.Helper()
		v.until("the conversation to be in "+string(l), func() bool { return v.only().Language == l })
		if got := v.languages(c); !slices.Equal(got, told) {
			t.Errorf("the operator is told of %v, want %v", got, told)
		}
	}
	v.speaks("pl")
	becomes(appliance.Polish, "pl")
	v.frame().Eval("sessionStorage.clear(); localStorage.setItem('cordboard.hobla', JSON.stringify({...JSON.parse(localStorage.getItem('cordboard.hobla')), language: undefined}))", nil)
	v.goes("/bity/sada-32", "chat") // a page in Czech, by who chose nothing
	becomes(appliance.Czech, "pl", "cs")
	v.cut(true)
	v.speaks("en") // which the box does not hear of
	v.frame().Wait("document.documentElement.lang === 'en'")
	v.cut(false)
	becomes(appliance.English, "pl", "cs", "en")
	v.goes("/vrtacky/bd-18", "chat")
	becomes(appliance.English, "pl", "cs", "en")
	if a := v.ask(request{method: http.MethodPost, path: "/w/" + key + "/language", token: v.token(), body: `{"language":"xx"}`}); a.status != http.StatusUnprocessableEntity || a.field("text") == "" {
		t.Errorf("a language that the box does not speak: got %d %s", a.status, a.body)
	}
	becomes(appliance.English, "pl", "cs", "en")
}

// A panel that was shut stays shut on the next page, and one that is open
// without a conversation is open in this tab alone.
func TestPanelStandsOnTheNextPageAsItWasLeft(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.opens("/vrtacky/bd-18")
	v.goes("/bity/sada-32", "form")
	var everywhere int
	if v.tab.Eval("localStorage.length", &everywhere); everywhere != 0 {
		t.Errorf("%d things are stored for other tabs before a chat began", everywhere)
	}
	v.tab.Eval("cordboard('close')", nil)
	v.tab.Go(v.url + "/vrtacky/bd-18")
	v.tab.Wait("window.cordboard && window.cordboard.box")
	var frames, kept int
	if v.tab.Eval("window.length", &frames); frames != 0 {
		t.Errorf("%d panels load where it was shut", frames)
	}
	if v.tab.Eval("sessionStorage.length", &kept); kept != 0 {
		t.Errorf("%d things are kept of a panel that was shut", kept)
	}
}
