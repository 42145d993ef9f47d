package desk

import (
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/web/i18n"
)

func TestWhoWasNotAnsweredIsSaidToHaveDoneWhatHeDid(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	waited := appliance.Conversation{
		Channel: appliance.Phone, State: appliance.Abandoned, Contact: 4, EndedBy: appliance.ByContact,
		Began: noon, Queued: noon.Add(time.Minute), Ended: noon.Add(time.Minute + 42*time.Second),
	}
	inTree, owed := waited, waited
	inTree.Queued, owed.Channel = time.Time{}, appliance.Callback
	then := func(by appliance.Channel, contact appliance.ContactID, after time.Duration) []appliance.Conversation {
		return []appliance.Conversation{{Channel: by, Contact: contact, Began: noon.Add(after)}}
	}
	for _, test := range []struct {
		c      appliance.Conversation
		beside []appliance.Conversation
		want   string
	}{
		{waited, nil, "hung up while waiting after 0:42"},
		{waited, then(appliance.Voicemail, 4, 90*time.Second), "left a message"},
		{waited, then(appliance.Callback, 4, 90*time.Second), "asked to be called back"},
		{waited, then(appliance.Voicemail, 4, time.Hour), "hung up while waiting after 0:42"},
		{waited, then(appliance.Voicemail, 5, 90*time.Second), "hung up while waiting after 0:42"},
		{inTree, nil, "left before anybody answered"},
		{owed, nil, "asked to be called back, was not reached"},
	} {
		if got := became(i18n.From(t.Context()), test.c, test.beside); got != test.want {
			t.Errorf("%s beside %v: got %q, want %q", test.c.Channel, test.beside, got, test.want)
		}
	}
	w := &writer{ctx: t.Context()}
	e := appliance.Entry{Kind: appliance.EntryEnded, By: appliance.ByContact}
	if got, want := w.ended(waited, e), "The caller hung up while waiting after 0:42"; got != want {
		t.Errorf("the story says %q, want %q", got, want)
	}
}
