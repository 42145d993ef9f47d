package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"cordboard/appliance"
)

// V01: for whom the site vouches is marked in his row and in the head, and the card says as
// whom the site knows him.
func TestWhoIsVouchedForIsMarkedAtTheDesk(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	tomas := s.plain("tomas")
	path := fmt.Sprintf("/desk/%d?tab=active", sc.veronika)
	const mark = "verified by the site"
	if page := second(tomas.get(path)); strings.Contains(page, mark) {
		t.Fatal("somebody is marked for whom nobody vouches")
	}
	if err := s.talks.Vouch(t.Context(), sc.veronika, "customer-<b>17"); err != nil {
		t.Fatal(err)
	}
	page := second(tomas.get(path))
	if row := rowOf(second(tomas.get("/desk?tab=team")), sc.veronika); !strings.Contains(row, mark) {
		t.Errorf("her row says nothing of it: %s", row)
	}
	if !strings.Contains(page, mark) || !strings.Contains(page, "customer-&lt;b&gt;17") {
		t.Error("the head or the card says nothing of it")
	}
}
