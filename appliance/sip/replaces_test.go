package sip

import "testing"

func TestCallsYieldTheirPlaceAsTheRFCSays(t *testing.T) {
	for _, tt := range []struct {
		name      string
		stage     stage
		earlyOnly bool
		ours      bool
		want      int
	}{
		{"a standing call", confirmed, false, false, 0},
		{"one that waits for its ACK", answered, false, false, 0},
		{"a standing one, wanted only before the answer", confirmed, true, false, 486},
		{"one of ours that rings", early, false, true, 0},
		{"one of ours that rings, wanted so", early, true, true, 0},
		{"one of theirs that rings", early, false, false, 481},
		{"one that is over", ended, false, false, 603},
		{"one that is being hung up", leaving, false, true, 603},
	} {
		if got := statusOf(tt.stage.yields(tt.earlyOnly, tt.ours)); got != tt.want {
			t.Errorf("%s: %d, want %d (RFC 3891 section 3)", tt.name, got, tt.want)
		}
	}
}
