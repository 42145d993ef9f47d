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

// TestTicketsAreSearchedByPhrase finds one by what it asks and by who asks, but not by
// what is masked of him.
func TestTicketsAreSearchedByPhrase(t *testing.T) {
	s := newStand(t, appliance.English)
	s.ticket()
	s.write(func(tx *sqlite.Tx) error {
		_, err := tx.AddTicket(appliance.Ticket{Subject: "Jiná žádost", Name: "Petr", State: appliance.TicketOpen, Origin: appliance.FromDesk, EntryPoint: s.entries["webchat"].ID, Created: s.now, Changed: s.now})
		return err
	})
	jana := s.plain("jana")
	finds := func(phrase, want string, count int) {
		t.Helper()
		_, page := jana.get("/tickets?" + q(phrase))
		if n := strings.Count(page, `class="ticket"`); n != count || !strings.Contains(page, want) {
			t.Errorf("%q: got %d tickets, want %d and %q", phrase, n, count, want)
		}
	}
	finds("zastavit na PRODEJNE", "<mark>zastavit na prodejně</mark>", 1)
	finds("pila nejede", "<mark>Pila nejede</mark>", 1)
	finds("prochazkova", "<mark>Procházková</mark>", 1)
	finds("602111222", "<mark>602 111 222</mark>", 1)
	finds("zadost", "<mark>žádost</mark>", 1)
	finds("velbloud", "Nothing found. Try fewer or other words.", 0)
	finds("ve", "Type at least 3 letters.", 0)
	finds("", "Pila nejede", 2)
	if _, page := jana.post("/tickets/2/subject", "subject", "Žádost o fakturu", "q", "zadost"); strings.Count(page, `class="ticket"`) != 1 || !strings.Contains(page, "<mark>Žádost</mark>") {
		t.Error("who renames one that he found stands before another list")
	}
	(&aviary{stand: s}).mask(true)
	finds("602111222", "Nothing found.", 0)
	finds("pila nejede", "<mark>Pila nejede</mark>", 1)
}
