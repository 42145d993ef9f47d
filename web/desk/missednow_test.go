package desk

import (
	"testing"
	"time"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/feed"
)

// TestMissedCallsAreReadAgainOnlyWhereAFactConcernsThem, where facts are not held any
// more, and after a minute.
func TestMissedCallsAreReadAgainOnlyWhereAFactConcernsThem(t *testing.T) {
	log, at, reads := feed.New(7, 4), time.Unix(1000, 0), 0
	var m missedNow
	asked := func(what string, want bool) {
		t.Helper()
		before := reads
		all, err := m.now(log, at, func() ([]talks.Missed, error) { reads++; return make([]talks.Missed, reads), nil })
		if err != nil || len(all) != reads || reads-before != map[bool]int{true: 1}[want] {
			t.Errorf("%s: read %d times, told %d of read %d, %v", what, reads-before, len(all), reads, err)
		}
	}
	gone := appliance.Conversation{Channel: appliance.Phone, State: appliance.Abandoned}
	chat := appliance.Conversation{Channel: appliance.WebChat, State: appliance.Abandoned}
	asked("first", true)
	asked("nothing happened", false)
	log.Publish(appliance.ConversationEnded{Conversation: chat}, appliance.TicketOpened{})
	asked("a chat ended", false)
	log.Publish(appliance.TicketOpened{}, appliance.ConversationEnded{Conversation: gone}, appliance.TicketOpened{})
	asked("a caller gave up", true)
	asked("and nothing since", false)
	for range 5 {
		log.Publish(appliance.TicketOpened{})
	}
	asked("more happened than is held", true)
	log.Publish(appliance.SiteChanged{})
	asked("the site changed", true)
	at = at.Add(missedLasts - time.Second)
	asked("in the same minute", false)
	at = at.Add(time.Second)
	asked("a minute later", true)
}
