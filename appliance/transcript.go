package appliance

import "time"

// TranscriptRule is how the site sends contacts what was said in their chats (F101, F102).
type TranscriptRule struct {
	Sent bool // there is a mail server to send them by
	// ToOperator has replies go to who served the chat last, where he has an address;
	// else they go to Company, or to the sender where that is empty.
	ToOperator bool
	Company    string
	Zone       *time.Location // by whose clocks the times are
}
