package site

import (
	"context"
	"errors"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// ErrStudioNumber refuses to an entry point the number by which prompts are
// recorded.
var ErrStudioNumber = appliance.Refuse(appliance.Invalid, "refusal.number.studio")

// Studio is Settings.Studio; none when it cannot be read.
func (s *Site) Studio(ctx context.Context) string {
	all, err := s.current(ctx)
	if err != nil {
		return ""
	}
	return all.Studio
}

// studioFits refuses a number of the studio that leads elsewhere already.
func studioFits(v *sqlite.View, number string) error {
	e, err := v.EntryPointByNumber(number)
	if number == "" || errors.Is(err, appliance.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return appliance.Flaws{"studio": ErrStudio.With("name", e.Name)}.Err()
}

// leavesStudio refuses the studio's number to an entry point.
func (s *Site) leavesStudio(v *sqlite.View, p appliance.PhoneEntry) error {
	all, err := s.read(v)
	if err != nil || all.Studio == "" || p.Number != all.Studio {
		return err
	}
	return appliance.Flaws{"number": ErrStudioNumber}.Err()
}
