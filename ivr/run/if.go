package run

import "cordboard/ivr"

func (s *step) enterIf(a ivr.If) {
	if a.If.Holds(s.facts()) {
		s.enter(a.Yes)
		return
	}
	s.enter(a.No)
}

// facts are what a condition can ask at this moment.
func (s *step) facts() ivr.Facts {
	call := s.world.Call()
	return ivr.Facts{
		Open: s.world.Open, Queue: s.world.Queue,
		Caller: call.Caller, Called: call.Called, Known: call.Known,
		Language: string(s.Language), Parameters: s.Parameters,
	}.At(call.Now)
}
