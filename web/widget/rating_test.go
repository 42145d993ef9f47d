package widget_test

import (
	"net/http"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

// rating is what the store has of the one conversation.
func (v *visit) rating(face appliance.Face, comment string) {
	v.t.Helper()
	v.until("the rating "+string(face)+" "+comment, func() bool {
		r := v.only().Rating
		return r.Face == face && r.Comment == comment
	})
}

// F178: after the end, whoever ended it, the visitor chooses a face and adds words, by
// the keyboard alone; what the box did not hear is sent when it is back, and a reload
// keeps all of it.
func TestVisitorRatesTheConversationAfterItsEnd(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	c := v.chats()
	must(t, v.desk.End(t.Context(), c, appliance.ByOperator, v.jana, "operator"))
	f.Wait("document.querySelector('main.over .rating')")
	var hidden bool
	if f.Eval("document.querySelector('.rating textarea').checkVisibility()", &hidden); hidden {
		t.Error("words are asked for before a face")
	}
	f.Eval("window.focus(); document.querySelector('.over-text').focus()", nil)
	v.tabs("[name=face]")
	v.tab.Key(" ")
	v.rating(appliance.FaceBad, "")
	v.tab.Key("ArrowRight")
	v.tab.Key("ArrowRight")
	v.rating(appliance.FaceGood, "")
	v.tells("over")

	v.tabs("#rating-text")
	v.tab.Type("Rychlé a milé, děkuju.")
	if got := v.tab.Errors(); len(got) > 0 {
		t.Errorf("errors of the page: %q", got)
	}
	v.cut(true)
	v.tabs(".rating .second")
	v.tab.Key("Enter")
	f.Wait("document.querySelector('.rating [role=status]').textContent.includes('Odešle se to samo')")
	v.cut(false)
	v.rating(appliance.FaceGood, "Rychlé a milé, děkuju.")
	f.Wait("document.querySelector('.rating [role=status]').textContent.startsWith('Děkujeme')")

	v.tab.Go(v.url + "/vrtacky/bd-18")
	f = v.frame()
	f.Wait("document.querySelector('main.over [value=good]:checked') && document.getElementById('rating-text').value === 'Rychlé a milé, děkuju.'")
	f.Eval("document.querySelector('[value=so-so]').click()", nil)
	v.rating(appliance.FaceFair, "Rychlé a milé, děkuju.")
}

// What the box could not hear while it was down it hears of the next page.
func TestRatingThatTheBoxDidNotHearOutlivesThePage(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	v.chats()
	f.Eval("document.querySelector('.composer .link').click(); document.querySelector('.composer .link').click()", nil)
	f.Wait("document.querySelector('main.over .rating')")
	v.cut(true)
	f.Eval("document.querySelector('[value=so-so]').click()", nil)
	f.Wait("document.querySelector('.rating [role=status]').textContent.includes('Odešle se to samo')")
	v.tab.Go("about:blank")
	v.cut(false)
	v.tab.Go(v.url + "/vrtacky/bd-18")
	v.rating(appliance.FaceFair, "")
}

// Where the entry point does not ask, nothing is asked, and nothing taken; no more is it
// of a chat that nobody answered.
func TestNobodyIsAskedWhereTheEntryPointDoesNot(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.change(func(e *appliance.EntryPoint) { e.Widget.Unrated = true })
	f := v.opens("/vrtacky/bd-18")
	c := v.chats()
	must(t, v.desk.End(t.Context(), c, appliance.ByOperator, v.jana, "operator"))
	f.Wait("document.querySelector('main.over .primary')")
	var asks bool
	if f.Eval("!!document.querySelector('.rating')", &asks); asks {
		t.Error("he is asked")
	}
	var token string
	f.Eval("JSON.parse(localStorage.getItem('cordboard.hobla')).token", &token)
	if a := v.post(token, "rating", map[string]string{"face": "good"}); a.status != http.StatusConflict || v.only().Rating.Face != "" {
		t.Errorf("it is taken: got %d, %+v", a.status, v.only().Rating)
	}
}

func TestRatingIsOneOfTheFaces(t *testing.T) {
	s := newStand(t)
	token := s.visitor("Eva")
	c := s.only().ID
	s.accept(c)
	must(t, s.desk.End(t.Context(), c, appliance.ByContact, 0, "visitor"))
	for _, step := range []struct {
		token, face string
		status      int
	}{
		{token, "great", http.StatusUnprocessableEntity},
		{token, "", http.StatusUnprocessableEntity},
		{"", "good", http.StatusNotFound},
		{token, "good", http.StatusNoContent},
		{token, "good", http.StatusNoContent},
	} {
		if a := s.post(step.token, "rating", map[string]string{"face": step.face}); a.status != step.status {
			t.Errorf("%q: got %d, want %d", step.face, a.status, step.status)
		}
	}
	if got := s.only().Rating; got.Face != appliance.FaceGood {
		t.Errorf("kept is %+v", got)
	}
}
