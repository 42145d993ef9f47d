package widget_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
)

// TestRuleIsDueWhenAllOfItsConditionsHold runs the widget's own rule over a table.
func TestRuleIsDueWhenAllOfItsConditionsHold(t *testing.T) {
	script, err := os.ReadFile("assets/proposals.js")
	must(t, err)
	rules := regexp.MustCompile(`(?s)const fits = .*?// End of what is due\.`).Find(script)
	if rules == nil {
		t.Fatal("the module has no rules")
	}
	table, err := os.ReadFile("testdata/proposals.json")
	must(t, err)
	var cases []struct {
		Name string
		Due  bool
	}
	must(t, json.Unmarshal(table, &cases))
	s := newStand(t)
	tab := peertest.StartBrowser(t).TabOf(t, peertest.View{Still: true})
	tab.Go(s.url + "/vrtacky/bd-18")
	var got []bool
	tab.Eval(fmt.Sprintf(`(() => {
		%s
		const usual = { seconds: 0, path: '/', pages: 1, scroll: 0, state: 'open', proposed: { visit: [], day: [], always: [] } };
		return %s.map((c) => Boolean(isDue({ name: 'r', often: 'visit', ...c.rule }, { ...usual, ...c.at })));
	})()`, rules, table), &got)
	if len(got) != len(cases) || len(got) < 30 {
		t.Fatalf("%d answers to %d cases", len(got), len(cases))
	}
	for i, c := range cases {
		if got[i] != c.Due {
			t.Errorf("%s: got %t, want %t", c.Name, got[i], c.Due)
		}
	}
}

// proposes gives the entry point rules.
func (s *stand) proposes(rules ...appliance.Proposal) {
	s.t.Helper()
	s.change(func(e *appliance.EntryPoint) { e.Widget.Proposals = rules })
}

// yesX, yesY is where a proposal's first button stands: scripts cannot reach into the shadow.
const yesX, yesY = 1440 - 24 - 300 + 16 + 40, 900 - 92 - 16 - 22

// notes what the page is told.
const notes = `window.told = []; for (const e of ['invited', 'accepted', 'dismissed']) cordboard('on', e, (d) => told.push(e + ' ' + d.rule))`

// TestVisitorIsInvitedAccordingToARule: the rule proposes while the visitor reads on, he
// accepts, and whoever answers is told what proposed the chat (F122, F144, V03).
func TestVisitorIsInvitedAccordingToARule(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.proposes(
		appliance.Proposal{Name: "Cart", Page: "/kosik", Often: appliance.OncePerVisit},
		appliance.Proposal{Name: "Drills", Page: "/vrtacky", Open: true, Often: appliance.OncePerVisit, Texts: map[appliance.Language]string{appliance.Czech: "Poradíme s výběrem vrtačky?"}},
	)
	v.tab.Go(v.url + "/vrtacky/bd-18")
	v.tab.Wait("window.cordboard && window.cordboard.box")
	v.tab.Eval(notes, nil)
	v.tab.Wait("told.length === 1")
	var at struct {
		Told  []string
		Focus bool
	}
	if v.tab.Eval("({Told: told, Focus: document.activeElement === document.body})", &at); !slices.Equal(at.Told, []string{"invited Drills"}) || !at.Focus {
		t.Errorf("the page was told %q; the focus stayed: %t", at.Told, at.Focus)
	}
	if dir := os.Getenv("SCREENS"); dir != "" {
		v.tab.Screenshot(filepath.Join(dir, "proposal.png"))
	}
	v.tab.Click(yesX, yesY)
	v.tab.Wait("told.length === 2")
	if v.tab.Eval("({Told: told})", &at); at.Told[1] != "accepted Drills" {
		t.Errorf("the page was told %q", at.Told)
	}
	f := v.frame()
	f.Wait("document.querySelector('main.form') && document.hasFocus()")
	fills(f, map[string]string{"name": "Eva Malá", "topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	if c := v.only(); c.Proposal != "Drills" {
		t.Errorf("the chat was proposed by %q", c.Proposal)
	}
	v.tab.Eval("cordboard('close'); cordboard('invite')", nil) // a chat goes on
	if v.tab.Eval("({Told: told})", &at); len(at.Told) != 2 {
		t.Errorf("the page was told %q", at.Told)
	}
	if got := v.tab.Errors(); len(got) > 0 {
		t.Errorf("errors of the page: %q", got)
	}
}

// TestRuleFitsAnAddressAsPeopleWriteIt, whose browser writes its diacritics otherwise.
func TestRuleFitsAnAddressAsPeopleWriteIt(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.proposes(
		appliance.Proposal{Name: "Encoded", Page: "/n%C3%A1%C5%99ad%C3%AD", Often: appliance.OncePerVisit},
		appliance.Proposal{Name: "Tools", Page: "/nářadí/*/šroub", Often: appliance.OncePerVisit},
	)
	v.tab.Go(v.url + "/vrtacky/bd-18")
	v.tab.Wait("window.cordboard && window.cordboard.box")
	v.tab.Eval(notes+"; history.pushState(null, '', '/nářadí/ruční/šroubovák?x=1')", nil)
	v.tab.Wait("told.join() === 'invited Tools'")
}

// TestProposalThatWasWavedAwayDoesNotComeAgain in the visit, by a rule or by the page, and
// Escape waves it away.
func TestProposalThatWasWavedAwayDoesNotComeAgain(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.proposes(appliance.Proposal{Name: "Shop", Page: "/", Often: appliance.OncePerPage})
	v.tab.Go(v.url + "/vrtacky/bd-18")
	v.tab.Wait("window.cordboard && window.cordboard.box")
	v.tab.Eval(notes, nil)
	v.tab.Wait("told.length === 1")
	v.tab.Key("Escape")
	v.tab.Wait("told.length === 2")
	var got []string
	if v.tab.Eval("told", &got); !slices.Equal(got, []string{"invited Shop", "dismissed Shop"}) {
		t.Errorf("the page was told %q", got)
	}
	v.tab.Go(v.url + "/vrtacky/bd-18?again")
	v.tab.Wait("window.cordboard && window.cordboard.box")
	v.tab.Eval(notes+"; cordboard('invite')", nil)
	v.tab.Eval("window.ticks = 0; setInterval(() => { window.ticks++ }, 1000)", nil)
	v.tab.Wait("ticks >= 3") // the loader considers its rules each second
	if v.tab.Eval("told", &got); len(got) > 0 {
		t.Errorf("the page was told %q", got)
	}
}

// TestNobodyIsInvitedWhereNobodyIsThere, nor is anything kept before consent.
func TestNobodyIsInvitedWhereNobodyIsThere(t *testing.T) {
	browser := peertest.StartBrowser(t)
	v := newVisit(t, browser)
	v.site.set(site.Offline, time.Time{})
	v.proposes(
		appliance.Proposal{Name: "Open", Page: "/", Open: true, Often: appliance.OncePerVisit},
		appliance.Proposal{Name: "Always", After: 3 * time.Second, Often: appliance.OncePerDay},
	)
	v.tab.Go(v.url + "/vrtacky/bd-18")
	v.tab.Wait("window.cordboard && window.cordboard.box")
	v.tab.Eval(notes, nil)
	v.tab.Wait("told.length === 1")
	var got, kept []string
	if v.tab.Eval("told", &got); got[0] != "invited Always" {
		t.Errorf("the page was told %q", got)
	}
	const stored = "[localStorage, sessionStorage].flatMap((s) => Object.keys(s)).filter((k) => k.startsWith('cordboard-proposals'))"
	if v.tab.Eval(stored, &kept); len(kept) != 2 {
		t.Errorf("kept are %q: the test sees too little", kept)
	}
	rules := v.entry.Widget.Proposals
	v = newVisit(t, browser) // of another origin: nothing of the loader is kept
	v.proposes(rules...)
	v.change(func(e *appliance.EntryPoint) { e.Widget.Consent = true })
	v.tab.Go(v.url + "/vrtacky/bd-18?consent")
	v.tab.Wait("window.cordboard && window.cordboard.box")
	v.tab.Eval(notes+"; cordboard('invite'); window.ticks = 0; setInterval(() => { window.ticks++ }, 1000)", nil)
	v.tab.Wait("ticks >= 4")
	if v.tab.Eval(stored, &kept); len(kept) > 0 {
		t.Errorf("before consent %q are kept", kept)
	}
	if v.tab.Eval("told", &got); len(got) > 0 {
		t.Errorf("before consent the page was told %q", got)
	}
}

// TestProposalOfABrowserIsARuleOfTheEntryPoint: what a browser makes up is not kept.
func TestProposalOfABrowserIsARuleOfTheEntryPoint(t *testing.T) {
	s := newStand(t)
	s.proposes(appliance.Proposal{Name: "Drills", Page: "/", Often: appliance.OncePerVisit})
	n := 0
	for said, want := range map[string]string{"Drills": "Drills", "invite()": appliance.ProposedByPage, "<b>x</b>": "", strings.Repeat("x", 5000): ""} {
		n++
		a := s.post("", "open", map[string]any{"key": keyOf(fmt.Sprint("p", n)), "name": "Eva", "topic": s.queues[0], "proposal": said})
		if a.status != 200 {
			t.Fatalf("open: got %d %s", a.status, a.body)
		}
		all := s.conversations()
		if got := all[len(all)-1].Proposal; got != want {
			t.Errorf("%.20q: got %q, want %q", said, got, want)
		}
	}
}
