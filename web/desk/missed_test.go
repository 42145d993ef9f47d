package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
)

func TestMissedCallIsCalledBackWithOnePress(t *testing.T) {
	s := newStand(t, appliance.English)
	id := s.missedCall()
	jana := s.plain("jana")
	if _, page := jana.get("/missed"); !strings.Contains(page, "Marek Dvořák") || !strings.Contains(page, "1 call") {
		t.Fatal("the caller who gave up is not in the list")
	}
	if got, page := jana.post("/missed/" + id.String() + "/call"); got != http.StatusOK || !strings.Contains(page, "Marek Dvořák") {
		t.Errorf("calling him back: got %d, want the page of the call", got)
	}
	if _, page := jana.get("/missed"); strings.Contains(page, "Marek Dvořák") {
		t.Error("he is being called, and stands in the list")
	}
	if got, _ := jana.post("/missed/" + id.String() + "/call"); got != http.StatusConflict {
		t.Errorf("calling him twice: got %d, want 409", got)
	}
}
