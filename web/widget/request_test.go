package widget_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/pace"
	"cordboard/appliance/sqlite"
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
