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
