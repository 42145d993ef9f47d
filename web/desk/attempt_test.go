package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/call"
)

// TestTransferThatFailsIsSaidOverTheCallUntilTheCallerIsTakenBack on every page
// that is read, with what can be done.
func TestTransferThatFailsIsSaidOverTheCallUntilTheCallerIsTakenBack(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	id := s.activeCall()
	jana := s.plain("jana")
	path := fmt.Sprintf("/desk/%d?tab=active", id)
	shows := func(what string, want bool) {
		t.Helper()
		if _, page := jana.get(path); strings.Contains(page, what) != want {
			t.Errorf("page holds %q: %t, want %t", what, !want, want)
		}
	}
	for cause, sentence := range map[string]string{
		"busy": "+420 775 418 102 is busy.", "no-answer": "+420 775 418 102 did not answer.",
		"declined": "+420 775 418 102 declined the call.", "unreachable": "+420 775 418 102 cannot be reached.",
	} {
		s.held, s.failed = true, call.Attempt{Number: "+420775418102", Cause: cause, Handing: true}
		shows(sentence, true)
		shows("Krzysztof Nowakowski is on hold and hears music.", true)
	}
	shows(fmt.Sprintf(`formaction="/desk/calls/%d/transfer"`, id), true)
	s.failed.Handing = false
	shows(fmt.Sprintf(`<button class="button small" formaction="/desk/calls/%d/consult">Try again`, id), true)
	if status, _ := jana.post(fmt.Sprintf("/desk/calls/%d/resume", id), "number", "+420775418102"); status != http.StatusOK || s.held {
		t.Errorf("taken back: got %d, held %t", status, s.held)
	}
	shows("is on hold and hears music", false)
}

// TestAdditionThatFailsIsSaidOverTheCall to whom the caller goes on talking, in the
// words of a failed transfer; he may try again or close it, and a caller on hold can
// be taken back.
func TestAdditionThatFailsIsSaidOverTheCall(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	id := s.activeCall()
	jana := s.plain("jana")
	page := func() string { return second(jana.get(fmt.Sprintf("/desk/%d?tab=active", id))) }
	s.failed = call.Attempt{Number: "+420775418102", Cause: "busy", Joining: true}
	close, back := `<button class="button small">Close</button>`, ">Return</button>"
	again := fmt.Sprintf(`formaction="/desk/calls/%d/add">Try again`, id)
	for what, want := range map[string]bool{"+420 775 418 102 is busy.": true, close: true, again: true, back: false, "hears music": false} {
		if got := strings.Contains(page(), what); got != want {
			t.Errorf("page holds %q: %t, want %t", what, got, want)
		}
	}
	s.held = true
	for what, want := range map[string]bool{"is on hold and hears music.": true, again: true, back: true, close: false} {
		if got := strings.Contains(page(), what); got != want {
			t.Errorf("on hold, page holds %q: %t, want %t", what, got, want)
		}
	}
	if status, after := jana.post(fmt.Sprintf("/desk/calls/%d/resume", id), "number", "+420775418102"); status != http.StatusOK || strings.Contains(after, "is busy.") {
		t.Errorf("closed: got %d, and it is said still %t", status, strings.Contains(after, "is busy."))
	}
}
