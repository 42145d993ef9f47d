package desk

import (
	"testing"
	"time"

	"cordboard/appliance"
)

func TestFactsTouchTheirPartsAndNoOthers(t *testing.T) {
	const me, other = appliance.OperatorID(1), appliance.OperatorID(2)
	shown := appliance.Conversation{ID: 10}
	hidden := appliance.Conversation{ID: 11}
	for name, c := range map[string]struct {
		fact appliance.Event
		want part
	}{
		"message here":          {appliance.EntryPosted{Entry: appliance.Entry{Conversation: 10}, Conversation: shown}, lists | partLog},
		"message elsewhere":     {appliance.EntryPosted{Entry: appliance.Entry{Conversation: 11}, Conversation: hidden}, lists},
		"my offer":              {appliance.OfferMade{Offer: appliance.Offer{Operator: me}}, partOffer | partTabs},
		"somebody else's offer": {appliance.OfferMade{Offer: appliance.Offer{Operator: other}}, 0},
		"my presence":           {appliance.PresenceChanged{Presence: appliance.Presence{Operator: me}}, partPresence | partNotice | partFoot},
		"another's presence":    {appliance.PresenceChanged{Presence: appliance.Presence{Operator: other}}, 0},
		"call here":             {appliance.CallChanged{Conversation: 10}, partCall},
		"ticket":                {appliance.TicketOpened{}, 0},
		"site":                  {appliance.SiteChanged{}, all &^ partLog},
	} {
		if got := touched(c.fact, me, 10); got != c.want {
			t.Errorf("%s: got %b, want %b", name, got, c.want)
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
	for name, want := range map[string]string{"Veronika Malá": "VM", "Stavby Rokytka s. r. o.": "SO", "+48 601 555 774": "#", "": "#", "Čeněk": "Č", "łukasz  żak": "ŁŻ"} {
		if got := initials(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
