package widget_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
	"cordboard/web/widget"
)

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

// TestManyOperatorsChangeAndNoStreamIsCut: a role that is saved changes all who have it
// at once, which is nothing that a visitor hears of.
func TestManyOperatorsChangeAndNoStreamIsCut(t *testing.T) {
	s := newStand(t)
	token := s.visitor("Eva")
	c := s.only().ID
	lines, stop := s.stream(token, "")
	defer stop()
	must(t, s.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		for n := range 200 {
			tx.Emit(appliance.OperatorChanged{Operator: appliance.Operator{ID: appliance.OperatorID(1000 + n)}})
		}
		return nil
	}))
	s.post(token, "messages", map[string]any{"key": keyOf("m1"), "text": "and still here"})
	for line := range lines {
		if strings.Contains(line, "and still here") {
			return
		}
	}
	t.Errorf("the stream of conversation %d was cut", c)
}
