package desk_test

import (
	"regexp"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/studio"
)

// studioNumber gives the site a number by which prompts are recorded.
func (s *stand) studioNumber() {
	s.t.Helper()
	all, err := s.site.Settings(s.t.Context())
	if err == nil {
		all.Studio = "199"
		err = s.site.SaveSettings(s.t.Context(), 0, all)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// orderRecording has somebody ask for a code for a prompt in Czech.
func (s *stand) orderRecording(by appliance.Operator, name string) studio.Standing {
	s.t.Helper()
	s.studioNumber()
	standing, err := s.studio.Record(studio.Order{Piece: studio.Piece{Language: appliance.Czech, Name: name}, By: by.ID, Speaks: by.Language})
	if err != nil {
		s.t.Fatal(err)
	}
	return standing
}

// codeShown is the code of the page, as six digits.
const codeShown = `(document.querySelector('#prompt-recording')?.textContent.replace(/\u00a0/g, '').match(/\d{6}/)?.[0] ?? '')`

// TestPromptsPageGivesACodeAndTakesItBack begins with a prompt that is not there
// yet: its name comes first.
func TestPromptsPageGivesACodeAndTakesItBack(t *testing.T) {
	s := newStand(t, appliance.English)
	if _, page := s.plain("tomas").get("/admin/prompt"); strings.Contains(page, `value="record"`) {
		t.Error("recording is offered where there is no number to call")
	}
	s.studioNumber()
	tab := peertest.StartBrowser(t).TabOf(t, peertest.View{Width: 1200, Height: 800})
	s.signInAs(tab, "tomas")
	tab.Go(s.url + "/admin/prompt")
	tab.Eval(`document.querySelector('button[value="record"]').click()`, nil)
	tab.Wait(`document.querySelector('#name-flaw')`)
	tab.Eval(`document.querySelector('[name="name"]').value = 'welcome'; document.querySelector('[name="language"]').value = 'cs'; document.querySelector('[name="words"]').value = 'Ahoj'; document.querySelector('button[value="record"]').click()`, nil)
	tab.Wait(`location.search.includes('name=welcome') && ` + codeShown)
	var code, page string
	tab.Eval(codeShown, &code)
	tab.Eval(`document.getElementById('prompt-recording').innerText`, &page)
	piece := studio.Piece{Language: appliance.Czech, Name: "welcome"}
	if now := s.studio.Standing(piece); now.Code != code || now.By != s.tomas.ID || !strings.Contains(page, "199") || !regexp.MustCompile(`\d\d:\d\d`).MatchString(page) {
		t.Errorf("the page shows %q, and it stands %+v", page, now)
	}
	tab.Eval(`document.querySelector('button[value="withdraw"]').click()`, nil)
	tab.Wait(`document.querySelector('#prompt-recording[hidden]')`)
	if now := s.studio.Standing(piece); now != (studio.Standing{}) {
		t.Errorf("it still stands %+v", now)
	}
	if bad := tab.Violations(); len(bad) > 1 || len(bad) == 1 && !strings.Contains(bad[0], "422") {
		t.Errorf("policy: %v", bad)
	}
}

// TestCodeIsShownToWhoAskedForItAlone: the page learns by itself that there is
// one.
func TestCodeIsShownToWhoAskedForItAlone(t *testing.T) {
	s := newStand(t, appliance.English)
	s.studioNumber()
	tab := peertest.StartBrowser(t).TabOf(t, peertest.View{Width: 1200, Height: 800})
	s.signInAs(tab, "tomas")
	tab.Go(s.url + "/admin/prompt?language=cs&name=welcome")
	tab.Wait(`document.querySelector('#prompt-recording[hidden]')`)
	s.orderRecording(s.jana, "welcome")
	tab.Wait(`document.querySelector('#prompt-recording:not([hidden])').innerText.includes('` + s.jana.Name + `')`)
	var code string
	if tab.Eval(codeShown, &code); code != "" {
		t.Errorf("Tomáš sees Jana's code %s", code)
	}
	own := s.orderRecording(s.tomas, "welcome")
	tab.Wait(codeShown + ` === '` + own.Code + `'`)
}
