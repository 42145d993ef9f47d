package appliance

import "time"

// Rating is what a visitor says after a conversation of how it was (F178). The zero
// one: he has not said.
type Rating struct {
	Face    Face
	Comment string // his own words, at most 1000 characters; may be empty
	At      time.Time
}

// Face is one of the three that he chooses from.
type Face string

// The faces.
const (
	FaceBad  Face = "bad"
	FaceFair Face = "so-so"
	FaceGood Face = "good"
)

// Faces are those that there are, from the worst to the best.
func Faces() []Face { return []Face{FaceBad, FaceFair, FaceGood} }

// Rates tells whether a conversation is one that its contact may rate: a chat that an
// operator answered, and that is over.
func (c Conversation) Rates() bool {
	return c.Channel == WebChat && c.State == Finished && !c.Joined.IsZero()
}
