package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// TestTeamShowsHowItsOperatorsAre to who looks after them, and follows them.
func TestTeamShowsHowItsOperatorsAre(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	call := s.activeCall()
	s.there(s.tomas)
	var petr, eva appliance.Operator
	s.write(func(tx *sqlite.Tx) (err error) { // signed out of all conversations, and never there
		if petr, err = tx.AddOperator(appliance.Operator{Login: "petr", Name: "Petr Cizí", Role: appliance.RoleSuperUser, Chats: 2}); err != nil {
			return err
		}
		if eva, err = tx.AddOperator(appliance.Operator{Login: "eva", Name: "Eva Nová", Role: appliance.RoleSuperUser, Chats: 2, Calls: 1}); err != nil {
			return err
		}
		off := appliance.Presence{Operator: petr.ID, State: appliance.Offline, Since: s.now}
		tx.Emit(appliance.SiteChanged{})
		tx.Emit(appliance.PresenceChanged{Presence: off})
		return tx.SavePresence(off, off.Since)
	})
	if page := second(s.plain("jana").get("/desk?tab=team")); strings.Contains(page, "person-row") {
		t.Error("who looks after nobody sees how the others are")
	}
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signInAs(tab, "tomas")
	tab.Go(s.url + "/desk?tab=team")
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	people := `[...document.querySelectorAll('.person-row')].map(p => p.textContent.replace(/\s+/g, ' ').trim().replace(/[0-9]+:[0-9:]+/, 'TIME')).join('; ')`
	was := "Jana Dvořáková 1/1 calls · 2/4 chats On a call · TIME; Tomáš Beneš 0/4 chats Available · TIME"
	var shown string
	if tab.Eval(people, &shown); shown != was {
		t.Fatalf("the team is %q, want %q", shown, was)
	}
	if err := s.SetPresence(t.Context(), s.jana.ID, appliance.Away, "lunch"); err != nil {
		t.Fatal(err)
	}
	was = strings.Replace(was, "On a call", "Lunch · in a call", 1)
	tab.Wait(fmt.Sprintf(`%s === %q`, people, was))
	for _, o := range []appliance.Operator{petr, eva} { // who serves is shown, wherever he is
		if err := s.talks.TakeOver(t.Context(), o.ID, sc.veronika); err != nil {
			t.Fatal(err)
		}
		state := map[appliance.OperatorID]string{petr.ID: "Petr Cizí 1/2 chats Offline · TIME", eva.ID: "Eva Nová 1/2 chats Offline"}[o.ID]
		tab.Wait(fmt.Sprintf(`%s.split('; ').includes(%q)`, people, state))
	}
	tab.Wait(fmt.Sprintf(`!%s.includes('Petr Cizí')`, people))
	if err := s.talks.TakeOver(t.Context(), eva.ID, call); err != nil {
		t.Fatal(err)
	}
	tab.Wait(fmt.Sprintf(`%s.split('; ').includes('Eva Nová 1/1 calls · 1/2 chats Offline · in a call')`, people))
}

// keepHours has both ways in keep opening hours.
func (s *stand) keepHours() {
	s.t.Helper()
	err := s.site.SaveCalendar(s.t.Context(), s.tomas.ID, hours.Calendar{
		Name: "sklad", Zone: "Europe/Prague", Week: []hours.Range{{Days: []hours.Day{0, 1, 2, 3, 4, 5, 6}, Span: hours.Span{From: 1, To: 24 * 60}}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.write(func(tx *sqlite.Tx) error {
		for _, e := range s.entries {
			e.Hours = "sklad"
			if err := tx.SaveEntryPoint(e); err != nil {
				return err
			}
		}
		tx.Emit(appliance.SiteChanged{})
		return nil
	})
}

// closeIn has both ways in close so many minutes from now, by the clocks of a zone
// where it is noon.
func (s *stand) closeIn(minutes int) {
	s.t.Helper()
	zone := fmt.Sprintf("Etc/GMT%+d", s.now.UTC().Hour()-12)
	place, err := time.LoadLocation(zone)
	if err != nil {
		s.t.Fatal(err)
	}
	now := s.now.In(place)
	week := hours.Range{Days: []hours.Day{0, 1, 2, 3, 4, 5, 6}, Span: hours.Span{From: 8 * 60, To: hours.Clock(now.Hour()*60 + now.Minute() + minutes)}}
	if err := s.site.SaveCalendar(s.t.Context(), s.tomas.ID, hours.Calendar{Name: "sklad", Zone: zone, Week: []hours.Range{week}}); err != nil {
		s.t.Fatal(err)
	}
	s.write(func(tx *sqlite.Tx) error {
		for _, e := range s.entries {
			e.Hours = "sklad"
			if err := tx.SaveEntryPoint(e); err != nil {
				return err
			}
		}
		tx.Emit(appliance.SiteChanged{})
		return nil
	})
}

// TestEndOfHoursIsSaidAtTheDeskUntilTheyAreExtended to who serves those who come.
func TestEndOfHoursIsSaidAtTheDeskUntilTheyAreExtended(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(s.url + "/desk")
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && !document.getElementById('closing')`)
	s.closeIn(10)
	tab.Wait(`/^E-shop hobla.example, Hlavní linka: closes at \d\d:\d\d\. Finish the conversations that have begun\.$/.test(document.getElementById('closing')?.textContent.trim())`)
	s.closeIn(180)
	tab.Wait(`!document.getElementById('closing')`)
}
