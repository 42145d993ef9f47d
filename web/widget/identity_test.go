package widget_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/pace"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
	"cordboard/web/widget"
)

// TestSiteVouchesForItsUser is a user who signs in to the site on two devices: a page that
// is wrong about him changes nothing, and one that is right makes him known.
func TestSiteVouchesForItsUser(t *testing.T) {
	browser := peertest.StartBrowser(t)
	v := newVisit(t, browser)
	says := func(v *visit, call string) {
		t.Helper()
		v.tab.Eval("cordboard('setUser', "+call+")", nil)
	}
	right := fmt.Sprintf("{id: 'customer-17', hash: '%s', name: 'Eva Malá'}", vouches("customer-17"))

	f := v.opens("/vrtacky/bd-18")
	says(v, `{id: 'customer-17', name: 'Eve'}`) // whoever says so
	says(v, fmt.Sprintf(`{id: 'customer-17', hash: '%s', name: 'Eve', mail: 'eve@firma.example'}`, site.Proof("another secret", "customer-17", time.Now().Add(time.Hour))))
	v.until("two sentences in the page's console", func() bool { return len(v.sentences()) >= 2 })
	if got := v.sentences(); !strings.Contains(got[0], "hash") || !strings.Contains(got[1], "Hash") {
		t.Errorf("the page's console says %q", got)
	}
	says(v, `{phone: '+420775418102'}`) // nothing is left of what was refused
	says(v, right)
	f.Wait("document.querySelector('#field-name').value === 'Eva Malá' && document.querySelector('#field-mail').value === ''")
	fills(f, map[string]string{"topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	c := v.only()
	if c.Vouched != "customer-17" || c.Name != "Eva Malá" || c.Contact == 0 {
		t.Errorf("the operator has %q of contact %s, for whom the site vouches as %q", c.Name, c.Contact, c.Vouched)
	}
	if got := v.sentences(); len(got) != 2 {
		t.Errorf("errors of the page: %q", got)
	}

	second := &visit{stand: v.stand, t: t, tab: browser.TabOf(t, peertest.View{Still: true})}
	f = second.opens("/vrtacky/bd-18")
	fills(f, map[string]string{"name": "Eva z telefonu", "topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	all := v.conversations()
	if len(all) != 2 || all[1].Vouched != "" || all[1].Contact == c.Contact {
		t.Fatalf("before she signs in there: %+v", all)
	}
	says(second, right)
	v.until("her word in the chat that goes on", func() bool {
		now := v.conversations()[1]
		return now.Vouched == "customer-17" && now.Contact == c.Contact
	})

	says(second, fmt.Sprintf("{id: 'customer-18', hash: '%s', name: 'Adam'}", vouches("customer-18")))
	f.Wait("document.querySelector('main.form') && document.querySelector('#field-name').value === 'Adam'")
	v.until("the end of her chat", func() bool { return v.conversations()[1].State.Over() }) // told while the page goes on
	if got := v.conversations()[1].Vouched; got != "customer-17" {
		t.Errorf("when somebody else signed in there her chat is of %q", got)
	}
}

// TestNextUserOfTheSiteIsNobodyBefore: a site without page loads tells of another user,
// and nothing that it told of the one before is his.
func TestNextUserOfTheSiteIsNobodyBefore(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	v.tab.Eval(fmt.Sprintf("cordboard('setUser', {id: 'customer-17', hash: '%s', name: 'Eva Malá', mail: 'eva@firma.example'})", vouches("customer-17")), nil)
	f.Wait("document.querySelector('#field-name').value === 'Eva Malá' && document.querySelector('#field-mail').value === 'eva@firma.example'")
	// A word that is refused changes nothing.
	f.Eval("addEventListener('message', (e) => { if (e.data?.attributes?.plan) window.heard = e.data })", nil)
	v.tab.Eval("cordboard('setUser', {id: 'customer-18', name: 'Adam Nový'}); cordboard('setAttributes', {plan: 'gold'})", nil)
	f.Wait("window.heard")
	var user string
	if f.Eval("heard.user.id + ' ' + heard.user.name", &user); user != "customer-17 Eva Malá" {
		t.Errorf("after a word that was refused the user is %q", user)
	}
	v.tab.Eval(fmt.Sprintf("cordboard('setUser', {id: 'customer-18', hash: '%s', name: 'Adam Nový'})", vouches("customer-18")), nil)
	f.Wait("document.querySelector('#field-name')?.value === 'Adam Nový'")
	f.Wait("document.querySelector('main.form') && document.querySelector('#field-mail').value === ''")
	fills(f, map[string]string{"topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	if c := v.only(); c.Name != "Adam Nový" || c.Mail != "" || c.Vouched != "customer-18" {
		t.Errorf("the chat is of %q, mail %q, vouched as %q", c.Name, c.Mail, c.Vouched)
	}
	if got := v.tab.Errors(); len(got) != 1 || !strings.Contains(got[0], "id needs hash") {
		t.Errorf("the page's console says %q", got)
	}
}

// TestPageIsTakenAtItsWordUnlessTheSiteMustVouch: where only users of the site are taken,
// a page's setUser needs a hash, and the form stays as it is.
func TestPageIsTakenAtItsWordUnlessTheSiteMustVouch(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.change(func(e *appliance.EntryPoint) { e.Widget.VouchedOnly = true })
	f := v.opens("/vrtacky/bd-18")
	v.tab.Eval("cordboard('setUser', {name: 'Eve'})", nil)
	v.tab.Eval(fmt.Sprintf("cordboard('setUser', {id: 'customer-17', hash: '%s', mail: 'eva@firma.example'})", vouches("customer-17")), nil)
	f.Wait("document.querySelector('#field-mail').value === 'eva@firma.example' && document.querySelector('#field-name').value === ''")
	if got := v.tab.Errors(); len(got) != 1 || !strings.Contains(got[0], "hash") {
		t.Errorf("the page's console says %q", got)
	}
}

// TestWrongProofsAreRefusedAndChangeNothing, also of who never had a page of ours.
func TestWrongProofsAreRefusedAndChangeNothing(t *testing.T) {
	s := newStandWith(t, widget.Limits{Proofs: pace.Rate{Every: time.Hour, Burst: 6}})
	token := s.visitor("Eva")
	proof := func(user string) map[string]string {
		return map[string]string{"id": user, "hash": vouches(user)}
	}
	wrong := func(id, hash string) map[string]string { return map[string]string{"id": id, "hash": hash} }
	for name, sent := range map[string]map[string]string{
		"another's": wrong("customer-18", proof("customer-17")["hash"]), "no hash": wrong("customer-17", ""), "no id": wrong("", proof("")["hash"]+"0"),
		"over": wrong("customer-17", site.Proof(siteSecret, "customer-17", time.Now())),
	} {
		if a := s.post(token, "user", sent); a.status != http.StatusForbidden {
			t.Errorf("%s: got %d", name, a.status)
		}
	}
	if a := s.post(token, "user", nil); a.status != http.StatusBadRequest {
		t.Errorf("nobody: got %d", a.status)
	}
	for range 20 { // whoever is right may say so as often as he has pages
		if a := s.post("", "user", proof("customer-17")); a.status != http.StatusNoContent {
			t.Fatalf("right: got %d", a.status)
		}
	}
	if c := s.only(); c.Vouched != "" || c.Contact != 0 {
		t.Errorf("he became contact %s, by %q", c.Contact, c.Vouched)
	}
	opens := map[string]any{"key": strings.Repeat("k", 32), "name": "Eve", "topic": s.queues[0], "user": wrong("customer-17", "00")}
	if a := s.post("", "open", opens); a.status != http.StatusForbidden || len(s.conversations()) != 1 {
		t.Errorf("a chat begins with a wrong one: %d, %d chats", a.status, len(s.conversations()))
	}
	s.post("", "user", wrong("customer-17", "00"))
	if a := s.post("", "user", wrong("customer-17", "00")); a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" {
		t.Errorf("after six wrong ones: got %d", a.status)
	}
	if a := s.post("", "user", proof("customer-17")); a.status != http.StatusNoContent {
		t.Errorf("who is right is held up by who was wrong: %d", a.status)
	}
	maps.Copy(opens, map[string]any{"user": map[string]string{}})
	if a := s.post("", "open", opens); a.status != http.StatusOK {
		t.Errorf("who says nothing of himself is refused for it: %d", a.status)
	}
}

// TestChatOpensThoughTheSitesWordIsOver: whose page has stood longer than the word for him
// is good writes as anybody does.
func TestChatOpensThoughTheSitesWordIsOver(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	v.tab.Eval(fmt.Sprintf("cordboard('setUser', {id: 'customer-17', hash: '%s', name: 'Eva Malá'})", vouches("customer-17")), nil)
	f.Wait("document.querySelector('#field-name').value === 'Eva Malá'")
	v.site.lapsed.Store(true)
	fills(f, map[string]string{"topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	if c := v.only(); c.Vouched != "" || c.Name != "Eva Malá" {
		t.Errorf("the operator has %q, for whom the site vouches as %q", c.Name, c.Vouched)
	}
}

// sentences are what the widget said in the page's console.
func (v *visit) sentences() []string {
	return slices.DeleteFunc(v.tab.Errors(), func(line string) bool { return !strings.HasPrefix(line, "cordboard: ") })
}
