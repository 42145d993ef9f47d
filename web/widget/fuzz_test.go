package widget_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/pace"
	"cordboard/appliance/sqlite"
	"cordboard/web/widget"
)

// FuzzRequest throws requests at the public door of a box with a real store.
// Whatever comes, the box answers with a status of its own and, when it
// refuses, with a sentence; what it keeps is within bounds and is text.
func FuzzRequest(f *testing.F) {
	s := newStandWith(f, widget.Limits{
		Requests: pace.Rate{Every: 1, Burst: 1 << 30}, Opens: pace.Rate{Every: 1, Burst: 1 << 30},
		WidgetOpens: pace.Rate{Every: 1, Burst: 1 << 30}, Messages: pace.Rate{Every: 1, Burst: 1 << 30},
		Waiting: 1 << 30, PerAddress: 1 << 30,
	})
	token := s.visitor("Eva")
	good := `{"key":"0123456789abcdef","name":"Eva","mail":"eva@hobla.example","topic":1,"text":"Dobrý den","page":"/a","title":"A"}`
	for _, path := range []string{"open", "offline", "messages", "typing", "page", "leave", "end"} {
		f.Add("POST", "/w/hobla/"+path, token, "application/json", "", []byte(good))
	}
	f.Add("GET", "/w/hobla/state", "", "", "", []byte(nil))
	f.Add("GET", "/w/hobla/panel?lang=pl&theme=dark", "", "", "", []byte(nil))
	f.Add("GET", "/w/hobla.js", "", "", "", []byte(nil))
	f.Add("POST", "/w/hobla/open", "", "application/json", "null", []byte(`{"key":"\ud800aaaaaaaaaaaaaaaa","topic":-1e99}`))
	f.Add("POST", "/w/hobla/messages", token, "text/plain", "10.0.0.1, ::1", []byte(`[[[[[[{"text":{}}`))
	f.Add("POST", "/w/%00/messages", "é", "application/json; charset=x", "x", []byte("{\"text\":\"\xff\xfe\"}"))

	f.Fuzz(func(t *testing.T, method, path, token, kind, forwarded string, body []byte) {
		u, err := url.ParseRequestURI(path)
		if err != nil || !strings.HasPrefix(u.Path, "/w/") || strings.HasSuffix(u.Path, "/events") || !isToken(method) {
			return // not one that reaches the widget
		}
		r := httptest.NewRequestWithContext(t.Context(), method, u.RequestURI(), bytes.NewReader(body))
		r.Host = s.address
		r.Header.Set("Origin", s.url)
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("X-Forwarded-For", forwarded)
		r.Header.Set("User-Agent", forwarded+kind)
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError && w.Code != http.StatusServiceUnavailable {
			t.Fatalf("%s %s with %q: got %d %s", method, path, body, w.Code, w.Body)
		}
		if w.Code >= 400 && strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
			var said struct{ Text string }
			if err := json.Unmarshal(w.Body.Bytes(), &said); err != nil || said.Text == "" || strings.HasPrefix(said.Text, "refusal.") {
				t.Fatalf("%s %s with %q: refused with %s", method, path, body, w.Body)
			}
		}
		s.bounded(t)
	})
}

func isToken(method string) bool {
	return method == "GET" || method == "POST" || method == "PUT" || method == "HEAD" || method == "DELETE" || method == "OPTIONS"
}

// bounded checks what the newest conversation keeps.
func (s *stand) bounded(t *testing.T) {
	t.Helper()
	must(t, s.store.Read(t.Context(), func(v *sqlite.View) error {
		list, err := v.Conversations(sqlite.ConversationFilter{Limit: 1})
		if err != nil {
			return err
		}
		c := list[0]
		for _, text := range []string{c.Name, c.Mail, c.Topic, c.Browser.Page, c.Browser.PageTitle, c.Browser.Name, c.Browser.System, c.Browser.Address} {
			if len([]rune(text)) > 512 || strings.ContainsAny(text, "\x00\n\x1b") {
				t.Fatalf("kept %q", text)
			}
		}
		entries, err := v.Entries(c.ID, 0, 0)
		for _, e := range entries {
			if len([]rune(e.Text)) > appliance.MessageLimit || strings.ContainsAny(e.Text, "\x00\x1b") {
				t.Fatalf("kept %q", e.Text)
			}
		}
		return err
	}))
}
