package site

import (
	"errors"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// groupTaken, queueTaken and entryPointTaken note the name or the number that
// another thing has. The store refuses it too, but alone.
func groupTaken(v *sqlite.View, g appliance.Group, flaws appliance.Flaws) error {
	all, err := v.Groups()
	for _, other := range all {
		flaws.Add("name", other.Name == g.Name && other.ID != g.ID, sqlite.ErrDuplicate)
	}
	return err
}

func queueTaken(v *sqlite.View, q appliance.Queue, flaws appliance.Flaws) error {
	other, err := v.QueueByName(q.Name)
	flaws.Add("name", err == nil && other.ID != q.ID, sqlite.ErrDuplicate)
	return unlessGone(err)
}

func entryPointTaken(v *sqlite.View, e appliance.EntryPoint, flaws appliance.Flaws) error {
	if e.Phone.Number != "" {
		other, err := v.EntryPointByNumber(e.Phone.Number)
		flaws.Add("number", err == nil && other.ID != e.ID, sqlite.ErrDuplicate)
		if unlessGone(err) != nil {
			return err
		}
	}
	if e.Widget.Key != "" {
		other, err := v.EntryPointByKey(e.Widget.Key)
		flaws.Add("key", err == nil && other.ID != e.ID, sqlite.ErrDuplicate)
		return unlessGone(err)
	}
	return nil
}

// unlessGone is err, unless it says that there is no such thing.
func unlessGone(err error) error {
	if errors.Is(err, appliance.ErrNotFound) {
		return nil
	}
	return err
}
