package acd

import "cordboard/appliance"

// SetDuty has an operator stand to one entry point as he wants: what he holds stays
// his, and what he is offered from it goes on to the next one where he is not on duty.
func (s *State) SetDuty(o appliance.OperatorID, e appliance.EntryPointID, d appliance.Duty) ([]Decision, error) {
	op := s.operator(o)
	switch {
	case op == nil:
		return nil, appliance.ErrNotFound
	case !op.Answers():
		return nil, op.Barred()
	case !d.Known():
		return nil, ErrDuty
	case op.Duties[e] == d:
		return nil, nil
	}
	return []Decision{SetDuty{Operator: o, EntryPoint: e, Duty: d}}, nil
}
