package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// TestWhoIsRelievedOfAChatReadsWhoGoesOnWithIt over his wrap-up, which holds nothing of
// what he was about to write to the contact.
func TestWhoIsRelievedOfAChatReadsWhoGoesOnWithIt(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana := s.plain("jana")
	if _, err := s.talks.SaveDraft(t.Context(), appliance.Draft{Operator: s.jana.ID, Conversation: sc.veronika, Text: "I was about to say"}); err != nil {
		t.Fatal(err)
	}
	if err := s.talks.TakeOver(t.Context(), s.tomas.ID, sc.veronika); err != nil {
		t.Fatal(err)
	}
	_, page := jana.get(fmt.Sprintf("/desk/%d", sc.veronika))
	if !strings.Contains(page, "The conversation goes on with Tomáš Beneš. Wrap up your part of it.") {
		t.Errorf("she does not read who goes on:\n%s", page)
	}
	if strings.Contains(page, "I was about to say") {
		t.Error("what was meant for the contact stands in the note")
	}
	eva := s.colleague("eva", "Eva Horáková")
	s.entered(sc.aleksandra, s.tomas.ID, s.jana.ID, appliance.ToJoin)
	s.write(func(tx *sqlite.Tx) error {
		eva.Role = appliance.RoleObserver
		tx.Emit(appliance.OperatorChanged{Operator: eva})
		return tx.SaveOperator(eva)
	})
	if _, page := s.plain("eva").get(fmt.Sprintf("/desk/%d?tab=team", sc.aleksandra)); !strings.Contains(page, "Jana Dvořáková, Tomáš Beneš are in this conversation.") {
		t.Errorf("who looks on reads of one alone:\n%s", page)
	}
}
