package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// opened are the tickets that there are.
func (s *stand) opened() (all []appliance.Ticket) {
	s.t.Helper()
	s.write(func(tx *sqlite.Tx) (err error) {
		all, err = tx.Tickets(sqlite.TicketFilter{})
		return err
	})
	return all
}

// F176: who serves or served a chat opens its ticket, once; it holds the chat, leads to
// it and back, and is called as he likes.
func TestOperatorOpensATicketOutOfAChat(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana := s.plain("jana")
	chat := fmt.Sprintf("/desk/%d", sc.veronika)
	if !strings.Contains(second(jana.get(chat)), `action="`+chat+`/ticket"`) {
		t.Error("the chat offers no ticket")
	}
	if status, _ := s.stranger().post(chat + "/ticket"); status != http.StatusForbidden || len(s.opened()) > 0 {
		t.Errorf("who has nothing to do with it: got %d, and %d tickets", status, len(s.opened()))
	}
	jana.post(chat + "/ticket")
	if err := s.talks.End(t.Context(), sc.veronika, appliance.ByContact, 0, "visitor"); err != nil {
		t.Fatal(err)
	}
	_, page := jana.post(chat + "/ticket")
	all := s.opened()
	if len(all) != 1 || all[0].Subject != "Tiket k chatu z fronty Doprava" || all[0].Conversation != sc.veronika || !strings.Contains(all[0].Body, "Dobrý den, paní Malá") || strings.Contains(all[0].Body, "stihneš to") {
		t.Fatalf("opened are %+v", all)
	}
	if !strings.Contains(page, ">Tiket k chatu z fronty Doprava ") || !strings.Contains(page, `href="`+chat) {
		t.Error("the list lacks it, or its way to the chat")
	}
	if story := second(jana.get(chat)); strings.Count(story, fmt.Sprintf(`href="/tickets/%s"`, all[0].ID)) != 1 {
		t.Error("the story does not lead to it once")
	}
	if _, page = jana.post(fmt.Sprintf("/tickets/%s/subject", all[0].ID), "subject", "Box Brno"); !strings.Contains(page, ">Box Brno ") {
		t.Error("it is not called as she wrote")
	}
	one := "/tickets/" + all[0].ID.String()
	if _, page = jana.post(one + "/close"); strings.Contains(page, ">Box Brno ") {
		t.Error("the list of the open ones shows what was closed")
	}
	if _, page = jana.get(one); !strings.Contains(page, ">Box Brno ") || !strings.Contains(page, ">closed<") || strings.Contains(page, one+"/close") {
		t.Error("the address of a closed one does not show it as such")
	}
	if _, page = jana.post(one+"/reopen", "one", "1"); !strings.Contains(page, one+"/close") || s.opened()[0].State != appliance.TicketOpen {
		t.Error("it is not opened again on its page")
	}
	if status, _ := jana.get("/tickets/9999"); status != http.StatusNotFound {
		t.Errorf("one that there is not: %d", status)
	}
	if status, _ := jana.post(fmt.Sprintf("/tickets/%s/subject", all[0].ID), "subject", " "); status != http.StatusUnprocessableEntity || s.opened()[0].Subject != "Box Brno" {
		t.Errorf("without a subject: got %d, and it is called %q", status, s.opened()[0].Subject)
	}
}
