package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// leads has each way in lead to a queue that Jana and Tomáš serve.
func (s *stand) leads() {
	s.t.Helper()
	s.write(func(tx *sqlite.Tx) error {
		for _, e := range s.entries {
			e.Queue = s.queues["Doprava"].ID
			if err := tx.SaveEntryPoint(e); err != nil {
				return err
			}
		}
		tx.Emit(appliance.SiteChanged{})
		return nil
	})
}

// TestOperatorSignsOutOfOneEntryPointAndIsInvisibleForAnother by the keyboard alone:
// the menu stays open with the focus where it was, the others see him gone from there
// at once, and a reload of the page changes nothing.
func TestOperatorSignsOutOfOneEntryPointAndIsInvisibleForAnother(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.leads()
	s.there(s.tomas)
	browser := peertest.StartBrowser(t)
	tab := browser.Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(s.url + "/desk/" + sc.veronika.String() + "?tab=active")
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	duty := func(e appliance.EntryPoint) string { return "duty-" + e.ID.String() }
	shop, number := duty(s.entries["webchat"]), duty(s.entries["phone"])
	tab.Wait(`document.querySelector('#duties summary').innerText.includes('2/2')`)
	tab.Wait(`document.getElementById('` + shop + `').textContent.includes('Also there: Tomáš Beneš')`)

	tab.Eval(`document.querySelector('#duties summary').focus()`, nil)
	tab.Key("Enter")
	tab.Wait(`document.getElementById('duties').open`)
	tab.Eval(`document.getElementById('`+shop+`-invisible').focus()`, nil)
	tab.Key("Enter")
	tab.Wait(`document.querySelector('#duties summary').innerText.includes('1/2')`)
	tab.Wait(`document.getElementById('duties').open && document.activeElement.id === '` + shop + `-invisible' && document.activeElement.ariaPressed === 'true'`)
	tab.Wait(`document.querySelector('#duties summary use').getAttribute('href').endsWith('#eye-off')`)
	tab.Key("Tab")
	tab.Key("Enter") // signed out
	tab.Wait(`document.getElementById('` + shop + `-off').ariaPressed === 'true'`)
	tab.Wait(`document.getElementById('log').textContent.length > 0`) // what she serves goes on

	_, his := s.plain("tomas").get("/desk")
	if got := between(his, `id="`+shop+`"`, `</li>`); !strings.Contains(got, "Nobody else is there") {
		t.Errorf("Tomáš reads of the shop: %s", got)
	}
	if got := between(his, `id="`+number+`"`, `</li>`); !strings.Contains(got, "Also there: Jana Dvořáková") {
		t.Errorf("Tomáš reads of the number: %s", got)
	}
	tab.Go(s.url + "/desk")
	tab.Wait(`document.getElementById('` + shop + `-off').ariaPressed === 'true' && document.getElementById('` + number + `-on').ariaPressed === 'true'`)
}

// between is what stands in a page from one mark to the next.
func between(page, from, to string) string {
	_, rest, _ := strings.Cut(page, from)
	part, _, _ := strings.Cut(rest, to)
	return part
}

// TestWhoIsNotOnDutyIsNotChosenForWhatComesFromThere: a colleague stands in the
// picker with the reason; and who is signed out is not shown what waits there, which
// who is invisible may still take.
func TestWhoIsNotOnDutyIsNotChosenForWhatComesFromThere(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.leads()
	s.there(s.tomas)
	jana := s.plain("jana")
	path := "/desk/" + sc.veronika.String() + "?tab=active"
	shop := s.entries["webchat"].ID
	set := func(o appliance.Operator, d appliance.Duty) {
		t.Helper()
		if err := s.SetDuty(t.Context(), o.ID, shop, d); err != nil {
			t.Fatal(err)
		}
	}
	waits := "row-" + sc.waiting[1].String()
	for _, c := range []struct {
		duty         appliance.Duty
		asked, takes bool
	}{{appliance.OnDuty, true, true}, {appliance.Invisible, false, true}, {appliance.OffDuty, false, false}} {
		set(s.tomas, c.duty)
		_, page := jana.get(path)
		if got := !strings.Contains(page, "Takes nothing from E-shop hobla.example"); got != c.asked {
			t.Errorf("%q: Tomáš can be asked: %v", c.duty, got)
		}
		set(s.jana, c.duty)
		_, page = jana.get("/desk")
		if got := strings.Contains(page, waits); got != c.takes {
			t.Errorf("%q: Jana sees what waits: %v", c.duty, got)
		}
	}
	set(s.jana, appliance.OnDuty)
}

func TestDutyIsSetByAFormAlone(t *testing.T) {
	s := newStand(t, appliance.English)
	s.leads()
	jana := s.plain("jana")
	shop := s.entries["webchat"].ID
	for _, c := range []struct {
		duty string
		code int
		want appliance.Duty
	}{{"invisible", http.StatusOK, appliance.Invisible}, {"", http.StatusBadRequest, appliance.Invisible}, {"off", http.StatusOK, appliance.OffDuty}, {"on", http.StatusOK, appliance.OnDuty}} {
		code, _ := jana.post("/desk/duty", "entry", shop.String(), "duty", c.duty)
		var o appliance.Operator
		s.write(func(tx *sqlite.Tx) (err error) { o, err = tx.Operator(s.jana.ID); return err })
		if code != c.code || o.Duties[shop] != c.want {
			t.Errorf("%q: %d and %q, want %d and %q", c.duty, code, o.Duties[shop], c.code, c.want)
		}
	}
}
