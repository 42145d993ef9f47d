package call

import (
	"context"
	"errors"
	"testing"
)

// TestCommandThatEndsTheCallIsNotRefused lets the verdict and the end of the call
// be there at the same time, as after a hang-up.
func TestCommandThatEndsTheCallIsNotRefused(t *testing.T) {
	gone := make(chan struct{})
	close(gone)
	for range 100 {
		verdict := make(chan error, 1)
		verdict <- nil
		if err := decided(t.Context(), verdict, gone); err != nil {
			t.Fatalf("got %v, want what was decided", err)
		}
	}
	if err := decided(t.Context(), make(chan error), gone); !errors.Is(err, ErrNoCall) {
		t.Errorf("of a call that was gone before: got %v", err)
	}
	left, leave := context.WithCancel(t.Context())
	leave()
	if err := decided(left, make(chan error), make(chan struct{})); !errors.Is(err, context.Canceled) {
		t.Errorf("of who did not wait: got %v", err)
	}
}
