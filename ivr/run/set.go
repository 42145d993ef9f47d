package run

import (
	"maps"

	"cordboard/ivr"
)

// enterSet writes parameters.
func (s *step) enterSet(a ivr.Set) {
	for _, p := range a.Set {
		s.set(p.Name, p.Value)
	}
	s.enter(a.Then)
}

// set keeps a parameter, for conditions to come and for the conversation. What
// a session handed out stays as it was: the map is made anew.
func (s *step) set(name, value string) {
	parameters := maps.Clone(s.Parameters)
	if parameters == nil {
		parameters = map[string]string{}
	}
	parameters[name] = value
	s.Parameters = parameters
	s.do(Set{Name: name, Value: value})
}
