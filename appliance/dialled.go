package appliance

import "time"

// Dialled is a call that an operator made, as far as the caps on such calls
// need to know.
type Dialled struct {
	At       time.Time
	Operator OperatorID
	Country  string // of a public number, ISO 3166-1 alpha-2
}
