package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

// rated is a chat whose visitor ended it and said how it was.
func (s *stand) rated(c appliance.ConversationID, face appliance.Face, comment string) {
	s.t.Helper()
	err := s.talks.End(s.t.Context(), c, appliance.ByContact, 0, "visitor")
	if err == nil {
		err = s.talks.Rate(s.t.Context(), c, face, comment)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// F178, F110: what the visitor says of the chat stands in its row, in its head and below
// its story, also on a page that is open when he says it.
func TestRatingStandsAtTheDesk(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	tab := peertest.StartBrowser(t).TabOf(t, peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(fmt.Sprintf("%s/desk/%d?tab=active", s.url, sc.veronika))
	tab.Wait("document.getElementById('rated') && !document.querySelector('.faced')")
	s.rated(sc.veronika, appliance.FaceBad, "It took <b>an hour</b>.")
	tab.Wait("document.querySelector('#rated .rated-words')?.textContent === 'It took <b>an hour</b>.' && document.querySelector('#head .faced-bad')")
	if err := s.talks.Rate(t.Context(), sc.veronika, appliance.FaceGood, ""); err != nil {
		t.Fatal(err)
	}
	tab.Wait("document.querySelector('#rated .faced-good') && !document.querySelector('.rated-words')")
	row := rowOf(second(s.plain("tomas").get("/desk?tab=finished")), sc.veronika)
	if !strings.Contains(row, "faced-good") || !strings.Contains(row, "Good") {
		t.Errorf("the row says nothing of it: %s", row)
	}
}
