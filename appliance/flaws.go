package appliance

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// Flaws is everything that is wrong with what somebody filled in: a refusal
// for each field, by the field's name. As an error it holds them all, so that
// errors.Is and AsRefusal find each.
type Flaws map[string]*Refusal

// Add notes a flaw of a field, unless it has one already or wrong is false.
func (f Flaws) Add(field string, wrong bool, r *Refusal) {
	if _, has := f[field]; wrong && !has {
		f[field] = r
	}
}

// Join notes the flaws that err holds as well. The error is f if there are any,
// or else err.
func (f Flaws) Join(err error) error {
	found, _ := errors.AsType[Flaws](err)
	for field, r := range found {
		f.Add(field, true, r)
	}
	if len(f) == 0 {
		return err
	}
	return f
}

// Err is f, or nil if there is no flaw.
func (f Flaws) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

func (f Flaws) Error() string {
	var lines []string
	for _, field := range slices.Sorted(maps.Keys(f)) {
		lines = append(lines, field+": "+f[field].Error())
	}
	return strings.Join(lines, "; ")
}

// Unwrap gives the refusals in the order of their fields' names.
func (f Flaws) Unwrap() (all []error) {
	for _, field := range slices.Sorted(maps.Keys(f)) {
		all = append(all, f[field])
	}
	return all
}
