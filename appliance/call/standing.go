package call

import (
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
)

// Standing is how a call stands right now.
type Standing struct {
	// Ringing says that we called and nobody has answered yet.
	Ringing bool
	// Reached is when the contact took it; zero: he called us, or it rings.
	Reached time.Time
	// Early says that something is to be heard of the contact before that.
	Early bool
	Held  bool
	// Codec is what the contact's telephone speaks, where something is to be Heard of
	// it.
	Heard bool
	Codec media.Codec
	// Failed is who was called for the caller and did not come.
	Failed Attempt
	// Unrecorded says that an operator has paused the recording, Unkept that the
	// site has none made, and Telling that the other side hears first that there
	// will be one.
	Unrecorded, Unkept, Telling bool
	// Parties are those at the call besides the caller, in the order in which
	// they came.
	Parties []Party
}

// Party is somebody at a call besides the caller.
type Party struct {
	// Seat names him within the call.
	Seat     int
	Role     Role
	Operator appliance.OperatorID // zero: a number
	Number   string
	Answered bool
	// Early says that something is to be heard of a number before it answers.
	Early bool
	Muted bool
}

// Muted tells whether an operator has shut his own sound.
func (s Standing) Muted(o appliance.OperatorID) bool {
	return slices.ContainsFunc(s.Parties, func(p Party) bool { return p.Operator == o && p.Muted })
}

// Role is what an operator does at the call; empty: he has no place.
func (s Standing) Role(o appliance.OperatorID) Role {
	if i := slices.IndexFunc(s.Parties, func(p Party) bool { return p.Operator == o }); i >= 0 {
		return s.Parties[i].Role
	}
	return ""
}

// GoesOn tells whether others of us have the contact when an operator hangs up:
// those who serve him too, or the colleague who is asked aside.
func (s Standing) GoesOn(without appliance.OperatorID) bool {
	return slices.ContainsFunc(s.Parties, func(p Party) bool {
		return p.Operator != 0 && p.Operator != without && (p.Role == Serving || p.Role == Aside)
	})
}

// Owner is whose call it is: of those who serve the contact, who came first. Zero:
// nobody does.
func (s Standing) Owner() appliance.OperatorID {
	if i := slices.IndexFunc(s.Parties, func(p Party) bool { return p.Role == Serving }); i >= 0 {
		return s.Parties[i].Operator
	}
	return 0
}

// standing is the state as others see it.
func (s *state) standing() Standing {
	rings := s.Phase == talking && !s.Answered
	shown := Standing{
		Ringing: rings, Reached: s.Reached, Early: rings && s.CallerThere, Held: s.Held, Failed: s.Failed,
		Unrecorded: s.Paused, Unkept: s.Keeping.Off, Telling: s.Keeping.Telling,
	}
	for _, p := range s.Parties {
		shown.Parties = append(shown.Parties, Party{
			Seat: int(p.Seat), Role: p.Role, Operator: p.Operator, Number: p.Number, Answered: p.Answered, Early: p.There && !p.Answered, Muted: p.Muted,
		})
	}
	return shown
}

// Standing tells how a call stands; the zero Standing if there is none.
func (cs *Calls) Standing(c appliance.ConversationID) Standing {
	cs.mu.Lock()
	a := cs.calls[c]
	cs.mu.Unlock()
	if a == nil {
		return Standing{}
	}
	if s := a.seen.standing.Load(); s != nil {
		return *s
	}
	return Standing{}
}
