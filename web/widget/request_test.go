package widget_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/pace"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/ticket"
	"cordboard/web/widget"
)

func TestOpeningAgainWithOneKeyIsOneConversation(t *testing.T) {
	s := newStand(t)
	form := map[string]any{"key": keyOf("again"), "name": "Eva", "mail": "eva@hobla.example", "topic": s.queues[1], "text": "Dobrý den"}
	tokens := make(chan string, 8)
	for range cap(tokens) {
		go func() { tokens <- s.post("", "open", form).field("token") }()
	}
	first := <-tokens
	for range cap(tokens) - 1 {
		if got := <-tokens; got != first || len(got) != 43 {
			t.Errorf("token: got %q, want %q", got, first)
		}
	}
	s.restart()
	if got := s.post("", "open", form).field("token"); got != first {
		t.Errorf("after a restart: got %q, want %q", got, first)
	}
	c := s.only()
	if c.State != appliance.Waiting || c.Queue != s.queues[1] || c.Topic != "Reklamace" || c.Mail != "eva@hobla.example" || c.Name != "Eva" {
		t.Errorf("got %+v", c)
	}
	if got := s.messages(c.ID); !slices.Equal(got, []string{"Dobrý den"}) {
		t.Errorf("messages: got %q", got)
	}
	if strings.Contains(string(c.Visitor), first) || len(c.Visitor) != 32 {
		t.Errorf("the store holds %q, want a hash", c.Visitor)
	}
}

func TestTopicIsNamedAsTheVisitorReadsIt(t *testing.T) {
	s := newStand(t)
	for language, want := range map[string]string{"pl": "Reklamacje", "en": "Reklamace"} {
		form, err := json.Marshal(map[string]any{"key": keyOf("in " + language), "name": language, "mail": "eva@hobla.example", "topic": s.queues[1], "text": "Dobrý den"})
		must(t, err)
		a := s.ask(request{method: http.MethodPost, path: "/w/" + key + "/open", body: string(form), header: http.Header{"Accept-Language": {language}}})
		if a.status != http.StatusOK {
			t.Fatalf("open: got %d %s", a.status, a.body)
		}
		for _, c := range s.conversations() {
			if c.Name == language && c.Topic != want {
				t.Errorf("in %s: got the topic %q, want %q", language, c.Topic, want)
			}
		}
	}
	if state := s.ask(request{method: http.MethodGet, path: "/w/" + key + "/state"}); !strings.Contains(string(state.body), `"names":{"pl":"Reklamacje"}`) {
		t.Errorf("the panel learns %s", state.body)
	}
}

func TestMessageWithOneKeyIsKeptOnce(t *testing.T) {
	s := newStand(t)
	token := s.visitor("Eva")
	message := map[string]any{"key": keyOf("m1"), "text": "  Kde je zásilka?\r\nDíky\x00 ", "page": "/vrtacky/bd-18"}
	first, second := s.post(token, "messages", message), s.post(token, "messages", message)
	if first.status != http.StatusOK || string(first.body) != string(second.body) {
		t.Errorf("got %d %s and %d %s, want the same", first.status, first.body, second.status, second.body)
	}
	if got := s.messages(s.only().ID); !slices.Equal(got, []string{"Kde je zásilka?\nDíky"}) {
		t.Errorf("messages: got %q", got)
	}
}

// TestTokenOpensItsOwnConversationAlone swaps everything between two visitors
// that the one might try of the other.
func TestTokenOpensItsOwnConversationAlone(t *testing.T) {
	s := newStand(t)
	var other appliance.EntryPoint
	must(t, s.store.Write(t.Context(), func(tx *sqlite.Tx) (err error) {
		e := s.entry
		e.ID, e.Name, e.Widget.Key = 0, "Other", "other"
		other, err = tx.AddEntryPoint(e)
		return err
	}))
	eva, jan := s.visitor("Eva"), s.visitor("Jan")
	list := s.conversations()
	ofEva, ofJan := list[0].ID, list[1].ID
	if eva == jan {
		t.Fatal("two visitors have one token")
	}
	s.post(eva, "messages", map[string]any{"key": keyOf("same key"), "text": "Evina zpráva"})

	t.Run("the same message key is another message", func(t *testing.T) {
		a := s.post(jan, "messages", map[string]any{"key": keyOf("same key"), "text": "Janova zpráva", "conversation": ofEva, "id": ofEva})
		if a.status != http.StatusOK {
			t.Fatalf("got %d %s", a.status, a.body)
		}
		if got := s.messages(ofEva); !slices.Equal(got, []string{"Evina zpráva"}) {
			t.Errorf("Eva's: got %q", got)
		}
		if got := s.messages(ofJan); !slices.Equal(got, []string{"Janova zpráva"}) {
			t.Errorf("Jan's: got %q", got)
		}
	})
	t.Run("a token of one widget opens nothing at another", func(t *testing.T) {
		for _, what := range []string{"messages", "typing", "page", "leave", "end"} {
			a := s.ask(request{method: http.MethodPost, path: "/w/" + other.Widget.Key + "/" + what, token: eva, body: `{"key":"0123456789abcdef","text":"x"}`})
			if a.status != http.StatusNotFound {
				t.Errorf("%s: got %d %s, want 404", what, a.status, a.body)
			}
		}
		if a := s.ask(request{method: http.MethodGet, path: "/w/other/events", token: eva}); a.status != http.StatusNotFound {
			t.Errorf("events: got %d, want 404", a.status)
		}
	})
	t.Run("what is no token opens nothing", func(t *testing.T) {
		bent := []byte(eva)
		bent[7] ^= 1
		for _, token := range []string{"", "x", ofEva.String(), string(bent), eva + "A", eva[:42], fmt.Sprintf("%x", list[0].Visitor), eva + "," + jan} {
			for _, what := range []string{"messages", "typing", "page", "leave", "end"} {
				if a := s.post(token, what, map[string]any{"key": keyOf("k"), "text": "x"}); a.status != http.StatusNotFound {
					t.Errorf("%s with %q: got %d %s, want 404", what, token, a.status, a.body)
				}
			}
			if a := s.ask(request{method: http.MethodGet, path: "/w/" + key + "/events", token: token}); a.status != http.StatusNotFound {
				t.Errorf("events with %q: got %d, want 404", token, a.status)
			}
		}
	})
	t.Run("a stream tells of one's own conversation, wherever it begins", func(t *testing.T) {
		lines, stop := s.stream(jan, s.feed.Last().String())
		defer stop()
		s.accept(ofEva)
		s.reply(ofEva, "pro Evu")
		s.desk.Typing(ofEva, appliance.ByOperator, s.jana, "píšu Evě")
		s.accept(ofJan)
		s.reply(ofJan, "pro Jana")
		seen := ""
		for line := range lines {
			seen += line + "\n"
			if strings.Contains(line, "pro Jana") {
				break
			}
		}
		if strings.Contains(seen, "pro Evu") || strings.Contains(seen, "typing") {
			t.Errorf("Jan's stream told of Eva's: %s", seen)
		}
	})
	if got := s.messages(ofEva); !slices.Equal(got, []string{"Evina zpráva", "pro Evu"}) {
		t.Errorf("in the end Eva's: got %q", got)
	}
}

// stream reads the lines of a visitor's stream until stop.
func (s *stand) stream(token, after string) (<-chan string, func()) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/w/"+key+"/events", nil)
	must(s.t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	if after != "" {
		req.Header.Set("Last-Event-ID", after)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	must(s.t, err)
	if res.StatusCode != http.StatusOK {
		s.t.Fatalf("stream: got %d", res.StatusCode)
	}
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		for scan := bufio.NewScanner(res.Body); scan.Scan(); {
			lines <- scan.Text()
		}
	}()
	return lines, func() { cancel(); _ = res.Body.Close() }
}

func TestStreamThatCannotContinueBeginsWithTheStore(t *testing.T) {
	s := newStand(t)
	token := s.visitor("Eva")
	c := s.only().ID
	s.post(token, "messages", map[string]any{"key": keyOf("m1"), "text": "první"})
	last := s.feed.Last().String()
	s.restart()
	s.post(token, "messages", map[string]any{"key": keyOf("m2"), "text": "druhá"})
	for _, after := range []string{"", "1.1", last, "nonsense", "99.1", feed.ID{Epoch: s.store.Epoch(), Seq: 1 << 40}.String()} {
		lines, stop := s.stream(token, after)
		whole := map[string]any{}
		for line := range lines {
			if data, ok := strings.CutPrefix(line, "data: "); ok {
				must(t, json.Unmarshal([]byte(data), &whole))
				break
			}
		}
		stop()
		entries, _ := whole["entries"].([]any)
		texts := []string{}
		for _, e := range entries {
			if text, ok := e.(map[string]any)["text"].(string); ok {
				texts = append(texts, text)
			}
		}
		if !slices.Equal(texts, []string{"první", "druhá"}) {
			t.Errorf("after %q: got %q of %v", after, texts, whole)
		}
	}
	if got := len(s.messages(c)); got != 2 {
		t.Errorf("got %d messages", got)
	}
}

func TestStreamHidesWhatIsOurs(t *testing.T) {
	s := newStand(t)
	token := s.visitor("Eva")
	c := s.only().ID
	lines, stop := s.stream(token, "")
	defer stop()
	s.accept(c)
	must(t, s.desk.Log(t.Context(), c, appliance.Entry{Kind: appliance.EntryMissed, By: appliance.BySystem, Operator: s.jana}))
	s.note(c, "tajná poznámka")
	s.reply(c, "konec")
	seen := ""
	for line := range lines {
		seen += line + "\n"
		if strings.Contains(line, "konec") {
			break
		}
	}
	if !strings.Contains(seen, `"kind":"joined"`) || !strings.Contains(seen, "Jana Dvořáková") {
		t.Errorf("the visitor does not hear who joined: %s", seen)
	}
	for _, ours := range []string{"tajná", "missed", "note", "127.0.0.1", `"login"`} {
		if strings.Contains(seen, ours) {
			t.Errorf("the visitor hears %q: %s", ours, seen)
		}
	}
}

func TestVisitorIsSeenToComeAndGo(t *testing.T) {
	s := newStand(t)
	token := s.visitor("Eva")
	facts, err := s.feed.Subscribe(feed.ID{})
	must(t, err)
	defer facts.Close()
	_, stop := s.stream(token, "")
	_, stopSecond := s.stream(token, "")
	here := func() bool {
		t.Helper()
		for {
			select {
			case f := <-facts.C():
				if seen, ok := f.Event.(appliance.VisitorSeen); ok {
					return seen.Here
				}
			case <-time.After(20 * time.Second):
				t.Fatal("nothing is heard of the visitor")
			}
		}
	}
	for range 2 {
		if !here() {
			t.Error("he came and is not seen")
		}
	}
	stop()
	stopSecond()
	if here() {
		t.Error("he went and is seen")
	}
}

func TestOfflineFormNeedsAllItsFieldsAndBecomesATicket(t *testing.T) {
	s := newStand(t)
	s.site.set(site.Offline, time.Time{})
	if a := s.post("", "open", map[string]any{"key": keyOf("k"), "name": "Eva", "topic": s.queues[0]}); a.status != http.StatusConflict {
		t.Errorf("a chat while offline: got %d %s", a.status, a.body)
	}
	full := map[string]any{"key": keyOf("k"), "name": "Eva Malá", "mail": "eva@hobla.example", "topic": s.queues[1], "text": "Chci vrátit vrtačku."}
	for field, name := range map[string]string{"name": "name", "mail": "mail", "topic": "topic", "text": "text"} {
		form := map[string]any{}
		for k, v := range full {
			if k != field {
				form[k] = v
			}
		}
		if a := s.post("", "offline", form); a.status != http.StatusUnprocessableEntity || a.field("field") != name || a.field("text") == "" {
			t.Errorf("without %s: got %d %s", field, a.status, a.body)
		}
	}
	if got := s.tickets(); len(got) != 0 {
		t.Fatalf("refused forms left %d tickets", len(got))
	}
	if a := s.post("", "offline", full); a.status != http.StatusNoContent {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	got := s.tickets()
	if len(got) != 1 || got[0].Origin != appliance.FromOfflineForm || got[0].Body != "Chci vrátit vrtačku." || got[0].Name != "Eva Malá" ||
		got[0].Mail != "eva@hobla.example" || got[0].Queue != s.queues[1] || got[0].EntryPoint != s.entry.ID || got[0].State != appliance.TicketOpen {
		t.Errorf("got %+v", got)
	}
}

func TestTopicThatNobodyIsThereForLeadsToTheOfflineForm(t *testing.T) {
	s := newStand(t)
	s.site.leave(s.queues[1])
	form := func(k string, q appliance.QueueID) map[string]any {
		return map[string]any{"key": keyOf(k), "name": "Eva", "topic": q}
	}
	if a := s.post("", "open", form("a", s.queues[1])); a.status != http.StatusConflict || !strings.Contains(string(a.body), `"offline":true`) {
		t.Errorf("the topic without people: got %d %s", a.status, a.body)
	}
	if a := s.post("", "open", form("b", s.queues[0])); a.status != http.StatusOK {
		t.Errorf("a topic with people: got %d %s", a.status, a.body)
	}
}

func TestOfflineFormWhoseAnswerWasLostIsOneTicket(t *testing.T) {
	s := newStand(t)
	form := map[string]any{"key": keyOf("k"), "name": "Eva Malá", "mail": "eva@hobla.example", "topic": s.queues[1], "text": "Chci vrátit vrtačku."}
	for range 2 {
		if a := s.post("", "offline", form); a.status != http.StatusNoContent {
			t.Fatalf("got %d %s", a.status, a.body)
		}
	}
	if got := s.tickets(); len(got) != 1 {
		t.Errorf("one form sent twice left %d tickets", len(got))
	}
	form["key"] = keyOf("another")
	s.post("", "offline", form)
	if got := s.tickets(); len(got) != 2 {
		t.Errorf("another form left %d tickets, want 2", len(got))
	}
}

func TestWaitingVisitorLeavesAMessageInstead(t *testing.T) {
	s := newStand(t)
	token := s.visitor("Eva")
	c := s.only()
	s.post(token, "messages", map[string]any{"key": keyOf("m"), "text": "Kde je vrtačka?"})
	if a := s.post(token, "leave", map[string]any{"text": "Zavolejte mi."}); a.status != http.StatusUnprocessableEntity || a.field("field") != "mail" {
		t.Errorf("without an address: got %d %s", a.status, a.body)
	}
	if a := s.post(token, "leave", map[string]any{"text": "Zavolejte mi.", "mail": "eva@hobla.example"}); a.status != http.StatusNoContent {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	if got := s.tickets(); len(got) != 1 || got[0].Origin != appliance.FromWaiting || got[0].Conversation != c.ID || got[0].Mail != "eva@hobla.example" || got[0].Body != "Kde je vrtačka?\n\nZavolejte mi." {
		t.Errorf("got %+v", got)
	}
	if got := s.only(); !got.State.Over() {
		t.Errorf("the conversation is %s", got.State)
	}
	if a := s.post(token, "leave", map[string]any{"text": "Ještě jednou.", "mail": "eva@hobla.example"}); a.status != http.StatusConflict {
		t.Errorf("again: got %d %s", a.status, a.body)
	}
}

func TestMessageThatTheBoxWentDownOverIsLeftOnceAndEndsTheConversation(t *testing.T) {
	s := newStand(t)
	token := s.visitor("Eva")
	c := s.only()
	if _, err := newTickets(s).Open(t.Context(), ticket.Request{Origin: appliance.FromWaiting, Conversation: c.ID, Body: "Zavolejte mi.", Mail: "eva@hobla.example"}); err != nil {
		t.Fatal(err)
	}
	s.restart() // between the ticket and the conversation's end
	if a := s.post(token, "leave", map[string]any{"text": "Zavolejte mi.", "mail": "eva@hobla.example"}); a.status != http.StatusNoContent {
		t.Errorf("again: got %d %s", a.status, a.body)
	}
	if got := s.tickets(); len(got) != 1 || !s.only().State.Over() {
		t.Errorf("%d tickets, and the conversation is %s", len(got), s.only().State)
	}
}

func TestFormThatIsRefusedIsNoConversation(t *testing.T) {
	s := newStandWith(t, widget.Limits{Opens: pace.Rate{Every: time.Hour, Burst: 1}})
	for range 3 {
		if a := s.post("", "open", map[string]any{"key": keyOf("Eva"), "name": "", "topic": s.queues[0]}); a.status != http.StatusUnprocessableEntity {
			t.Fatalf("a form without a name: got %d %s", a.status, a.body)
		}
	}
	s.visitor("Eva")
	if a := s.post("", "open", map[string]any{"key": keyOf("Jan"), "name": "Jan", "topic": s.queues[0]}); a.status != http.StatusTooManyRequests {
		t.Errorf("one conversation too many: got %d", a.status)
	}
}

func TestRequestsOfOtherOriginsAreRefused(t *testing.T) {
	s := newStand(t)
	body := fmt.Sprintf(`{"key":"0123456789abcdef","name":"Eva","topic":%d}`, s.queues[0])
	for _, origin := range []string{"https://evil.example", "null", "http://localhost:1", "http://" + s.address + ".evil.example", "ftp://" + s.address} {
		a := s.ask(request{method: http.MethodPost, path: "/w/" + key + "/open", body: body, origin: origin})
		if a.status != http.StatusForbidden || a.field("text") == "" {
			t.Errorf("%s: got %d %s", origin, a.status, a.body)
		}
		if got := a.header.Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("%s: allowed %q", origin, got)
		}
	}
	if got := len(s.conversations()); got != 0 {
		t.Errorf("%d conversations came of it", got)
	}
	if a := s.ask(request{method: http.MethodPost, path: "/w/" + key + "/open", body: body}); a.status != http.StatusOK {
		t.Errorf("our own: got %d %s", a.status, a.body)
	}
}

func TestRefusalsAreSentencesInTheVisitorsLanguage(t *testing.T) {
	s := newStand(t)
	token := s.visitor("Eva")
	long := strings.Repeat("ř", appliance.MessageLimit+1)
	for _, c := range []struct {
		name, what, token, body string
		status                  int
	}{
		{"too long a message", "messages", token, `{"key":"0123456789abcdef","text":"` + long + `"}`, 422},
		{"an empty message", "messages", token, `{"key":"0123456789abcdef","text":" \n "}`, 422},
		{"no key", "messages", token, `{"text":"x"}`, 400},
		{"no JSON", "messages", token, `{`, 400},
		{"two values", "messages", token, `{"key":"0123456789abcdef","text":"x"}{}`, 400},
		{"too much", "messages", token, `{"text":"` + strings.Repeat("x", 17<<10) + `"}`, 413},
		{"no name", "open", "", `{"key":"0123456789abcdef","topic":1}`, 422},
		{"no such topic", "open", "", `{"key":"0123456789abcdef","name":"Eva","topic":999}`, 422},
		{"a bad address", "open", "", `{"key":"0123456789abcdef","name":"Eva","topic":1,"mail":"a b@c"}`, 422},
	} {
		said := map[string]string{}
		for _, l := range []string{"cs", "pl", "en"} {
			a := s.ask(request{method: http.MethodPost, path: "/w/" + key + "/" + c.what, token: c.token, body: c.body, header: http.Header{"Accept-Language": {l}}})
			if a.status != c.status {
				t.Errorf("%s: got %d %s, want %d", c.name, a.status, a.body, c.status)
			}
			said[l] = a.field("text")
			if said[l] == "" || strings.HasPrefix(said[l], "refusal.") {
				t.Errorf("%s in %s: got %q", c.name, l, said[l])
			}
		}
		if said["cs"] == said["pl"] || said["cs"] == said["en"] || said["pl"] == said["en"] {
			t.Errorf("%s: the same in two languages: %q", c.name, said)
		}
	}
	if a := s.ask(request{method: http.MethodGet, path: "/w/nosuch/state"}); a.status != http.StatusNotFound {
		t.Errorf("an unknown widget: got %d", a.status)
	}
}

func TestWhoAsksTooOftenIsToldToWait(t *testing.T) {
	minute := pace.Rate{Every: time.Minute, Burst: 3}
	s := newStandWith(t, widget.Limits{Opens: minute, Messages: minute, Streams: 2})
	token := s.visitor("Eva")
	for i := range 3 {
		if a := s.post(token, "messages", map[string]any{"key": keyOf(fmt.Sprint("m", i)), "text": "x"}); a.status != http.StatusOK {
			t.Fatalf("message %d: got %d %s", i, a.status, a.body)
		}
	}
	a := s.post(token, "messages", map[string]any{"key": keyOf("m3"), "text": "x"})
	if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" || a.field("text") == "" {
		t.Errorf("one message too many: got %d %v %s", a.status, a.header, a.body)
	}
	s.visitor("Jan")
	s.visitor("Petr")
	if a := s.post("", "open", map[string]any{"key": keyOf("Ota"), "name": "Ota", "topic": s.queues[0]}); a.status != http.StatusTooManyRequests {
		t.Errorf("one opening too many: got %d %s", a.status, a.body)
	}
	if a := s.post("", "open", map[string]any{"key": keyOf("Eva"), "name": "Eva", "topic": s.queues[0]}); a.status != http.StatusOK || a.field("token") != token {
		t.Errorf("asking again for what is open: got %d %s", a.status, a.body)
	}
	_, stop := s.stream(token, "")
	defer stop()
	_, stopSecond := s.stream(token, "")
	defer stopSecond()
	if a := s.ask(request{method: http.MethodGet, path: "/w/" + key + "/events", token: token}); a.status != http.StatusTooManyRequests {
		t.Errorf("one stream too many: got %d", a.status)
	}
}

func TestOneAddressTakesNotAllStreams(t *testing.T) {
	s := newStandWith(t, widget.Limits{AddressStreams: 2})
	_, stop := s.stream(s.visitor("Eva"), "")
	_, stopSecond := s.stream(s.visitor("Jan"), "")
	defer stopSecond()
	third := request{method: http.MethodGet, path: "/w/" + key + "/events", token: s.visitor("Ota")}
	if a := s.ask(third); a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" {
		t.Errorf("a third stream: got %d %s, Retry-After %q", a.status, a.body, a.header.Get("Retry-After"))
	}
	stop()
	s.until("room for a third stream", func() bool {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, third.method, s.url+third.path, nil)
		must(t, err)
		r.Header.Set("Authorization", "Bearer "+third.token)
		res, err := http.DefaultClient.Do(r)
		must(t, err)
		return res.Body.Close() == nil && res.StatusCode == http.StatusOK
	})
}

func TestStreamOfAConversationThatIsOverCloses(t *testing.T) {
	s := newStandWith(t, widget.Limits{AfterEnd: time.Millisecond})
	token := s.visitor("Eva")
	lines, stop := s.stream(token, "")
	defer stop()
	s.post(token, "messages", map[string]any{"key": keyOf("m1"), "text": "still here"})
	for line := range lines {
		if strings.Contains(line, "still here") {
			break
		}
	}
	if a := s.post(token, "end", map[string]any{}); a.status != http.StatusNoContent {
		t.Fatalf("end: got %d %s", a.status, a.body)
	}
	over := false
	for line := range lines { // until the box closes it
		over = over || strings.Contains(line, `"state":"over"`)
	}
	if !over {
		t.Error("the stream closed without telling that the conversation is over")
	}
	lines, stopSecond := s.stream(token, "")
	defer stopSecond()
	for range lines { // who comes again sees it, and is sent away too
	}
}

func TestPhoneThatIsNoneIsRefusedAtItsField(t *testing.T) {
	s := newStand(t)
	s.change(func(e *appliance.EntryPoint) { e.Widget.Form.Phone = appliance.AskOptional })
	for i, c := range []struct {
		phone  string
		status int
	}{{"call me", http.StatusUnprocessableEntity}, {"12", http.StatusUnprocessableEntity}, {"+420 605 214 880", http.StatusOK}} {
		form := map[string]any{"key": keyOf(fmt.Sprint("phone", i)), "name": "Eva", "mail": "eva@hobla.example", "phone": c.phone, "topic": s.queues[0], "text": "Dobrý den"}
		a := s.post("", "open", form)
		if a.status != c.status || a.status != http.StatusOK && a.field("field") != "phone" {
			t.Errorf("a chat with %q: got %d %s, want %d", c.phone, a.status, a.body, c.status)
		}
		form["key"] = keyOf(fmt.Sprint("later", i))
		if a := s.post("", "offline", form); (a.status == http.StatusNoContent) != (c.status == http.StatusOK) || a.status != http.StatusNoContent && a.field("field") != "phone" {
			t.Errorf("a message with %q: got %d %s", c.phone, a.status, a.body)
		}
	}
}

func TestNoMoreWaitThanThereIsRoomFor(t *testing.T) {
	s := newStandWith(t, widget.Limits{Waiting: 2})
	s.visitor("Eva")
	s.visitor("Jan")
	full := s.post("", "open", map[string]any{"key": keyOf("Ota"), "name": "Ota", "topic": s.queues[0]})
	if full.status != http.StatusServiceUnavailable || full.field("text") == "" {
		t.Errorf("got %d %s", full.status, full.body)
	}
	s.accept(s.conversations()[0].ID)
	s.visitor("Ota")
}

func TestTheLastPlaceIsTakenOnceByThoseWhoComeTogether(t *testing.T) {
	s := newStandWith(t, widget.Limits{Waiting: 1})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			s.post("", "open", map[string]any{"key": keyOf(fmt.Sprint("together", i)), "name": "Eva", "topic": s.queues[0]})
		})
	}
	all.Wait()
	if n := len(s.conversations()); n != 1 {
		t.Errorf("%d wait, and there is room for one", n)
	}
}

func TestPanelMayStandInItsSitesAlone(t *testing.T) {
	s := newStand(t)
	s.change(func(e *appliance.EntryPoint) {
		e.Widget.Sites = []string{"https://hobla.example", "https://x.example; script-src *", "javascript:alert(1)", "https://a.example/path", "*", "http://shop:8081"}
		e.Widget.Accent = "red;}"
	})
	a := s.ask(request{method: http.MethodGet, path: "/w/" + key + "/panel"})
	policy := a.header.Get("Content-Security-Policy")
	if !strings.HasSuffix(policy, "frame-ancestors https://hobla.example http://shop:8081") {
		t.Errorf("got %q", policy)
	}
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "require-trusted-types-for 'script'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("%q is not in %q", want, policy)
		}
	}
	if a.header.Get("X-Frame-Options") != "" {
		t.Error("X-Frame-Options would keep the panel out of every site")
	}
	if strings.Contains(string(a.body), "red;}") {
		t.Error("a colour that is none reached the page")
	}
}

func TestEntryPointThatIsOffGivesAnEmptyLoader(t *testing.T) {
	s := newStand(t)
	s.change(func(e *appliance.EntryPoint) { e.Off = true })
	if a := s.ask(request{method: http.MethodGet, path: "/w/" + key + ".js"}); a.status != http.StatusOK || len(a.body) > 100 {
		t.Errorf("got %d, %d bytes", a.status, len(a.body))
	}
	if a := s.post("", "open", map[string]any{"key": keyOf("k"), "name": "Eva", "topic": s.queues[0]}); a.status != http.StatusConflict {
		t.Errorf("open: got %d %s", a.status, a.body)
	}
	for _, path := range []string{"/w/nosuch.js", "/w/" + key, "/w/..%2f.js", "/w/nosuch/panel"} {
		if a := s.ask(request{method: http.MethodGet, path: path}); a.status != http.StatusNotFound {
			t.Errorf("%s: got %d", path, a.status)
		}
	}
}
