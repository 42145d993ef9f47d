package call

import "cordboard/appliance"

// Attempt is a number that was called for the caller and did not come. One for which
// he was put aside has him on hold for nothing. It is said until he is taken back,
// somebody else is asked, whoever serves him has read it, or who asked has gone. The zero Attempt is none.
type Attempt struct {
	Number string
	// Cause is what came of it, as sip.Cause says.
	Cause string
	// Handing says that he would have been left to it.
	Handing bool
	// Joining says that it would have joined the call.
	Joining bool
	// By is who asked.
	By appliance.OperatorID
}
