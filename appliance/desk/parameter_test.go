package desk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
)

func TestParameterIsSetInPlaceOfItsOlderValue(t *testing.T) {
	h := furnish(t)
	c := h.chat("v")
	h.heard()
	for _, p := range []appliance.Parameter{
		{Key: "topic", Value: "orders", From: "tree"},
		{Key: "topic", Value: "sales", From: "form"},
		{Key: "topic", Value: "returns", From: "tree"},
		{Key: "topic", Value: "returns", From: "tree"},
	} {
		if err := h.Set(t.Context(), c.ID, p); err != nil {
			t.Fatal(err)
		}
	}
	want := []appliance.Parameter{{Key: "topic", Value: "returns", From: "tree"}, {Key: "topic", Value: "sales", From: "form"}}
	if got := h.conversation(c.ID).Parameters; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := h.heard(); len(got) != 3 {
		t.Errorf("told %v, want three changes: what stays the same is not told", got)
	}
}

func TestParametersOfAnOpeningAreBounded(t *testing.T) {
	h := furnish(t)
	long := appliance.Parameter{Key: strings.Repeat("k", 100), Value: strings.Repeat("v", 2000), From: "trunk"}
	c, err := h.Open(t.Context(), Opening{
		Channel: appliance.Phone, EntryPoint: h.number.ID, Phone: "775 418 102", Called: "100",
		Parameters: []appliance.Parameter{long},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []appliance.Parameter{{Key: long.Key[:ParameterKeyLimit], Value: long.Value[:ParameterValueLimit], From: "trunk"}}
	if got := h.conversation(c.ID).Parameters; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestPageTellsFewParameters, however many requests come at the same time.
func TestPageTellsFewParameters(t *testing.T) {
	h := furnish(t)
	c := h.chat("visitor")
	told := make(chan error)
	for n := range 2 * MostFromScript {
		go func() {
			told <- h.Set(t.Context(), c.ID, appliance.Parameter{Key: fmt.Sprint("key ", n), Value: "x", From: appliance.FromScript})
		}()
	}
	refused := 0
	for range 2 * MostFromScript {
		if err := <-told; errors.Is(err, ErrParameters) {
			refused++
		} else if err != nil {
			t.Error(err)
		}
	}
	if got := h.conversation(c.ID).Parameters; len(got) != MostFromScript || refused != MostFromScript {
		t.Errorf("%d are kept, %d refused", len(got), refused)
	}
	known := h.conversation(c.ID).Parameters[0]
	known.Value = "y"
	if err := h.Set(t.Context(), c.ID, known, appliance.Parameter{Key: "key", Value: "x", From: "operator"}); err != nil {
		t.Errorf("one that is told anew, and an operator's: %v", err)
	}
}
