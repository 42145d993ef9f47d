package site

import (
	"testing"

	"cordboard/appliance"
)

func TestLoadCountsWhatIsOpenAndWhoIsThere(t *testing.T) {
	open := []appliance.Conversation{
		{Channel: appliance.Phone, State: appliance.InTree},
		{Channel: appliance.Phone, State: appliance.Waiting},
		{Channel: appliance.WebChat, State: appliance.Active},
		{Channel: appliance.Voicemail, State: appliance.Waiting},
	}
	presences := []appliance.Presence{
		{State: appliance.Away},
		{State: appliance.Offline},
		{State: appliance.Available, Absent: true},
	}
	if got, want := LoadOf(open, presences), (Load{Waiting: 2, Active: 1, Calls: 2, Chats: 1, SignedIn: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
