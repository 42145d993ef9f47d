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

// TestParameterIsWrittenAtTheDesk by who serves a conversation, also when it is over,
// beside what the tree told under the same name, and by nobody else.
func TestParameterIsWrittenAtTheDesk(t *testing.T) {
	h := furnish(t)
	superUser, observer := h.supervisors()
	c := h.chat("visitor")
	if err := h.Set(t.Context(), c.ID, appliance.Parameter{Key: "Order", Value: "1", From: appliance.FromTree}); err != nil {
		t.Fatal(err)
	}
	if err := h.Fill(t.Context(), jana.ID, c.ID, "Order", "2"); !errors.Is(err, ErrMayNotFill) {
		t.Errorf("before she serves it: %v", err)
	}
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("ž", ParameterValueLimit)
	for i, step := range []struct {
		by         appliance.OperatorID
		key, value string
		refusal    error
		want       string
	}{
		{jana.ID, " Order\n", "24-1", nil, "Order=24-1"},
		{jana.ID, "Order", "24-2", nil, "Order=24-2"},
		{superUser.ID, "Colour", "<b>", nil, "Order=24-2 Colour=<b>"},
		{observer.ID, "Colour", "red", ErrMayNotFill, "Order=24-2 Colour=<b>"},
		{jana.ID, " \t", "red", ErrParameterName, "Order=24-2 Colour=<b>"},
		{jana.ID, strings.Repeat("k", ParameterKeyLimit+1), "x", ErrParameterLong, "Order=24-2 Colour=<b>"},
		{jana.ID, "Order", long + "ž", ErrParameterLong, "Order=24-2 Colour=<b>"},
		{jana.ID, "Order", long, nil, "Order=" + long + " Colour=<b>"},
		{jana.ID, "Order", "  ", nil, "Colour=<b>"},
		{jana.ID, "Order", "", nil, "Colour=<b>"},
	} {
		if err := h.Fill(t.Context(), step.by, c.ID, step.key, step.value); !errors.Is(err, step.refusal) {
			t.Errorf("step %d: got %v, want %v", i, err, step.refusal)
		}
		if got := h.filledIn(c.ID); got != step.want {
			t.Errorf("step %d: they are %q, want %q", i, got, step.want)
		}
	}
	for n := range MostFromOperators - 1 {
		if err := h.Fill(t.Context(), jana.ID, c.ID, fmt.Sprint(n), "x"); err != nil {
			t.Fatal(err)
		}
	}
	before := h.filledIn(c.ID)
	if err := h.Fill(t.Context(), jana.ID, c.ID, "one more", "x"); !errors.Is(err, ErrParametersFull) || h.filledIn(c.ID) != before {
		t.Errorf("one too many: %v", err)
	}
	if err := h.End(t.Context(), c.ID, appliance.ByContact, 0, ""); err != nil {
		t.Fatal(err)
	}
	if err := h.Fill(t.Context(), jana.ID, c.ID, "Colour", "red"); err != nil || !strings.HasPrefix(h.filledIn(c.ID), "Colour=red ") {
		t.Errorf("when it is over: %v, %s", err, h.filledIn(c.ID))
	}
	h.heard()
	if err := h.Fill(t.Context(), jana.ID, c.ID, "Colour", "red"); err != nil {
		t.Error(err)
	}
	if told := h.heard(); len(told) != 0 {
		t.Errorf("what changes nothing tells %v", told)
	}
	if got := h.conversation(c.ID).Parameters[0]; got != (appliance.Parameter{Key: "Order", Value: "1", From: appliance.FromTree}) {
		t.Errorf("what the tree told became %v", got)
	}
}

// filledIn is what operators wrote in a conversation.
func (h *house) filledIn(c appliance.ConversationID) string {
	h.t.Helper()
	var all []string
	for _, p := range h.conversation(c).Parameters {
		if p.From == appliance.FromOperator {
			all = append(all, p.Key+"="+p.Value)
		}
	}
	return strings.Join(all, " ")
}
