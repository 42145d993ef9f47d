package desk_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/sqlite"
)

// holding are the blocks that hold.
func (s *stand) holding() (all []appliance.Block) {
	s.t.Helper()
	if err := s.store.Read(s.t.Context(), func(v *sqlite.View) (err error) {
		all, err = v.Blocks(time.Now())
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return all
}

// disturbs has Jana serve a chat from a browser that bears a mark.
func (s *stand) disturbs(name, mail string) appliance.ConversationID {
	s.t.Helper()
	c, err := s.talks.Open(s.t.Context(), talks.Opening{
		Channel: appliance.WebChat, EntryPoint: s.entries["webchat"].ID, Queue: s.queues["Doprava"].ID, Name: name, Mail: mail,
		Visitor: []byte(name), Browser: appliance.Browser{Name: "Firefox", System: "Windows", Mark: fmt.Sprintf("%x", name), Address: "192.0.2.7"},
		Message: talks.Message{Text: "Ty jsi ale #!?"},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.write(func(tx *sqlite.Tx) error { return s.talks.Join(tx, c.ID, s.jana.ID, time.Now()) })
	return c.ID
}

// blocks has Jana keep away whom she serves, or served last.
func (s *stand) blocks(name string, b talks.Blocking) {
	s.t.Helper()
	var all []appliance.Conversation
	err := s.store.Read(s.t.Context(), func(v *sqlite.View) (err error) {
		all, err = v.Conversations(sqlite.ConversationFilter{Operator: s.jana.ID})
		return err
	})
	i := slices.IndexFunc(all, func(c appliance.Conversation) bool { return c.Name == name })
	if err == nil && i >= 0 {
		err = s.talks.Block(s.t.Context(), s.jana.ID, all[i].ID, b)
	}
	if err != nil || i < 0 {
		s.t.Fatal(i, err)
	}
}

// TestContactIsBlockedAndUnblockedAtTheDesk does it as a plain form does: for a time as
// people write it, refused with a sentence, and told on the page, in the list and in the
// administration, where it is lifted.
func TestContactIsBlockedAndUnblockedAtTheDesk(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	id := s.disturbs("Zlobil Jan", "zlobil@seznam.example")
	jana, tomas := s.plain("jana"), s.plain("tomas")
	path := fmt.Sprintf("/desk/%d", id)
	_, page := jana.get(path)
	for scope, offered := range map[string]bool{"device": true, "address": true, "mail": false} {
		if strings.Contains(page, `name="scope" value="`+scope+`"`) != offered {
			t.Errorf("the page offers to block by %s: %v, want %v", scope, !offered, offered)
		}
	}
	for length, scope := range map[string]string{"soon": "device", "": "device", "0": "device", "-1 h": "device", "1 h": "phone"} {
		if status, _ := jana.post(path+"/block", "scope", scope, "lasts", "time", "length", length); status != http.StatusUnprocessableEntity {
			t.Errorf("for %q by %s: %d", length, scope, status)
		}
	}
	if got := s.holding(); len(got) != 0 {
		t.Fatalf("what was refused blocks: %+v", got)
	}
	before := time.Now()
	if status, _ := jana.post(path+"/block", "scope", "device", "lasts", "time", "length", "1,5 h", "reason", "swears"); status != http.StatusOK {
		t.Fatalf("block: %d", status)
	}
	all := s.holding()
	if len(all) != 1 || all[0].Scope != appliance.BlockDevice || all[0].Value != "5a6c6f62696c204a616e" {
		t.Fatalf("there are %+v", all)
	}
	if left := all[0].Until.Sub(before); left < 89*time.Minute || left > 91*time.Minute {
		t.Errorf("it lasts %v", left)
	}
	_, page = jana.get(path)
	for _, said := range []string{"blocked the contact by his device until", "swears", "/lift", `name="reason"`} {
		if !strings.Contains(page, said) {
			t.Errorf("the page does not say %q", said)
		}
	}
	if _, list := jana.get("/desk?tab=active"); !strings.Contains(list, `<span class="chip bad tiny">blocked</span>`) {
		t.Error("the list does not mark it")
	}
	_, list := tomas.get("/admin/blocks")
	for _, said := range []string{"Zlobil Jan", "swears", s.jana.Name, path} {
		if !strings.Contains(list, said) {
			t.Errorf("the administration does not say %q", said)
		}
	}
	if strings.Contains(list, "5a6c6f62696c204a616e") {
		t.Error("the administration shows a browser's mark")
	}
	if status, _ := jana.post(fmt.Sprintf("/admin/blocks/%d", all[0].ID)); status != http.StatusForbidden {
		t.Errorf("an operator lifts it in the administration: %d", status)
	}
	if status, _ := tomas.post(fmt.Sprintf("/admin/blocks/%d", all[0].ID)); status != http.StatusOK {
		t.Errorf("lift: %d", status)
	}
	if got := s.holding(); len(got) != 0 {
		t.Errorf("it still holds: %+v", got)
	}
	if _, log := tomas.get("/admin/audit"); !strings.Contains(log, "blocked the contact of conversation") || !strings.Contains(log, "come again") {
		t.Error("the audit log does not tell of both")
	}
	// For good, and lifted at the desk.
	if status, _ := jana.post(path+"/block", "scope", "address", "lasts", "good"); status != http.StatusOK {
		t.Fatalf("block for good: %d", status)
	}
	if all = s.holding(); len(all) != 1 || !all[0].Until.IsZero() || all[0].Scope != appliance.BlockAddress {
		t.Fatalf("there are %+v", all)
	}
	if status, _ := jana.post(fmt.Sprintf("/desk/blocks/%d/lift", all[0].ID)); status != http.StatusOK || len(s.holding()) != 0 {
		t.Errorf("lift at the desk: %d, %+v", status, s.holding())
	}
}

// TestWhoseRoleBlocksNobodyIsOfferedNoBlock takes the right away.
func TestWhoseRoleBlocksNobodyIsOfferedNoBlock(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	id := s.disturbs("Zlobil Jan", "")
	jana := s.plain("jana")
	path := fmt.Sprintf("/desk/%d", id)
	if _, page := jana.get(path); !strings.Contains(page, path+"/block") {
		t.Fatal("the page offers no block to who may: the test shows nothing")
	}
	s.write(func(tx *sqlite.Tx) error {
		role, err := tx.AddRole(appliance.Role{Name: map[appliance.Language]string{appliance.English: "Gentle"}, Rights: appliance.Rights{appliance.RightTake, appliance.RightPass}})
		if err != nil {
			return err
		}
		o, err := tx.Operator(s.jana.ID)
		o.Role = role.ID
		tx.Emit(appliance.OperatorChanged{Operator: o})
		if err != nil {
			return err
		}
		return tx.SaveOperator(o)
	})
	if _, page := jana.get(path); strings.Contains(page, "/block") {
		t.Error("the page offers a block to who may not")
	}
	if status, _ := jana.post(path+"/block", "scope", "device", "lasts", "good"); status != http.StatusForbidden || len(s.holding()) != 0 {
		t.Errorf("he blocks: %d", status)
	}
}
