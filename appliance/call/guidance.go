package call

import (
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
)

// guidance is how the tree leads the caller, and what it has begun for him.
type guidance struct {
	language  appliance.Language // of prompts, as the tree said last
	musicName string
	// codes counts the invitations that the caller typed.
	codes int
	// identified says whether known has been asked.
	identified, known bool

	message *message // that the caller speaks, or nil
	owes    []owed

	// waits is the tree's timer; waitNumber tells which Wait it is.
	waits      *time.Timer
	waitNumber int
}

func newGuidance() guidance {
	g := guidance{musicName: ivr.DefaultMusic, waits: time.NewTimer(time.Hour)}
	g.waits.Stop()
	return g
}
