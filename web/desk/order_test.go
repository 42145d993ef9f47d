package desk_test

import (
	"bufio"
	"context"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/rtc/headset"
)

// follows opens the stream of a page as its script does and returns all that it
// says until the given word has come.
func (r *reader) follows(page, until string) string {
	r.t.Helper()
	return r.followsPast(page, "", func() {}, until)
}

// followsPast follows likewise, and does something once another word has come.
func (r *reader) followsPast(page, first string, then func(), until string) string {
	r.t.Helper()
	then = sync.OnceFunc(then)
	attribute := func(name string) string {
		found := regexp.MustCompile(name + `="([^"]*)"`).FindStringSubmatch(page)
		if found == nil {
			r.t.Fatalf("the page has no %s", name)
		}
		return html.UnescapeString(found[1])
	}
	ctx, cancel := context.WithCancel(r.t.Context())
	defer cancel()
	address := fmt.Sprintf("%s%s&after=%s&entry=%s", r.base, attribute("data-events"), attribute("data-after"), attribute("data-last"))
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	answer, err := r.Do(q)
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	var said strings.Builder
	for lines := bufio.NewReader(answer.Body); !strings.Contains(said.String(), until); {
		if strings.Contains(said.String(), first) {
			then()
		}
		line, err := lines.ReadString('\n')
		if err != nil {
			r.t.Fatalf("the stream ends without %q: %v", until, err)
		}
		said.WriteString(line)
	}
	return said.String()
}

// TestPageShowsTheSoundThatCameOrWentBeforeItsStreamStood: what was told of an
// operator's sound while his page was on its way to him, no stream repeats.
func TestPageShowsTheSoundThatCameOrWentBeforeItsStreamStood(t *testing.T) {
	s := newStand(t, appliance.English)
	id := s.activeCall()
	s.startLegs()
	jana := s.plain("jana")
	var plugged *headset.Headset
	for _, c := range []struct {
		what      string
		meanwhile func() error
		soundless bool // the page is, and the stream says the contrary
	}{
		{"came", func() (err error) {
			plugged, err = headset.New(t.Context(), func(ctx context.Context, offer string) (string, error) { return s.legs.Answer(ctx, s.jana.ID, offer) }, func([]byte) {})
			if err == nil {
				err = plugged.Speak(make([]byte, 160))
			}
			return err
		}, true},
		{"went", func() error { return plugged.Close() }, false},
	} {
		_, page := jana.get(fmt.Sprintf("/desk/%s?tab=active", id))
		if got := strings.Contains(page, `id="soundless"`); got != c.soundless {
			t.Fatalf("before the sound %s: the page says that there is none %t, want %t", c.what, got, c.soundless)
		}
		if err := c.meanwhile(); err != nil {
			t.Fatal(err)
		}
		if up := <-s.up; up != c.soundless {
			t.Fatalf("the sound %s: up is %t", c.what, up)
		}
		note := "When it " + c.what
		if _, err := s.talks.Note(t.Context(), s.jana.ID, id, talks.Message{Text: note}); err != nil {
			t.Fatal(err)
		}
		said := jana.follows(page, note)
		strip, drawn := strings.Contains(said, `id="call"`), strings.Contains(said, `id="soundless"`)
		if !strip || drawn == c.soundless {
			t.Errorf("the sound %s before the stream stood: the strip comes %t, without sound %t", c.what, strip, drawn)
		}
	}
}
