package desk_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
)

func TestStreamTellsWhenItsPageOpensAndCloses(t *testing.T) {
	s := newStand(t, appliance.English)
	ctx, close := context.WithCancel(t.Context())
	defer close()
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/desk/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := s.plain("jana").Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if got, want := <-s.pages, "opened "+s.jana.ID.String(); got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	close()
	if got, want := <-s.pages, "closed "+s.jana.ID.String(); got != want {
		t.Errorf("told %q, want %q", got, want)
	}
}

// TestMoveAtTheDeskIsTold, by which who does not move is away after a time.
func TestMoveAtTheDeskIsTold(t *testing.T) {
	s := newStand(t, appliance.English)
	if status, page := s.plain("jana").post("/desk/here"); status != http.StatusNoContent {
		t.Fatalf("got %d\n%s", status, page)
	}
	if got, want := <-s.pages, "used "+s.jana.ID.String(); got != want {
		t.Errorf("told %q, want %q", got, want)
	}
}

// TestStreamBeginsWithHowTheSoundIs: a page that waits until it is heard may have been
// between two streams when that was told.
func TestStreamBeginsWithHowTheSoundIs(t *testing.T) {
	s := newStand(t, appliance.English)
	told := func() string {
		t.Helper()
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		q, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/desk/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := s.plain("jana").Do(q)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		lines := bufio.NewScanner(answer.Body)
		for last := ""; lines.Scan(); last = lines.Text() {
			if how, is := strings.CutPrefix(lines.Text(), "data: "); is && last == "event: leg" {
				return how
			}
		}
		t.Fatalf("the stream ended before it told of the sound: %v", lines.Err())
		return ""
	}
	if got := told(); got != "up" {
		t.Errorf("with sound: got %q", got)
	}
	s.startLegs()
	if got := told(); got != "down" {
		t.Errorf("without: got %q", got)
	}
}

func TestLongNameEndsEarlyWhereRoomIsSmall(t *testing.T) {
	s := newStand(t, appliance.English)
	name := strings.Repeat("Maximiliana ", 9) + "Nováková"
	id := s.add(s.activeSince(s.chat(name, "Doprava", appliance.Browser{}, appliance.English), s.ago(1, 0)))
	_, page := s.plain("jana").get("/desk/" + id.String())
	for _, want := range []string{`aria-label="Write to ` + name + `"`, `placeholder="Write to Maximiliana Maximiliana Maximili…"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
}
