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
	sent := func(why appliance.EntryKind, after time.Duration) appliance.Conversation {
		c := waited
		c.SentAway, c.Unqueued = why, c.Queued.Add(after)
		return c
	}
	full := inTree
	full.SentAway = appliance.EntryFull
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
		{sent(appliance.EntryNobody, 0), nil, "called when nobody was signed in"},
		{sent(appliance.EntryNobody, 0), then(appliance.Voicemail, 4, 90*time.Second), "left a message"},
		{sent(appliance.EntryLate, 30*time.Second), nil, "was not answered within 0:30"},
		{sent(appliance.EntryClosed, 0), nil, "called outside the opening hours"},
		{sent("", 12*time.Second), nil, "left the queue after 0:12"},
		{full, nil, "found the queue full"},
		{owed, nil, "asked to be called back, was not reached"},
	} {
		if got := became(i18n.From(t.Context()), test.c, test.beside); got != test.want {
			t.Errorf("%s beside %v: got %q, want %q", test.c.Channel, test.beside, got, test.want)
		}
	}
	late := appliance.Entry{Kind: appliance.EntryLate, At: noon.Add(90 * time.Second), Data: map[string]string{"queue": "Doprava", "seconds": "20"}}
	w := &writer{ctx: t.Context(), book: &book{names: &names{}}}
	for _, test := range []struct {
		c    appliance.Conversation
		e    appliance.Entry
		want string
	}{
		{waited, appliance.Entry{Kind: appliance.EntryEnded}, "The caller hung up while waiting after 0:42"},
		{sent(appliance.EntryNobody, 0), appliance.Entry{Kind: appliance.EntryEnded}, "The caller hung up"},
		{full, appliance.Entry{Kind: appliance.EntryFull, Data: map[string]string{"queue": "Doprava"}}, "The queue Doprava was full"},
		{sent(appliance.EntryLate, 30*time.Second), late, "Nobody in the queue Doprava answered within 0:20"},
		{inTree, late, "Nobody in the queue Doprava answered within 0:20"},
		{full, appliance.Entry{Kind: appliance.EntryClosed, Data: map[string]string{"hours": "Shop"}}, "Outside the opening hours “Shop”"},
	} {
		test.e.By = appliance.ByContact
		if got := w.happened(test.c, test.e); got != test.want {
			t.Errorf("the story says of %s: %q, want %q", test.e.Kind, got, test.want)
		}
	}
}
