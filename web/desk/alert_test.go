package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
)

// told keeps what the page shows of notifications: "title: text", and "-" before the
// tag of one that it takes back.
const told = `window.told = [];
window.Notification = class extends Notification {
	constructor(title, options) { super(title, options); told.push(title + ': ' + options.body); window.last = this; }
	close() { told.push('-' + this.tag); super.close(); }
}`

// TestOperatorIsToldWhileHeLooksElsewhere, by a sound and by his browser, of what is
// offered to him and what is written to him, as he wants it: F213.
func TestOperatorIsToldWhileHeLooksElsewhere(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Permit("notifications", true)
	tab.Go(s.url + "/profile")
	tab.Press(`[name="notifications"]`)
	tab.Press(`form[action="/profile"] .primary`)
	tab.Wait(`document.querySelector('.saved')`)
	chat := fmt.Sprint("cordboard-", sc.veronika)
	begin := func() {
		tab.Go(s.url + "/desk/" + sc.veronika.String())
		tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
		tab.Eval(told, nil)
		tab.Eval(played, nil)
		tab.Click(700, 5) // a page that nobody has touched makes no sound
	}
	begin()
	s.receive(sc.veronika, "Before his eyes")
	tab.Wait(`document.getElementById('log').textContent.includes('Before his eyes')`)
	s.receive(sc.aleksandra, "Beside what he reads")
	tab.Wait(`played.join() === '587 0.12' && told.length === 0`)

	tab.Hide()
	s.receive(sc.veronika, "Are you there?")
	tab.Wait(`told.join() === 'Veronika Malá: Are you there?' && played.length === 2`)
	s.receive(sc.veronika, "Hello?")
	tab.Wait(`told.at(-1) === 'Veronika Malá: Hello?'`)
	s.offer(sc.waiting[1], 30*time.Second)
	tab.Wait(`told.length === 3 && told[2].includes('offered to you') && played.includes('880 0.14')`)
	if _, err := s.talks.Reply(t.Context(), s.jana.ID, sc.veronika, talks.Message{Text: "Here I am."}); err != nil {
		t.Fatal(err)
	}
	tab.Wait(`told.at(-1) === '-` + chat + `'`)
	tab.Eval(`last.onclick()`, nil)
	tab.Wait(fmt.Sprintf(`location.pathname === '/desk/%d' && told.at(-1) === '-cordboard-%[1]d'`, sc.waiting[1]))

	// Who wants neither is left alone, and sees it all the same.
	jana := s.plain("jana")
	if status, page := jana.post("/profile", "language", "en", "enter", "sends"); status != http.StatusOK || strings.Contains(page, `name="sounds" checked`) {
		t.Errorf("neither is wanted: got %d, and a sound is still wanted: %v", status, strings.Contains(page, `name="sounds" checked`))
	}
	tab.Wait(`document.querySelector('#news[data-silent]:not([data-notified])')`)
	tab.Eval(`told.length = played.length = 0`, nil)
	s.receive(sc.veronika, "One more thing")
	tab.Wait(`document.querySelector('#news [data-said="One more thing"]')`)
	var after int
	tab.Eval(`told.length + played.length`, &after)
	if after > 0 {
		t.Errorf("who wants neither was told %d times", after)
	}
}

// TestChatPassedAtOnceIsToldToWhoeverGotIt by a sound, by his browser and in its row,
// until he answers: nobody asked him (F206).
func TestChatPassedAtOnceIsToldToWhoeverGotIt(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	if _, err := s.talks.Reply(t.Context(), s.jana.ID, sc.veronika, talks.Message{Text: "I give you to Tomáš."}); err != nil {
		t.Fatal(err)
	}
	s.there(s.tomas)
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signInAs(tab, "tomas")
	tab.Permit("notifications", true)
	tab.Go(s.url + "/profile")
	tab.Press(`[name="notifications"]`)
	tab.Press(`form[action="/profile"] .primary`)
	tab.Wait(`document.querySelector('.saved')`)
	tab.Go(s.url + "/desk?tab=active")
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	tab.Eval(told, nil)
	tab.Eval(played, nil)
	tab.Click(700, 5)
	tab.Hide()
	row := fmt.Sprintf(`document.getElementById('row-%d')`, sc.veronika)
	marked := row + `.textContent.includes('Passed to you')`
	s.choose(func(all *site.Settings) { all.PassAtOnce = true })
	s.write(func(tx *sqlite.Tx) error {
		return s.talks.Enter(tx, sc.veronika, s.tomas.ID, s.jana.ID, appliance.ToPass, time.Now().UTC().Truncate(time.Microsecond))
	})
	tab.Wait(`told.join() === 'Veronika Malá: Passed to you' && played.join() === '587 0.12'`)
	tab.Wait(marked)
	s.receive(sc.veronika, "Are you Tomáš?")
	tab.Wait(`told.at(-1) === 'Veronika Malá: Are you Tomáš?' && played.length === 2`)
	if _, err := s.talks.Reply(t.Context(), s.tomas.ID, sc.veronika, talks.Message{Text: "I am."}); err != nil {
		t.Fatal(err)
	}
	tab.Wait(`!(` + marked + `) && told.at(-1) === '-cordboard-` + sc.veronika.String() + `'`)
}

// TestNotificationsThatTheBrowserRefusesAreNotPromised: the box to tick says so.
func TestNotificationsThatTheBrowserRefusesAreNotPromised(t *testing.T) {
	s := newStand(t, appliance.English)
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Permit("notifications", false)
	tab.Go(s.url + "/profile")
	tab.Wait(`document.getElementById('notifications-help').textContent.includes('leads there')`)
	tab.Press(`[name="notifications"]`)
	tab.Wait(`!document.querySelector('[name="notifications"]').checked && document.getElementById('notifications-help').textContent.includes('Allow them')`)
}

// TestAlertsShowNoMoreThanTheDesk: what is masked for a reader stays so outside the page.
func TestAlertsShowNoMoreThanTheDesk(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana := s.plain("jana")
	s.receive(sc.veronika, "Call 777 123 456.")
	sees := func() bool {
		_, page := jana.get("/desk")
		news := page[strings.Index(page, `<ul id="news"`):]
		news = news[:strings.Index(news, "</ul>")]
		if !strings.Contains(news, `data-of="`+sc.veronika.String()+`"`) {
			t.Fatalf("the page does not tell of the message: %s", news)
		}
		return strings.Contains(news, "777 123 456")
	}
	if !sees() {
		t.Fatal("where nothing is masked, the text is not whole")
	}
	s.maskAll()
	if sees() {
		t.Error("what is masked is in what the browser tells")
	}
}

// TestBrowserWithoutNotificationsOfPagesKeepsItsSounds: Chromium of Android has the
// interface, and the permission, and refuses to make one.
func TestBrowserWithoutNotificationsOfPagesKeepsItsSounds(t *testing.T) {
	const none = `window.made = 0; window.Notification = class { constructor() { made++; throw new TypeError('Illegal constructor'); } static permission = 'granted'; static async requestPermission() { return 'granted'; } }`
	s := newStand(t, appliance.English)
	sc := s.seed()
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Permit("notifications", true)
	tab.Go(s.url + "/profile")
	tab.Press(`[name="notifications"]`)
	tab.Press(`form[action="/profile"] .primary`)
	tab.Wait(`document.querySelector('.saved')`)
	tab.Go(s.url + "/desk/" + sc.veronika.String())
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	tab.Eval(none, nil)
	tab.Eval(played, nil)
	tab.Click(700, 5)
	tab.Hide()
	s.receive(sc.veronika, "Are you there?")
	tab.Wait(`made === 1 && played.length === 1`)
	s.receive(sc.aleksandra, "And you?")
	tab.Wait(`played.length === 2`)
	if errs := tab.Errors(); len(errs) > 0 {
		t.Errorf("the page broke: %v", errs)
	}

	// The settings say so at once.
	other := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signInAs(other, "tomas")
	other.Go(s.url + "/profile")
	other.Eval(none, nil)
	other.Press(`[name="notifications"]`)
	other.Wait(`!document.querySelector('[name="notifications"]').checked && document.getElementById('notifications-help').textContent.startsWith('This browser shows none')`)
}
