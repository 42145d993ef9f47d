package desk

import (
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/web/i18n"
)

// office is open from eight to five, and closed over noon.
var office = hours.Calendar{Name: "office", Zone: "UTC", Week: []hours.Range{
	{Days: []hours.Day{1, 2, 3, 4, 5}, Span: hours.Span{From: 8 * 60, To: 12 * 60}},
	{Days: []hours.Day{1, 2, 3, 4, 5}, Span: hours.Span{From: 13 * 60, To: 17 * 60}},
}}

// closingTo is what an operator who takes chats reads at that moment of three chats of
// one calendar: two that lead to queues, of which the first is his, and one that is
// off; and of the number, which leads to his queue too.
func closingTo(t *testing.T, at time.Time, edit func(*book)) []string {
	t.Helper()
	chat := func(id appliance.EntryPointID, name string, q appliance.QueueID) appliance.EntryPoint {
		return appliance.EntryPoint{ID: id, Channel: appliance.WebChat, Name: name, Queue: q, Hours: "office"}
	}
	off, number := chat(3, "Off", 1), chat(4, "Line", 1)
	off.Off, number.Channel = true, appliance.Phone
	b := &book{
		me:       appliance.Operator{ID: 1, Rights: appliance.Serve(), Groups: []appliance.GroupID{1}, Chats: 2},
		presence: appliance.Presence{Operator: 1, State: appliance.Available},
		parts:    map[appliance.ConversationID]appliance.Part{},
		names: &names{
			calendars: byName([]hours.Calendar{office}),
			queues:    map[appliance.QueueID]appliance.Queue{1: {ID: 1, Groups: []appliance.GroupID{1}}, 2: {ID: 2, Groups: []appliance.GroupID{2}}},
			entries:   map[appliance.EntryPointID]appliance.EntryPoint{1: chat(1, "Shop", 1), 2: chat(2, "Help", 2), 3: off, 4: number},
		},
	}
	if edit != nil {
		edit(b)
	}
	return b.closing(i18n.With(t.Context(), i18n.Localizer("en")), at)
}

func TestEndOfHoursIsSaidInTheLastQuarterOfAnHour(t *testing.T) {
	noon, five := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC)
	for at, want := range map[time.Time]string{
		five.Add(-15*time.Minute - time.Second): "", five.Add(-15 * time.Minute): "17:00", five.Add(-time.Second): "17:00",
		five: "", five.Add(time.Minute): "", noon.Add(-10 * time.Minute): "12:00", noon.Add(50 * time.Minute): "",
		five.Add(24*time.Hour - time.Minute): "", // on Saturday
	} {
		var says []string
		if want != "" {
			says = []string{"Shop: closes at " + want + ". Finish the conversations that have begun."}
		}
		if got := closingTo(t, at, nil); !slices.Equal(got, says) {
			t.Errorf("at %s: %q, want %q", at, got, says)
		}
	}
}

func TestEndOfHoursIsSaidToThoseWhoseItIs(t *testing.T) {
	at := time.Date(2026, 11, 20, 16, 50, 0, 0, time.UTC)
	serves := func(entry appliance.EntryPointID, left time.Time) func(*book) {
		return func(b *book) {
			b.presence.State = appliance.Offline
			b.mine = []appliance.Conversation{{ID: 9, Channel: appliance.WebChat, EntryPoint: entry, State: appliance.Active}}
			b.parts[9] = appliance.Part{Conversation: 9, Operator: 1, Left: left}
		}
	}
	for who, c := range map[string]struct {
		edit func(*book)
		want string
	}{
		"who serves its queue":                {nil, "Shop"},
		"who is away":                         {func(b *book) { b.presence.State = appliance.Away }, "Shop"},
		"who takes calls too":                 {func(b *book) { b.me.Calls = 1 }, "Line, Shop"},
		"who is offline":                      {func(b *book) { b.presence.State = appliance.Offline }, ""},
		"who closed his page":                 {func(b *book) { b.presence.Absent = true }, ""},
		"who takes no chats":                  {func(b *book) { b.me.Chats = 0 }, ""},
		"who serves another queue":            {func(b *book) { b.me.Groups = []appliance.GroupID{3} }, ""},
		"who oversees others":                 {func(b *book) { b.me.Rights, b.me.Groups = appliance.AllRights(), nil }, ""},
		"who serves one who came by it":       {serves(2, time.Time{}), "Help"},
		"who has left him":                    {serves(2, at), ""},
		"who serves one of a way that is off": {serves(3, time.Time{}), ""},
		"who is sent to by a tree":            {func(b *book) { e := b.entries[2]; e.Queue = 0; b.entries[2] = e }, "Help, Shop"},
	} {
		var want []string
		if c.want != "" {
			want = []string{c.want + ": closes at 17:00. Finish the conversations that have begun."}
		}
		if got := closingTo(t, at, c.edit); !slices.Equal(got, want) {
			t.Errorf("%s reads %q, want %q", who, got, want)
		}
	}
}
