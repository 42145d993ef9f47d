package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
)

// choose changes the site's settings.
func (s *stand) choose(change func(*site.Settings)) {
	s.t.Helper()
	all, err := s.site.Settings(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	change(&all)
	if err := s.site.SaveSettings(s.t.Context(), s.tomas.ID, all); err != nil {
		s.t.Fatal(err)
	}
}

// TestSiteShowsWhoElseCouldTakeWhatWaits on hover and to a screen reader, follows who
// is there, and says nothing of it where the site does not want that: F014.
func TestSiteShowsWhoElseCouldTakeWhatWaits(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	if _, page := s.plain("jana").get("/desk"); strings.Contains(page, "row-others") {
		t.Error("who else could take it is told, and the site does not want that")
	}
	s.choose(func(all *site.Settings) { all.Offered = true })
	tab := peertest.StartBrowser(t).Tab(peertest.View{Width: 1440, Height: 900, Still: true})
	s.signIn(tab)
	tab.Go(s.url + "/desk")
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	row := "#row-" + sc.waiting[2].String()
	says := func(words string) {
		t.Helper()
		tab.Wait(`document.querySelector('` + row + ` .row-others').textContent === '` + words + `'`)
	}
	says("Nobody else can take it")
	s.there(s.tomas)
	says("Can also take it: Tomáš Beneš")
	s.write(func(tx *sqlite.Tx) error {
		o, err := tx.AddOffer(appliance.Offer{Conversation: sc.waiting[2], Operator: s.tomas.ID, Made: s.now, Until: s.ago(-5, 0)})
		tx.Emit(appliance.OfferMade{Offer: o})
		return err
	})
	says("Offered to Tomáš Beneš")
	seen := `(n => n.offsetWidth > 60 && n.offsetHeight > 10)(document.querySelector('` + row + ` .row-others'))`
	var shown bool
	if tab.Eval(seen, &shown); shown {
		t.Error("it is seen before anybody points at the row")
	}
	tab.Eval(`document.querySelector('`+row+` .row-link').focus()`, nil)
	tab.Wait(seen)
}

// TestSiteSwitchesThePreviewOff: the row stays, with its button to accept; what is
// behind it is shown to nobody before he accepts: F013.
func TestSiteSwitchesThePreviewOff(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.choose(func(all *site.Settings) { all.Preview = false })
	jana, path := s.plain("jana"), "/desk/"+sc.waiting[1].String()
	s.offer(sc.waiting[2], 60_000_000_000)
	_, page := jana.get("/desk")
	for _, id := range []appliance.ConversationID{sc.waiting[1], sc.waiting[2]} {
		if strings.Contains(page, `href="/desk/`+id.String()+`?`) || !strings.Contains(page, `action="/desk/`+id.String()+`/accept"`) {
			t.Errorf("%s can be looked at, or not be accepted", id)
		}
	}
	if code, _ := jana.get(path); code != http.StatusForbidden {
		t.Errorf("the preview is %d, want 403", code)
	}
	if code, _ := s.plain("tomas").get(path); code != http.StatusOK {
		t.Errorf("to who looks after others it is %d", code)
	}
	if _, page := jana.post(path + "/accept"); !strings.Contains(page, `action="`+path+`/message"`) {
		t.Error("she cannot accept it")
	}
}
