package desk

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/sqlite"
	"cordboard/web/i18n"
)

func TestStoryNamesAPressedKeyByItsLabelAndNeverByANode(t *testing.T) {
	w := &writer{ctx: t.Context()}
	for want, data := range map[string]map[string]string{
		"Pressed 1 · Orders": {"key": "1", "node": "n7", "label": "Orders"},
		"Pressed 8":          {"key": "8", "node": "topics", "label": ""},
		"Pressed *":          {"key": "*", "node": "older"},
	} {
		got := w.happened(appliance.Conversation{}, appliance.Entry{Kind: appliance.EntryPressed, Data: data})
		if got != want {
			t.Errorf("%v: got %q, want %q", data, got, want)
		}
	}
}

func TestStorySaysThatAVisitorWentAwayWhileHeWaited(t *testing.T) {
	w := &writer{ctx: t.Context(), book: &book{names: &names{}}}
	for cause, want := range map[string]string{"": "The contact ended the conversation", "gone": "The contact went away while waiting"} {
		e := appliance.Entry{Kind: appliance.EntryEnded, By: appliance.ByContact, Data: map[string]string{"cause": cause}}
		if got := w.happened(appliance.Conversation{Channel: appliance.WebChat}, e); got != want {
			t.Errorf("%q: got %q, want %q", cause, got, want)
		}
	}
}

// TestStoryTellsAQuestionAsideFromTheCallTaken to whoever reads it; and who joins
// has not taken it either.
func TestStoryTellsAQuestionAsideFromTheCallTaken(t *testing.T) {
	operators := map[appliance.OperatorID]appliance.Operator{1: {ID: 1, Name: "Jana"}, 2: {ID: 2, Name: "Thomas"}, 3: {ID: 3, Name: "Eva"}}
	joined := func(purpose string) appliance.Entry {
		return appliance.Entry{Kind: appliance.EntryJoined, Operator: 2, Data: map[string]string{"purpose": purpose, "asker": "1"}}
	}
	for reader, want := range map[appliance.OperatorID]map[string]string{
		1: {"consult": "Thomas talks with you aside", "join": "Thomas joined", "": "Thomas answered"},
		2: {"consult": "Jana talks with you aside", "join": "You joined", "": "You answered"},
		3: {"consult": "Thomas and Jana talk aside", "join": "Thomas joined", "": "Thomas answered"},
	} {
		w := &writer{ctx: t.Context(), book: &book{me: operators[reader], names: &names{operators: operators}}}
		for purpose, sentence := range want {
			line, err := w.entry(appliance.Conversation{Channel: appliance.Phone}, "Marek", joined(purpose))
			if err != nil {
				t.Fatal(err)
			}
			if got := line.Spans[0].Text; got != sentence || line.Strong != (purpose != "consult") {
				t.Errorf("%s reads for %q: %q, bold %t; want %q", operators[reader].Name, purpose, got, line.Strong, sentence)
			}
		}
	}
}

func TestStorySaysWhoseSoundBroke(t *testing.T) {
	operators := map[appliance.OperatorID]appliance.Operator{1: {ID: 1, Name: "Jana"}, 2: {ID: 2, Name: "Thomas"}}
	w := &writer{ctx: t.Context(), book: &book{me: operators[1], names: &names{operators: operators}}}
	for _, c := range []struct {
		kind appliance.EntryKind
		of   appliance.OperatorID
		want string
	}{
		{appliance.EntryBroken, 1, "Your sound broke"},
		{appliance.EntryBroken, 2, "Thomas’s sound broke"},
		{appliance.EntryBroken, 3, "The operator’s sound broke"},
		{appliance.EntryRestored, 1, "Your sound is back after 0:42"},
		{appliance.EntryRestored, 2, "Thomas’s sound is back after 0:42"},
		{appliance.EntryRestored, 0, "The operator’s sound is back after 0:42"},
	} {
		e := appliance.Entry{Kind: c.kind, Operator: c.of, Data: map[string]string{"seconds": "42"}}
		if got := w.happened(appliance.Conversation{}, e); got != c.want {
			t.Errorf("%s of %d: got %q, want %q", c.kind, c.of, got, c.want)
		}
	}
}

func TestStorySaysHowOftenTheSoundBroke(t *testing.T) {
	w := &writer{ctx: t.Context()}
	for count, want := range map[string]string{"1": "The operator’s sound broke once more, for 0:42", "10": "The operator’s sound broke 10 more times, 0:42 in all"} {
		e := appliance.Entry{Kind: appliance.EntryBreaks, Data: map[string]string{"count": count, "seconds": "42"}}
		if got := w.happened(appliance.Conversation{}, e); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestMessageShowsItsPageAndLinksToItOnItsOwnSiteAlone(t *testing.T) {
	shop := func(sites ...string) *writer {
		e := appliance.EntryPoint{Widget: appliance.WidgetEntry{Sites: sites}}
		return &writer{ctx: t.Context(), book: &book{names: &names{entries: map[appliance.EntryPointID]appliance.EntryPoint{0: e}}}}
	}
	c := appliance.Conversation{Browser: appliance.Browser{Page: "/kosik", PageTitle: "Košík"}}
	const site = "https://shop.example"
	for _, test := range []struct {
		sites             []string
		page, words, href string
	}{
		{[]string{site}, "/kosik", "Košík · /kosik", site + "/kosik"},
		{[]string{site}, "/zbozi?id=1", "/zbozi?id=1", site + "/zbozi?id=1"},
		{[]string{site}, "/", "shop.example/", site + "/"},
		{nil, "/kosik", "Košík · /kosik", ""},
		{[]string{site, "https://other.example"}, "/zbozi", "/zbozi", ""},
		{[]string{site}, "//evil.example/", "//evil.example/", ""},
		{[]string{site}, "javascript:alert(1)", "javascript:alert(1)", ""},
		{[]string{"javascript:"}, "/zbozi", "/zbozi", ""},
		{[]string{site}, "", "", ""},
	} {
		p := shop(test.sites...).place(c, appliance.Entry{Page: test.page})
		if p.Words() != test.words || p.Href != test.href {
			t.Errorf("%q on %v: got %q to %q, want %q to %q", test.page, test.sites, p.Words(), p.Href, test.words, test.href)
		}
	}
}

func TestStoryCallsAQueueAsItsReaderDoes(t *testing.T) {
	q := appliance.Queue{ID: 3, Name: "Objednávky", Names: map[appliance.Language]string{appliance.English: "Orders"}}
	w := &writer{ctx: t.Context(), book: &book{names: &names{queues: map[appliance.QueueID]appliance.Queue{3: q}}}}
	for _, told := range []string{"3", "Objednávky", ""} {
		e := appliance.Entry{Kind: appliance.EntryQueued, Data: map[string]string{"queue": told}}
		if got, want := w.happened(appliance.Conversation{Queue: 3}, e), "Queue Orders"; got != want {
			t.Errorf("%q: got %q, want %q", told, got, want)
		}
	}
}

func TestStoryTellsWhichLanguageTheVisitorReads(t *testing.T) {
	w := &writer{ctx: t.Context()}
	e := appliance.Entry{Kind: appliance.EntryLanguage, By: appliance.ByContact, Data: map[string]string{"language": "pl"}}
	if got, want := w.happened(appliance.Conversation{}, e), "The visitor now reads Polski"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestStoryTellsNoBreakThatTookNoTime(t *testing.T) {
	w := &writer{ctx: t.Context()}
	for _, data := range []map[string]string{{"seconds": "0"}, {}} {
		want := "The operator’s sound is back after 0:01"
		if got := w.happened(appliance.Conversation{}, appliance.Entry{Kind: appliance.EntryRestored, Data: data}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestStorySaysWhatProposedAChat(t *testing.T) {
	w := &writer{ctx: t.Context(), book: &book{names: &names{entries: map[appliance.EntryPointID]appliance.EntryPoint{1: {ID: 1, Name: "Shop"}}}}}
	for by, want := range map[string]string{"": "Conversation began on Shop", "Cart": "Conversation began on Shop, proposed by Cart", appliance.ProposedByPage: "Conversation began on Shop, proposed by the page's script"} {
		c := appliance.Conversation{Channel: appliance.WebChat, EntryPoint: 1, Proposal: by}
		if got := w.happened(c, appliance.Entry{Kind: appliance.EntryBegan}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestNumbersAreShownInOneWay(t *testing.T) {
	w := &writer{ctx: t.Context(), book: &book{me: appliance.Operator{ID: 7, Rights: appliance.Serve()}, names: &names{entries: map[appliance.EntryPointID]appliance.EntryPoint{
		1: {ID: 1, Channel: appliance.Phone, Name: "Main line", Phone: appliance.PhoneEntry{Number: "+420541230800"}},
	}}}}
	c := appliance.Conversation{Channel: appliance.Phone, EntryPoint: 1, Phone: "+420775418102", Called: "+420541230800"}
	said := map[string]string{
		"its name":    w.name(c, appliance.Contact{}),
		"its address": w.addressOf(c, appliance.Contact{}, "Jana"),
		"its story":   w.happened(c, appliance.Entry{Kind: appliance.EntryBegan}),
		"who joined":  w.happened(c, appliance.Entry{Kind: appliance.EntryPartyJoined, Data: map[string]string{"number": "+48601555774"}}),
		"a party":     w.parties(false, call.Standing{Parties: []call.Party{{Number: "+48601555774"}}})[0].Name,
	}
	for what, want := range map[string]string{
		"its name": "+420 775 418 102", "its address": "+420 775 418 102", "its story": "+420 541 230 800",
		"who joined": "+48 601 555 774", "a party": "+48 601 555 774",
	} {
		if !strings.Contains(said[what], want) {
			t.Errorf("%s: %q, want %q in it", what, said[what], want)
		}
	}
	facts := w.contactFacts(c, appliance.Contact{})
	if len(facts) != 1 || facts[0].Value != "+420 775 418 102" || numbersOf(c, appliance.Contact{})[0] != c.Phone || facts[0].Call != "0" {
		t.Errorf("the card says %+v, want the number spaced, and called as it is", facts)
	}
	if own := spaced("200"); own != "200" {
		t.Errorf("an extension is shown as %q", own)
	}
}

// TestCallNamesItsOtherSideByWhoCalled: whom we called is no caller, in no sentence
// that is said during a call or of it.
func TestCallNamesItsOtherSideByWhoCalled(t *testing.T) {
	jana := appliance.Operator{ID: 1, Name: "Jana"}
	operators := map[appliance.OperatorID]appliance.Operator{1: jana, 2: {ID: 2, Name: "Thomas"}}
	for _, channel := range []struct {
		c          appliance.Conversation
		word, less string
	}{
		{appliance.Conversation{Channel: appliance.Phone}, "caller", "contact"},
		{appliance.Conversation{Channel: appliance.Phone, Outbound: true}, "contact", "caller"},
		{appliance.Conversation{Channel: appliance.Callback, Outbound: true}, "contact", "caller"},
	} {
		c := channel.c
		w := &writer{ctx: t.Context(), book: &book{me: jana, names: &names{operators: operators}, parts: map[appliance.ConversationID]appliance.Part{0: {Operator: 1}}}}
		called := &callView{Outbound: c.Outbound}
		party := func(role call.Role, held bool) string {
			return w.partyWord(c.Outbound, call.Standing{Held: held}, call.Party{Role: role, Answered: true})
		}
		aside := func(held bool) string {
			s, _ := w.aside(c.Outbound, call.Standing{Held: held, Parties: []call.Party{{Role: call.Serving, Operator: 2}, {Role: call.Aside, Operator: 1}}})
			return s
		}
		told := func(kind appliance.EntryKind) string {
			return w.happened(c, appliance.Entry{Kind: kind, By: appliance.ByContact, Data: map[string]string{"number": "31"}})
		}
		for what, said := range map[string]string{
			"the meter": otherWord(t.Context(), called), "no sound": nobodyHears(t.Context(), called),
			"a reason for a pause": strings.Join(pauseReasons(t.Context(), c.Outbound), ", "),
			"who is asked":         party(call.Aside, true), "who whispers": party(call.Whispering, false),
			"asked himself": aside(true), "waiting himself": aside(false),
			"who joined": told(appliance.EntryPartyJoined), "handed over": told(appliance.EntryHanded), "the end": told(appliance.EntryEnded),
		} {
			if said = strings.ToLower(said); !strings.Contains(said, channel.word) || strings.Contains(said, channel.less) {
				t.Errorf("%s by us %t, %s: %q, want the %s in it", c.Channel, c.Outbound, what, said, channel.word)
			}
		}
	}
}

// TestStorySaysToEachReaderWithWhomANumberTalks: "you" only to whom it then talked with.
func TestStorySaysToEachReaderWithWhomANumberTalks(t *testing.T) {
	at := time.Unix(1000, 0)
	for what, c := range map[string]struct {
		part *appliance.Part
		want string
	}{
		"who serves":      {&appliance.Part{Began: at.Add(-time.Minute)}, "+48 601 555 774 talks with you and the caller"},
		"who left later":  {&appliance.Part{Began: at.Add(-time.Minute), Left: at.Add(time.Minute)}, "+48 601 555 774 talks with you and the caller"},
		"who left before": {&appliance.Part{Began: at.Add(-time.Hour), Left: at.Add(-time.Minute)}, "+48 601 555 774 talks with the caller"},
		"who came later":  {&appliance.Part{Began: at.Add(time.Minute)}, "+48 601 555 774 talks with the caller"},
		"who has no part": {nil, "+48 601 555 774 talks with the caller"},
	} {
		b := &book{me: appliance.Operator{ID: 1, Rights: appliance.Serve()}, parts: map[appliance.ConversationID]appliance.Part{}}
		if c.part != nil {
			b.parts[7] = *c.part
		}
		w := &writer{ctx: t.Context(), book: b}
		got := w.happened(appliance.Conversation{ID: 7, Channel: appliance.Phone}, appliance.Entry{
			Kind: appliance.EntryPartyJoined, At: at, Data: map[string]string{"number": "+48601555774"},
		})
		if got != c.want {
			t.Errorf("%s reads %q, want %q", what, got, c.want)
		}
	}
}

// TestWhispersAreShownToWhomTheyReach, and to nobody who is asked aside.
func TestWhispersAreShownToWhomTheyReach(t *testing.T) {
	stands := call.Standing{Parties: []call.Party{
		{Role: call.Serving, Operator: 1, Answered: true},
		{Role: call.Aside, Operator: 2, Answered: true},
		{Role: call.Whispering, Operator: 3, Answered: true},
	}}
	for reader, want := range map[appliance.OperatorID]int{1: 2, 2: 1} {
		w := &writer{ctx: t.Context(), book: &book{me: appliance.Operator{ID: reader, Rights: appliance.Serve()}, names: &names{}}}
		if got := w.parties(false, stands); len(got) != want {
			t.Errorf("operator %s sees %+v, want %d", reader, got, want)
		}
	}
}

// TestStoryTellsOurRefusalFromAnExchanges in the three languages, and so does what
// stands over the call.
func TestStoryTellsOurRefusalFromAnExchanges(t *testing.T) {
	const number = "+442071234567"
	ours := []string{"no-way-out", "denied", "no-number", "all-busy", "capped"}
	for _, language := range i18n.Languages() {
		w := &writer{ctx: i18n.With(t.Context(), i18n.Localizer(language)), book: &book{names: &names{}}}
		said := map[string]string{}
		for _, cause := range append(ours, "not-allowed", "unreachable") {
			e := appliance.Entry{Kind: appliance.EntryPartyFailed, By: appliance.BySystem, Data: map[string]string{"number": number, "cause": cause}}
			sentence := w.happened(appliance.Conversation{Channel: appliance.Phone}, e)
			if over := w.failed(call.Attempt{Number: number, Cause: cause}); over.Sentence != sentence {
				t.Errorf("%s, %s: over the call stands %q, in its story %q", language, cause, over.Sentence, sentence)
			}
			if other := said[sentence]; other != "" || strings.HasPrefix(sentence, "entry.") {
				t.Errorf("%s, %s: %q, which is also that of %q", language, cause, sentence, other)
			}
			said[sentence] = cause
		}
	}
}

// TestStorySaysOnceWhyTheLastTryFailed: the end of a promised call has another
// thing to say, that of a call out none before it.
func TestStorySaysOnceWhyTheLastTryFailed(t *testing.T) {
	w := &writer{ctx: t.Context(), book: &book{names: &names{}}}
	data := map[string]string{"number": "+420775418102", "cause": "no-answer"}
	for channel, want := range map[appliance.Channel][]string{
		appliance.Callback: {"+420 775 418 102 did not answer", "That was the last try; the call stands among the missed ones now"},
		appliance.Phone:    {"+420 775 418 102 did not answer", "+420 775 418 102 did not answer"},
	} {
		c := appliance.Conversation{Channel: channel, Outbound: true, Called: "+420775418102"}
		for i, kind := range []appliance.EntryKind{appliance.EntryPartyFailed, appliance.EntryEnded} {
			if got := w.happened(c, appliance.Entry{Kind: kind, By: appliance.BySystem, Data: data}); got != want[i] {
				t.Errorf("%s, %s: got %q, want %q", channel, kind, got, want[i])
			}
		}
	}
}

// TestStoryLeadsToAnotherConversationUnlessItIsGone: that one cannot be read is told,
// that it is not there any more is not.
func TestStoryLeadsToAnotherConversationUnlessItIsGone(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	came := func(of appliance.ConversationID) appliance.Entry {
		return appliance.Entry{Kind: appliance.EntryMessageLeft, Data: map[string]string{"conversation": of.String()}}
	}
	var c appliance.Conversation
	if err := store.Write(t.Context(), func(tx *sqlite.Tx) error {
		c, err = tx.AddConversation(appliance.Conversation{Channel: appliance.Voicemail, State: appliance.Waiting, Began: time.Now()})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	w := &writer{ctx: t.Context(), book: &book{me: appliance.Operator{ID: 1, Rights: appliance.AllRights()}, names: &names{}}}
	if err := store.Read(t.Context(), func(v *sqlite.View) error {
		w.view = &sight{View: v}
		for of, want := range map[appliance.ConversationID]int{c.ID: 2, c.ID + 1: 0} {
			if got, err := w.other(came(of)); err != nil || len(got) != want {
				t.Errorf("conversation %s: got %v, %v, want %d pieces", of, got, err, want)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got, err := w.other(came(c.ID)); err == nil { // the view is closed
		t.Errorf("what cannot be read: got %v and no error", got)
	}
}
