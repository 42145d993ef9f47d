package call

import (
	"errors"
	"strings"
	"testing"
)

func TestFaultOfOursIsAnErrorOfItsCall(t *testing.T) {
	failed := errors.New("failed")
	if err := guarded(func() error { return failed }); !errors.Is(err, failed) {
		t.Errorf("work that fails: %v, want %v", err, failed)
	}
	if err := guarded(func() error { return nil }); err != nil {
		t.Errorf("work that goes well: %v", err)
	}
	err := guarded(func() error { panic("a fault of ours") })
	if err == nil || !strings.Contains(err.Error(), "a fault of ours") || !strings.Contains(err.Error(), "guard_test.go") {
		t.Errorf("work that breaks: %v, want the fault and where it was", err)
	}
}
