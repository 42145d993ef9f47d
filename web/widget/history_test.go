package widget_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// ends has the operator answer a chat and end it.
func (s *stand) ends(c appliance.ConversationID, text string) {
	s.t.Helper()
	s.reply(c, text)
	must(s.t, s.desk.End(s.t.Context(), c, appliance.ByOperator, s.jana, "operator"))
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
	f.Wait("document.querySelector('main.over')")
	f.Eval("document.querySelector('main.over .primary').click()", nil)
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

	other := &visit{stand: v.stand, t: t, tab: browser.TabOf(t, peertest.View{Still: true})}
	fo := other.opens("/vrtacky/bd-18")
	fo.Wait("document.querySelector('main.form')")
	var shown bool
	if fo.Eval("!document.querySelector('.former').hidden", &shown); shown {
		t.Error("another browser shows former chats")
	}
	other.tab.Eval(fmt.Sprintf("cordboard('setUser', {id: 'customer-17', hash: '%s'})", vouches("customer-17")), nil)

	v.tab.Eval("cordboard('logout'); cordboard('open')", nil)
	f.Wait("document.querySelector('main.form') && document.querySelector('.former').hidden")
	f = v.opens("/vrtacky/bd-18")
	if f.Eval("!document.querySelector('.former').hidden || 'cordboard.mark' in localStorage", &shown); shown {
		t.Error("whoever comes after he signed out sees his chats")
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
