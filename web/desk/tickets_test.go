package desk_test

import (
	"regexp"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/ticket"
)

// TestTicketSaysItsTopicItsLanguageAndWhereItWasWritten looks in every language.
func TestTicketSaysItsTopicItsLanguageAndWhereItWasWritten(t *testing.T) {
	for language, words := range map[appliance.Language][]string{
		appliance.English: {"Čeština · E-shop hobla.example · offline form"},
		appliance.Czech:   {"Čeština · E-shop hobla.example · offline formulář"},
		appliance.Polish:  {"Čeština · E-shop hobla.example · formularz offline"},
	} {
		s := newStand(t, language)
		s.ticket()
		s.onSite("https://hobla.example")
		_, page := s.plain("jana").get("/tickets")
		for _, want := range append(words, ">Reklamace<", `href="https://hobla.example/reklamace/pily"`) {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the list does not say %q", language, want)
			}
		}
	}
}

// onSite has the widget stand on one site.
func (s *stand) onSite(address string) {
	s.write(func(tx *sqlite.Tx) error {
		e := s.entries["webchat"]
		e.Widget.Sites = []string{address}
		tx.Emit(appliance.SiteChanged{})
		return tx.SaveEntryPoint(e)
	})
}

// TestDeskCountsOpenTickets looks at the top bar and at the menu beside it.
func TestDeskCountsOpenTickets(t *testing.T) {
	s := newStand(t, appliance.English)
	jana := s.plain("jana")
	counts := func() []string {
		var all []string
		for _, found := range regexp.MustCompile(`id="tickets-count[^"]*" class="badge"( hidden)?>(\d+)<`).FindAllStringSubmatch(second(jana.get("/desk")), -1) {
			all = append(all, found[2]+found[1])
		}
		return all
	}
	want := func(count string) {
		t.Helper()
		if got := counts(); len(got) != 2 || got[0] != count || got[1] != count {
			t.Errorf("the bar and its menu count %q, want %q", got, count)
		}
	}
	want("0 hidden")
	s.ticket()
	id := s.ticket()
	want("2")
	if err := ticket.New(ticket.Deps{Store: s.store}).Close(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	want("1")
}
