package sip

import (
	"context"
	"errors"
	"testing"
)

// TestWhatTheLoopAnsweredCountsThoughTheCallHasEnded: a call ends after a REFER that
// went well, and who asked for that is told so. The select is tried often, for it
// takes either that is ready.
func TestWhatTheLoopAnsweredCountsThoughTheCallHasEnded(t *testing.T) {
	refused := errors.New("refused")
	c := (&Server{}).newCall()
	close(c.over)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for range 50 {
		for _, want := range []error{nil, refused} {
			for _, ctx := range []context.Context{t.Context(), gone} {
				reply := make(chan error, 1)
				reply <- want
				if err := c.await(ctx, reply); !errors.Is(err, want) {
					t.Fatalf("got %v, want what was answered, %v", err, want)
				}
			}
		}
	}
	if err := c.await(t.Context(), make(chan error, 1)); !errors.Is(err, ErrOver) {
		t.Errorf("without an answer: got %v, want %v", err, ErrOver)
	}
	c = (&Server{}).newCall()
	if err := c.await(gone, make(chan error, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("called off: got %v, want %v", err, context.Canceled)
	}
}
