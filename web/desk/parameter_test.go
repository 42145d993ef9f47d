package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

// TestParametersAreWrittenChangedAndTakenAway with plain forms, by who serves the
// conversation and by nobody else (F111).
func TestParametersAreWrittenChangedAndTakenAway(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana, stranger := s.plain("jana"), s.stranger()
	path := fmt.Sprintf("/desk/%d", sc.veronika)
	for _, step := range []struct {
		who        *reader
		form       []string
		status     int
		has, lacks string
	}{
		{jana, []string{"name", "Order <b>", "value", "24-10873"}, http.StatusOK, "24-10873", "24-2"},
		{jana, []string{"name", "Order <b>", "value", "24-2"}, http.StatusOK, "24-2", "24-10873"},
		{jana, []string{"name", "", "value", "nameless"}, http.StatusUnprocessableEntity, "24-2", "nameless"},
		{stranger, []string{"name", "Order <b>", "value", "strange"}, http.StatusForbidden, "24-2", "strange"},
		{jana, []string{"name", "Order <b>", "value", ""}, http.StatusUnprocessableEntity, "24-2", "nameless"}, // as the form of a masked one is
		{jana, []string{"name", "Order <b>", "value", "24-2", "remove", "on"}, http.StatusOK, "Add a parameter", "24-2"},
	} {
		if status, page := step.who.post(path+"/parameter", step.form...); status != step.status {
			t.Errorf("%v: got %d, want %d: %s", step.form, status, step.status, page)
		}
		_, page := jana.get(path)
		_, card, _ := strings.Cut(page, `id="card"`)
		if !strings.Contains(card, step.has) || strings.Contains(card, step.lacks) || strings.Contains(card, "Order <b>") {
			t.Errorf("%v: the card lacks %q or has %q", step.form, step.has, step.lacks)
		}
	}
}

// TestMaskedParameterIsNotOverwrittenByItsStars shows who may not see a value an empty
// field for it, and the value to who may.
func TestMaskedParameterIsNotOverwrittenByItsStars(t *testing.T) {
	a := &aviary{stand: newStand(t, appliance.English)}
	path := fmt.Sprintf("/desk/%d", a.seed().veronika)
	jana := a.plain("jana")
	for _, p := range [][2]string{{"Mobile", "608 441 207"}, {"Order", "24-10873"}} {
		if status, page := jana.post(path+"/parameter", "name", p[0], "value", p[1]); status != http.StatusOK {
			t.Fatal(status, page)
		}
	}
	for masked, want := range map[bool]string{false: `value="608 441 207"`, true: `value=""`} {
		a.mask(masked)
		_, page := jana.get(path)
		_, form, found := strings.Cut(page, `value="Mobile"`)
		form, _, _ = strings.Cut(form, "</form>")
		if !found || !strings.Contains(form, want) || !strings.Contains(page, `value="24-10873"`) {
			t.Errorf("masked is %t: the form holds %s", masked, form)
		}
	}
}

// TestParameterIsWrittenInTheCard by keys alone: what is refused is said in the form and
// stays there, what is taken closes it and leaves it empty.
func TestParameterIsWrittenInTheCard(t *testing.T) {
	s, sc, tab := atDesk(t, peertest.StartBrowser(t), veronika)
	form := fmt.Sprintf("parameter-%d-new", sc.veronika)
	opened := `document.activeElement.closest('details').id === '` + form + `' && document.activeElement.closest('details').open`
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	tab.Eval(`document.querySelector('#`+form+` summary').focus()`, nil)
	tab.Key("Enter")
	tab.Wait(opened)
	tab.Key("Tab")
	tab.Key("Tab")
	tab.Type("24-10873")
	tab.Key("Enter")
	tab.Wait(`document.querySelector('#` + form + ` [data-flaw]').textContent.includes('first field') && document.activeElement.value === '24-10873'`)
	tab.Key("Tab", chromedp.ModifierShift)
	tab.Type("Order")
	tab.Key("Enter")
	tab.Wait(`document.querySelector('#section-parameters dl')?.textContent.includes('24-10873') && !document.getElementById('` + form + `').open && document.activeElement.matches('#` + form + ` summary')`)
	tab.Key("Enter")
	tab.Wait(opened + ` && [...document.querySelectorAll('#` + form + ` input')].every((n) => n.value === '') && document.querySelector('#` + form + ` [data-flaw]').textContent === ''`)
	change := `[...document.querySelectorAll('#section-parameters dl details')].at(-1)`
	tab.Eval(change+`.querySelector('summary').focus()`, nil)
	tab.Key("Enter")
	tab.Key("Tab")
	tab.Wait(`document.activeElement.value === '24-10873'`)
	tab.Eval(`document.activeElement.select()`, nil)
	tab.Type("24-9")
	tab.Key("Enter")
	tab.Wait(`/24-9/.test(document.querySelector('#section-parameters dl').textContent) && ` + change + `.querySelector('[name=value]').value === '24-9'`)
	if got := s.conversation(sc.veronika).Parameters; got[len(got)-1] != (appliance.Parameter{Key: "Order", Value: "24-9", From: appliance.FromOperator}) {
		t.Errorf("kept is %v", got)
	}
}
