package widget_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/pace"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	"cordboard/web/widget"
)

// ends has the operator answer a chat and end it.
func (s *stand) ends(c appliance.ConversationID, text string) {
	s.t.Helper()
	s.reply(c, text)
	must(s.t, s.desk.End(s.t.Context(), c, appliance.ByOperator, s.jana, "operator"))
}

// talks begins a chat in a panel, which an operator takes.
func (v *visit) talks(f *peertest.Frame) appliance.ConversationID {
	v.t.Helper()
	f.Wait("document.querySelector('main.form')")
	fills(f, map[string]string{"name": "Eva Malá", "topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	all := v.conversations()
	c := all[len(all)-1].ID
	v.accept(c)
	f.Wait("document.querySelector('main.chat')")
	return c
}

// another puts a chat away that is over.
func (v *visit) another(f *peertest.Frame) {
	v.t.Helper()
	f.Wait("document.querySelector('main.over .primary')")
	f.Eval("document.querySelector('main.over .primary').click()", nil)
}

// TestVisitorReadsHisFormerChatsAgain: F105, F106. On the browser where they were, until he
// signs out; what was deleted stays deleted, and another browser has none.
func TestVisitorReadsHisFormerChatsAgain(t *testing.T) {
	browser := peertest.StartBrowser(t)
	v := newVisit(t, browser)
	v.change(func(e *appliance.EntryPoint) { e.Widget.History = 7 * 24 * time.Hour })
	c := v.chats()
	v.reply(c, "Tajné <b>heslo</b>")
	said, err := v.desk.Reply(t.Context(), v.jana, c, desk.Message{Text: "Smazané"})
	must(t, err)
	must(t, v.desk.Delete(t.Context(), v.jana, c, said.ID))
	v.ends(c, "Na shledanou")
	f := v.frame()
	v.another(f)
	f.Wait("document.querySelector('main.form .former:not([hidden])')")

	f = v.opens("/vrtacky/bd-18") // another day
	f.Wait("document.querySelector('main.form .former:not([hidden])')")
	f.Eval("document.querySelector('.former').click()", nil)
	f.Wait("document.querySelector('main.history li button')?.textContent.includes('Jana Dvořáková') && document.querySelector('main.history li').textContent.includes('Na shledanou')")
	for _, b := range f.Axe() {
		t.Errorf("the list: %v", b)
	}
	v.tab.Key("Enter") // on the first one, where the focus is
	f.Wait("document.querySelector('main.reread .bubble')")
	var text string
	f.Eval("document.querySelector('main.reread').textContent", &text)
	if !strings.Contains(text, "Tajné <b>heslo</b>") || strings.Contains(text, "Smazané") || !strings.Contains(text, "byla smazána") {
		t.Errorf("he reads %q", text)
	}
	var fields int
	if f.Eval("document.querySelectorAll('main.reread textarea, main.reread input').length", &fields); fields != 0 {
		t.Error("he could write into it")
	}
	for _, b := range f.Axe() {
		t.Errorf("the former chat: %v", b)
	}

	// Another browser has no mark and so asks for none, until the site vouches for a user;
	// when the answer is drawn, there is nothing.
	other := &visit{stand: v.stand, t: t, tab: browser.TabOf(t, peertest.View{Still: true})}
	fo := other.opens("/vrtacky/bd-18")
	fo.Wait("document.querySelector('main.form')")
	fo.Eval("{ const { fetch } = window; window.fetch = async (a, ...rest) => { const r = await fetch(a, ...rest); if (a.endsWith('/history')) { const text = await r.clone().text(); setTimeout(() => { window.answered = text; }, 100); } return r; }; }", nil)
	other.tab.Eval(fmt.Sprintf("cordboard('setUser', {id: 'customer-17', hash: '%s'})", vouches("customer-17")), nil)
	fo.Wait("window.answered")
	var shown bool
	if fo.Eval("answered.trim() !== '[]' || !document.querySelector('.former').hidden", &shown); shown {
		t.Error("another browser shows former chats")
	}

	beside := &visit{stand: v.stand, t: t, tab: v.tab.Beside(peertest.View{Still: true})}
	fb := beside.opens("/vrtacky/bd-18")
	fb.Wait("document.querySelector('main.form .former:not([hidden])')")
	fb.Eval("document.querySelector('.former').click()", nil)
	fb.Wait("document.querySelector('main.history li button')")

	v.tab.Eval("cordboard('logout'); cordboard('open')", nil)
	f.Wait("document.querySelector('main.form') && document.querySelector('.former').hidden")
	fb.Wait("document.querySelector('main.form') && document.querySelector('.former').hidden")
	f = v.opens("/vrtacky/bd-18")
	if f.Eval("!document.querySelector('.former').hidden || 'cordboard.mark' in localStorage", &shown); shown {
		t.Error("whoever comes after he signed out sees his chats")
	}
}

// TestSigningOutForgetsTheChatsAndNotTheBlock: who is blocked is still when he signs out,
// and whoever comes to that browser when the block is over reads nothing of him.
func TestSigningOutForgetsTheChatsAndNotTheBlock(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.change(func(e *appliance.EntryPoint) { e.Widget.History = 7 * 24 * time.Hour })
	v.ends(v.chats(), "Na shledanou")
	f := v.frame()
	v.another(f)
	f.Wait("document.querySelector('main.form .former:not([hidden])')")
	c := v.talks(f)
	v.block(c, appliance.BlockDevice, time.Hour)
	f.Wait("document.querySelector('main.blocked')")
	v.unblock()
	v.asks()
	v.another(f)
	f.Wait("document.querySelector('main.form .former:not([hidden])')") // that he was blocked took nothing from him

	v.block(c, appliance.BlockDevice, time.Hour)
	v.asks()
	f.Wait("document.querySelector('main.blocked')")
	v.tab.Eval("cordboard('logout'); cordboard('open')", nil)
	f.Wait("!('cordboard.mark' in localStorage) && 'cordboard.barred' in localStorage")
	f = v.opens("/bity/sada-32")
	f.Wait("document.querySelector('main.blocked')")
	v.unblock()
	v.asks()
	f.Wait("document.querySelector('main.form') && document.querySelector('.former').hidden && localStorage.length === 0")
}

// TestMarkIsKeptForTheEntryPointThatWantsIt: a panel of another one, which has nothing to
// be read again, leaves it.
func TestMarkIsKeptForTheEntryPointThatWantsIt(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	second := v.second()
	v.change(func(e *appliance.EntryPoint) { e.Widget.History = 7 * 24 * time.Hour })
	v.ends(v.chats(), "Na shledanou")
	f := v.frame()
	v.another(f)
	f.Wait("document.querySelector('main.form .former:not([hidden])')")
	mark := "localStorage.getItem('cordboard.mark')"
	var was, is string
	f.Eval(mark, &was)

	v.meet(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/second" {
			return false
		}
		_, _ = io.WriteString(w, "<!doctype html><body><script src=/w/"+second+".js></script>")
		return true
	})
	v.tab.Go(v.url + "/second")
	v.tab.Wait("window.cordboard?.box")
	v.tab.Eval("cordboard('open')", nil)
	other := v.tab.Frame("/w/" + second + "/panel")
	v.ends(v.talks(other), "Na shledanou")
	v.another(other)
	other.Wait("document.querySelector('main.form')")
	if other.Eval(mark, &is); is != was || was == "" {
		t.Errorf("the mark was %q, is %q", was, is)
	}
	f = v.opens("/vrtacky/bd-18")
	f.Wait("document.querySelector('main.form .former:not([hidden])')")
}

// TestProofThatIsOverHidesNothingOfTheBrowser: it is as none, and whoever is right is not
// held up by those who are wrong.
func TestProofThatIsOverHidesNothingOfTheBrowser(t *testing.T) {
	s := newStandWith(t, widget.Limits{Proofs: pace.Rate{Every: time.Hour, Burst: 1}})
	s.change(func(e *appliance.EntryPoint) { e.Widget.History = 24 * time.Hour })
	mark := strings.Repeat("m", 43)
	text := fmt.Sprintf(`{"key": %q, "name": "Eva", "topic": %d}`, keyOf("Eva"), s.queues[0])
	if a := s.ask(request{method: http.MethodPost, path: "/w/" + key + "/open", body: text, header: http.Header{"Cordboard-Mark": {mark}}}); a.status != http.StatusOK {
		t.Fatalf("open: %d %s", a.status, a.body)
	}
	c := s.only().ID
	s.accept(c)
	s.ends(c, "plain")
	s.site.lapsed.Store(true)
	if status, list := s.past("history", mark, "customer-17"); status != http.StatusOK || !strings.Contains(list, "plain") {
		t.Errorf("with a proof that is over: %d %s", status, list)
	}
	if status, _ := s.past("history", mark, "customer-17"); status != http.StatusTooManyRequests {
		t.Errorf("the second wrong one: got %d", status)
	}
	s.site.lapsed.Store(false)
	if status, list := s.past("history", mark, "customer-17"); status != http.StatusOK || !strings.Contains(list, "plain") {
		t.Errorf("a right one after it: %d %s", status, list)
	}
}

// past is what a browser may read again that has a mark and, if not empty, a user.
func (s *stand) past(path, mark, user string) (status int, body string) {
	s.t.Helper()
	sent := map[string]any{}
	if user != "" {
		sent["user"] = map[string]string{"id": user, "hash": vouches(user)}
	}
	text, err := json.Marshal(sent)
	must(s.t, err)
	a := s.ask(request{method: http.MethodPost, path: "/w/" + key + "/" + path, body: string(text), header: http.Header{"Cordboard-Mark": {mark}}})
	return a.status, string(a.body)
}

// TestFormerChatsAreOfTheBrowserOrOfTheSitesUser: whoever else asks hears the same of them
// as of what is not there.
func TestFormerChatsAreOfTheBrowserOrOfTheSitesUser(t *testing.T) {
	s := newStand(t)
	s.change(func(e *appliance.EntryPoint) { e.Widget.History = 24 * time.Hour })
	mine, other := strings.Repeat("m", 43), strings.Repeat("o", 43)
	chat := func(name, mark, user string) appliance.ConversationID {
		t.Helper()
		text, err := json.Marshal(map[string]any{"key": keyOf(name), "name": name, "topic": s.queues[0], "user": map[string]string{"id": user, "hash": vouches(user)}})
		if user == "" {
			text, err = json.Marshal(map[string]any{"key": keyOf(name), "name": name, "topic": s.queues[0]})
		}
		must(t, err)
		if a := s.ask(request{method: http.MethodPost, path: "/w/" + key + "/open", body: string(text), header: http.Header{"Cordboard-Mark": {mark}}}); a.status != http.StatusOK {
			t.Fatalf("open: %d %s", a.status, a.body)
		}
		all := s.conversations()
		c := all[len(all)-1].ID
		s.accept(c)
		return c
	}
	plain, known, goesOn := chat("Eva", mine, ""), chat("Eva-17", mine, "customer-17"), chat("Adam", other, "")
	s.ends(plain, "plain")
	s.ends(known, "known")
	for _, c := range []struct {
		who, mark, user string
		reads           []appliance.ConversationID
	}{
		{"her browser", mine, "", []appliance.ConversationID{plain}},
		{"she, at it", mine, "customer-17", []appliance.ConversationID{plain, known}},
		{"she, elsewhere", other, "customer-17", []appliance.ConversationID{known}},
		{"another user at her browser", mine, "customer-18", []appliance.ConversationID{plain}},
		{"another browser", other, "", nil},
		{"a browser without a mark", "", "", nil},
		{"the mark's hash", keptMark(t, s, plain), "", nil},
	} {
		_, list := s.past("history", c.mark, c.user)
		for _, of := range []appliance.ConversationID{plain, known, goesOn, 99} {
			may := false
			for _, id := range c.reads {
				may = may || id == of
			}
			if listed := strings.Contains(list, fmt.Sprintf(`"id":%d,`, of)); listed != may {
				t.Errorf("%s: conversation %d is listed: %v, want %v, in %s", c.who, of, listed, may, list)
			}
			status, body := s.past(fmt.Sprint("history/", of), c.mark, c.user)
			_, none := s.past("history/12345", c.mark, c.user)
			if may && status != http.StatusOK || !may && (status != http.StatusNotFound || body != none) {
				t.Errorf("%s reads conversation %d: got %d %s", c.who, of, status, body)
			}
		}
	}
	s.change(func(e *appliance.EntryPoint) { e.Widget.History = time.Nanosecond })
	if _, list := s.past("history", mine, "customer-17"); strings.Contains(list, `"id"`) {
		t.Errorf("what is too old is listed: %s", list)
	}
	s.change(func(e *appliance.EntryPoint) { e.Widget.History = 0 })
	if status, _ := s.past(fmt.Sprint("history/", plain), mine, ""); status != http.StatusNotFound {
		t.Errorf("where there is no history: got %d", status)
	}
}

// keptMark is the mark of a conversation's browser as the store has it.
func keptMark(t *testing.T, s *stand, id appliance.ConversationID) (mark string) {
	t.Helper()
	must(t, s.store.Read(t.Context(), func(v *sqlite.View) error {
		c, err := v.Conversation(id)
		mark = c.Browser.Mark
		return err
	}))
	if mark == "" {
		t.Fatal("the conversation has no mark")
	}
	return mark
}
