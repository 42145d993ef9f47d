package desk

import (
	"testing"
	"time"

	"cordboard/appliance"
)

func TestFactsTouchTheirPartsAndNoOthers(t *testing.T) {
	const me, other = appliance.OperatorID(1), appliance.OperatorID(2)
	shown := appliance.Conversation{ID: 10, State: appliance.Active, Operators: []appliance.OperatorID{me}}
	hidden := appliance.Conversation{ID: 11, State: appliance.Active, Operators: []appliance.OperatorID{me, other}}
	left := appliance.Conversation{ID: 12, State: appliance.Active, Operators: []appliance.OperatorID{other}}
	others := appliance.Conversation{ID: 13, State: appliance.Active, Operators: []appliance.OperatorID{other}}
	passed := appliance.Conversation{ID: 14, State: appliance.Active, Operators: []appliance.OperatorID{other}, Served: []appliance.OperatorID{me, other}}
	waits := appliance.Conversation{ID: 14, State: appliance.Waiting, Queued: time.Unix(1, 0)}
	gone := appliance.Conversation{ID: 14, State: appliance.Abandoned, Queued: time.Unix(1, 0)}
	calls := appliance.Conversation{ID: 16, State: appliance.InTree, Channel: appliance.Phone}
	gaveUp := appliance.Conversation{ID: 16, State: appliance.Abandoned, Channel: appliance.Phone, Queued: time.Unix(1, 0)}
	ours := appliance.Conversation{ID: 17, State: appliance.Finished, Channel: appliance.Phone, Outbound: true, Operators: []appliance.OperatorID{other}}
	talked := appliance.Conversation{ID: 18, State: appliance.Finished, Channel: appliance.Phone, Operators: []appliance.OperatorID{other}}
	inTree := appliance.Conversation{ID: 15, State: appliance.Abandoned}
	posted := func(c appliance.Conversation) appliance.Event {
		return appliance.EntryPosted{Entry: appliance.Entry{Conversation: c.ID}, Conversation: c}
	}
	rated := appliance.Conversation{ID: 10, State: appliance.Finished}
	for name, c := range map[string]struct {
		fact appliance.Event
		want part
	}{
		"message here":          {posted(shown), lists | partLog | partReceipt},
		"read here":             {appliance.ReceiptChanged{Receipt: appliance.Receipt{Conversation: 10}}, partReceipt},
		"read elsewhere":        {appliance.ReceiptChanged{Receipt: appliance.Receipt{Conversation: 11}}, 0},
		"message elsewhere":     {posted(hidden), lists},
		"message where he left": {posted(left), lists},
		"message of others":     {posted(others), 0},
		"of what I passed on":   {posted(passed), lists},
		"message of who waits":  {posted(waits), lists},
		"rated here":            {appliance.ConversationChanged{Conversation: rated}, lists | partOffer | partCard | open | partRated},
		"others' page":          {appliance.ConversationChanged{Conversation: others}, 0},
		"who waited has gone":   {appliance.ConversationEnded{Conversation: gone}, lists | partOffer | partLoad},
		"a caller":              {appliance.ConversationOpened{Conversation: calls}, partMissed},
		"a visitor":             {appliance.ConversationOpened{Conversation: waits}, 0},
		"a caller gave up":      {appliance.ConversationEnded{Conversation: gaveUp}, lists | partOffer | partLoad | partMissed},
		"a call of ours ended":  {appliance.ConversationEnded{Conversation: ours}, lists | partOffer | partLoad | partMissed},
		"a call was served":     {appliance.ConversationEnded{Conversation: talked}, lists | partOffer | partLoad},
		"a call was set aside":  {appliance.EntryPosted{Entry: appliance.Entry{Kind: appliance.EntrySettled}, Conversation: gaveUp}, lists | partMissed},
		"gone in the tree":      {appliance.ConversationEnded{Conversation: inTree}, 0},
		"my offer":              {appliance.OfferMade{Offer: appliance.Offer{Operator: me}}, lists | partOffer | partCard},
		"somebody else's offer": {appliance.OfferMade{Offer: appliance.Offer{Operator: other}}, 0},
		"my presence":           {appliance.PresenceChanged{Presence: appliance.Presence{Operator: me}}, partPresence | partDuties | partNotice | partList | partBelow | partFoot | partHead | partCall},
		"another's presence":    {appliance.PresenceChanged{Presence: appliance.Presence{Operator: other}}, partDuties | partHead | partCall}, // he may be a colleague to pass it to
		"another's duties":      {appliance.OperatorChanged{Operator: appliance.Operator{ID: other}}, partDuties | partHead | partCall},
		"call here":             {appliance.CallChanged{Conversation: 10}, open | partList | partBelow},
		"call of others":        {appliance.CallChanged{Conversation: 13}, 0},
		"recording here":        {appliance.RecordingChanged{Recording: appliance.Recording{Conversation: 10}}, partSound | partHead | partCall},
		"a cap nearly reached":  {appliance.AlarmsChanged{}, partNotice},
		"edited here":           {appliance.EntryChanged{Entry: appliance.Entry{Conversation: 10}, Conversation: shown}, lists | partLog},
		"edited by others":      {appliance.EntryChanged{Entry: appliance.Entry{Conversation: 13}, Conversation: others}, 0},
		"a note names me":       {appliance.MentionsChanged{Operator: me}, partMention},
		"a note names another":  {appliance.MentionsChanged{Operator: other}, 0},
		"my draft here":         {appliance.DraftChanged{Operator: me, Conversation: 10}, partFoot},
		"my draft elsewhere":    {appliance.DraftChanged{Operator: me, Conversation: 11}, 0},
		"another's draft here":  {appliance.DraftChanged{Operator: other, Conversation: 10}, 0},
		"somebody is blocked":   {appliance.BlockChanged{}, partHead | partCard},
		"ticket":                {appliance.TicketOpened{}, partTickets},
		"site":                  {appliance.SiteChanged{}, all &^ partLog},
	} {
		r := reader{me: me, shown: 10, holds: map[appliance.ConversationID]appliance.Part{10: {}, 11: {}, 12: {}}, missed: true}
		if got := touched(c.fact, r); got != c.want {
			t.Errorf("%s: got %b, want %b", name, got, c.want)
		}
	}
	if got := touched(appliance.ConversationOpened{Conversation: calls}, reader{me: me}); got != 0 {
		t.Errorf("a caller while nobody was missed: got %b, want none", got)
	}
	overseer := reader{me: me, oversees: true, holds: map[appliance.ConversationID]appliance.Part{}}
	if got := touched(posted(others), overseer); got != lists {
		t.Errorf("message of others, to one who oversees them: got %b, want %b", got, lists)
	}
	if got := touched(appliance.PresenceChanged{Presence: appliance.Presence{Operator: other}}, overseer); got != partList|partDuties {
		t.Errorf("another's presence, to one who oversees them: got %b, want %b", got, partList|partDuties)
	}
	absent := appliance.PresenceChanged{Presence: appliance.Presence{Operator: other}}
	for what, r := range map[string]reader{"nothing open": {me: me}, "who looks only": {me: me, shown: 13, holds: overseer.holds}} {
		if got := touched(absent, r); got != partDuties {
			t.Errorf("another's presence, to %s: got %b, want %b", what, got, partDuties)
		}
	}
	inChat := waits
	inChat.Channel = appliance.WebChat
	past := reader{me: me, shown: 10, past: true, holds: map[appliance.ConversationID]appliance.Part{}}
	for name, c := range map[string]struct {
		fact appliance.Event
		want part
	}{
		"a chat waits":       {appliance.ConversationQueued{Conversation: inChat}, partTabs | partNews | partBelow | partOffer},
		"who waits writes":   {posted(inChat), partTabs | partNews | partBelow},
		"my offer":           {appliance.OfferMade{Offer: appliance.Offer{Operator: me}}, partTabs | partNews | partBelow | partOffer | partCard},
		"who waited is gone": {appliance.ConversationEnded{Conversation: gone}, lists | partOffer | partLoad},
		"a call waits again": {appliance.ConversationQueued{Conversation: calls}, lists | partOffer},
		"rated":              {appliance.ConversationChanged{Conversation: rated}, lists | partOffer | partCard | open | partRated},
		"wrapped up":         {appliance.PartWrappedUp{}, lists | partDuties},
	} {
		if got := touched(c.fact, past); got != c.want {
			t.Errorf("%s, to one who looks at what is over: got %b, want %b", name, got, c.want)
		}
	}
	if got := touched(posted(others), reader{me: me}); got != lists {
		t.Errorf("before the page was read: got %b, want %b", got, lists)
	}
}

// TestStreamReadsAgainWhatNoticesTell: those that came before it stood are lost.
func TestStreamReadsAgainWhatNoticesTell(t *testing.T) {
	const me = appliance.OperatorID(1)
	for _, notice := range []appliance.Event{
		appliance.LegChanged{Operator: me, Up: true},
		appliance.TelephoneChanged{Operator: me},
		appliance.CallChanged{Conversation: 10},
		appliance.OnlookersChanged{Conversation: 10},
		appliance.AlarmsChanged{},
	} {
		got := touched(notice, reader{me: me, shown: 10})
		if got == 0 {
			t.Errorf("%T touches nothing", notice)
		}
		if missing := got &^ noticed; missing != 0 {
			t.Errorf("%T touches %b, which a stream that begins does not read again", notice, missing)
		}
	}
}

func TestLinksAreFoundAndKeepTheSentencesMarks(t *testing.T) {
	for text, want := range map[string][]span{
		"plain":                              {{Text: "plain"}},
		"see https://a.example/x?y=1.":       {{Text: "see "}, {"https://a.example/x?y=1", "https://a.example/x?y=1"}, {Text: "."}},
		"(http://a.example) and javascript:": {{Text: "("}, {"http://a.example", "http://a.example"}, {Text: ") and javascript:"}},
		`https://a.example/"onclick=x`:       {{"https://a.example/", "https://a.example/"}, {Text: `"onclick=x`}},
		"https://":                           {{Text: "https://"}},
		"":                                   {{}},
	} {
		got := spans(text)
		if len(got) != len(want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q: got %q, want %q", text, got, want)
			}
		}
	}
}

func TestWaitingTurnsAmberAtHalfAndRedAtTheTarget(t *testing.T) {
	for waited, want := range map[time.Duration]string{0: "", 89 * time.Second: "", 90 * time.Second: "warn", 179 * time.Second: "warn", 180 * time.Second: "late", time.Hour: "late"} {
		if got := level(waited, 3*time.Minute); got != want {
			t.Errorf("after %v of 3 min: got %q, want %q", waited, got, want)
		}
	}
	if got := level(time.Hour, 0); got != "" {
		t.Errorf("without a target: got %q", got)
	}
}

func TestInitialsAreOfFirstAndLastWord(t *testing.T) {
	for name, want := range map[string]string{"Veronika Malá": "VM", "Stavby Rokytka s. r. o.": "SO", "+48 601 555 774": "#", "": "#", "Čeněk": "Č", "łukasz  żak": "ŁŻ", "(Eva) 😀 „Zlá“ 😀": "EZ", "😀": "#"} {
		if got := initials(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
