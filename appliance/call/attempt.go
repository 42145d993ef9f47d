package call

// Attempt is a number for which the caller was put aside, and that did not come:
// he is on hold for nothing, until he is taken back or somebody else is asked.
// The zero Attempt is none.
type Attempt struct {
	Number string
	// Cause is what came of it, as sip.Cause says.
	Cause string
	// Handing says that he would have been left to it.
	Handing bool
}
