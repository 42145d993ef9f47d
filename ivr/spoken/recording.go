package spoken

import "cordboard/appliance"

// Cue is what is said to one who records a prompt by telephone.
type Cue int

// The cues, in the order in which he may hear them.
const (
	AskCode Cue = iota
	WrongCode
	TooManyCodes
	Speak
	NothingHeard
	Choose
	Kept
	NotKept
	Failed
	Goodbye
	cues // how many there are
)

// recording are the sentences of the cues.
type recording [cues]Words

// Recording says the cue.
func Recording(l appliance.Language, c Cue) Words { return of(l).recording[c] }
