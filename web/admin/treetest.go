package admin

import (
	"context"
	"slices"
	"strings"

	"cordboard/ivr/sim"
	"cordboard/web/i18n"
)

// failingFirst puts the tests that want work before those that pass.
func failingFirst(all sim.Results) sim.Results {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b sim.Result) int {
		switch {
		case a.Passed() == b.Passed():
			return 0
		case a.Passed():
			return 1
		default:
			return -1
		}
	})
	return all
}

// keysPressed writes a test's keys so that each can be told from the next.
func keysPressed(keys string) string { return strings.Join(strings.Split(keys, ""), " · ") }

// comes is when a test's call comes.
func comes(ctx context.Context, t sim.Result) string {
	var all []string
	if t.At != "" {
		all = append(all, t.At)
	}
	if len(t.Closed) > 0 {
		all = append(all, i18n.Text(ctx, "admin.tests.closed", "hours", strings.Join(t.Closed, ", ")))
	}
	return strings.Join(all, "; ")
}

// expected is what a test wants of its caller.
func expected(ctx context.Context, t sim.Result) string {
	var all []string
	if t.Reaches != "" {
		all = append(all, t.Reaches)
	}
	if len(t.Hears) > 0 {
		all = append(all, i18n.Text(ctx, "try.hears", "prompts", strings.Join(t.Hears, ", ")))
	}
	for _, p := range t.Sets {
		all = append(all, i18n.Text(ctx, "try.sets", "name", p.Name, "value", p.Value))
	}
	return strings.Join(all, "; ")
}
