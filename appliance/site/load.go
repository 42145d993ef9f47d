package site

import "cordboard/appliance"

// Load is what goes on at one moment.
type Load struct {
	Waiting, Active int // conversations
	Calls, Chats    int // of all that are open, also of those in a tree
	SignedIn        int // operators at their desks
}

// LoadOf counts what is open and who is there.
func LoadOf(open []appliance.Conversation, presences []appliance.Presence) (l Load) {
	for _, c := range open {
		switch c.State {
		case appliance.Waiting:
			l.Waiting++
		case appliance.Active:
			l.Active++
		}
		switch c.Channel {
		case appliance.Phone:
			l.Calls++
		case appliance.WebChat:
			l.Chats++
		}
	}
	for _, p := range presences {
		if p.There() {
			l.SignedIn++
		}
	}
	return l
}
