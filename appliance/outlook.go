package appliance

import "time"

// Outlook is what a caller who waits can be told.
type Outlook struct {
	// Position is his place in his queue: 1 is the next; 0: he waits in none.
	Position int
	// Wait is how long it will probably be until somebody takes the call;
	// Known says that there is anything to tell it by.
	Wait  time.Duration
	Known bool
}
