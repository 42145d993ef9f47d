package trunk

import "slices"

// Bars tells what becomes of a number that is dialled in a country where no trunk
// lets it go: at the trunk that says most of it. It is false where one does.
func (c Config) Bars(dialled, country string) (at Passage, barred bool) {
	all, _ := c.Passages(dialled, country)
	if slices.ContainsFunc(all, func(p Passage) bool { return p.Number != "" }) {
		return Passage{}, false
	}
	for _, telling := range []func(Passage) bool{
		func(p Passage) bool { return p.Rule != "" },
		func(p Passage) bool { return p.Astray },
	} {
		if i := slices.IndexFunc(all, telling); i >= 0 {
			return all[i], true
		}
	}
	return Passage{}, true
}
