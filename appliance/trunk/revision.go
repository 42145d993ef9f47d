package trunk

import (
	"reflect"
	"slices"
)

// Step is a change of the configuration: what it was and what it became.
type Step struct{ Before, After Config }

// Revision is what a step made of one trunk: of nil, it made a trunk; what it
// made nil, it removed.
type Revision struct {
	Before, After *Trunk
	place         int // among the trunks before
}

// Name is that of the trunk after the step, or the one that it had.
func (r Revision) Name() string {
	if r.After == nil {
		return r.Before.Name
	}
	return r.After.Name
}

// Revisions are those trunks that a step left otherwise than they were. One that
// is missing and one that is new are the same under another name, if there is
// one of each.
func (s Step) Revisions() (all []Revision) {
	was, is := s.Before.clone().Trunks, s.After.clone().Trunks
	var gone, made []int
	for i := range was {
		j := indexOf(is, was[i].Name)
		if j < 0 {
			gone = append(gone, i)
		} else if !reflect.DeepEqual(was[i], is[j]) {
			all = append(all, Revision{&was[i], &is[j], i})
		}
	}
	for j := range is {
		if indexOf(was, is[j].Name) < 0 {
			made = append(made, j)
		}
	}
	if len(gone) == 1 && len(made) == 1 {
		return append(all, Revision{&was[gone[0]], &is[made[0]], gone[0]})
	}
	for _, i := range gone {
		all = append(all, Revision{Before: &was[i], place: i})
	}
	for _, j := range made {
		all = append(all, Revision{After: &is[j]})
	}
	return all
}

// Undo takes a step back out of a configuration: what it changed becomes what it
// was before, whatever its name is after the later steps, the oldest of them
// first; what it did not touch stays. undone is false where there is nothing to
// become again: a trunk that was made may be in use.
func (s Step) Undo(now Config, later []Step) (then Config, undone bool) {
	then = now.clone()
	for _, r := range s.Revisions() {
		if r.Before == nil {
			continue
		}
		undone = true
		if i := indexOf(then.Trunks, nameAfter(r.Name(), later)); i >= 0 {
			then.Trunks[i] = *r.Before
		} else {
			then.Trunks = slices.Insert(then.Trunks, min(r.place, len(then.Trunks)), *r.Before)
		}
	}
	if was := s.Before.clone(); was.Calls != s.After.Calls {
		then.Calls, undone = was.Calls, true
	}
	if s.Recaps() {
		then.Caps, undone = s.Before.clone().Caps, true
	}
	return then, undone
}

// Recaps tells whether a step set other caps.
func (s Step) Recaps() bool { return s.Before.Bounds() != s.After.Bounds() }

// nameAfter is what a trunk is called after steps.
func nameAfter(name string, steps []Step) string {
	for _, s := range steps {
		for _, r := range s.Revisions() {
			if r.Before != nil && r.Before.Name == name {
				name = r.Name()
				break
			}
		}
	}
	return name
}

func indexOf(all []Trunk, name string) int {
	return slices.IndexFunc(all, func(t Trunk) bool { return t.Name == name })
}
