package appliance

import "time"

// Contact is a person that the box knows; his card shows it.
type Contact struct {
	ID      ContactID
	Name    string
	Mails   []string // lower case, first is the main one
	Phones  []string // E.164 where known
	Created time.Time
}
