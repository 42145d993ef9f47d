package call_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/sqlite"
)

var (
	noticed = appliance.RecordingRule{Notice: "recorded"}
	unkept  = appliance.RecordingRule{Off: true}
)

// TestCallerHearsTheNoticeBeforeAnythingIsRecorded knows by its length what the
// recording leaves out.
func TestCallerHearsTheNoticeBeforeAnythingIsRecorded(t *testing.T) {
	b := newBox(t)
	b.records(noticed, unkept)
	c, o := newCaller(t), newVoice(t, 440)
	b.legs.set(operator, o)
	c.dial(t, b, "200")
	b.desk.wait(t, "a caller who waits", waiting)
	taken := time.Now()
	b.desk.accept()
	c.ear.hears(t, 1800)
	if s := b.calls.Standing(1); !s.Telling {
		t.Errorf("the call stands as %+v, want that the caller is told", s)
	}
	if n := len(kept(t, b)); n > 0 {
		t.Errorf("%d recordings before the caller was told", n)
	}
	if err := b.calls.PauseRecording(t.Context(), 1, operator, true, "card"); err != call.ErrNotRecorded {
		t.Errorf("pausing what is not recorded: %v", err)
	}
	c.ear.hears(t, 440)
	o.hears(t, 1000)
	if s := b.calls.Standing(1); s.Telling || s.Unkept {
		t.Errorf("the call stands as %+v, want that it is recorded", s)
	}
	if err := c.Hangup(t.Context()); err != nil {
		t.Fatal(err)
	}
	took := time.Since(taken)
	b.desk.wait(t, "the end", func(d *desk) bool { return len(d.ended) > 0 })
	if got, most := recorded(t, b).Length(), took-noticeLength+200*time.Millisecond; got > most {
		t.Errorf("%v of %v are recorded, want %v at most", got, took, most)
	}
	if !slices.Contains(b.desk.written().entries, appliance.EntryNoticed) {
		t.Errorf("the story is %v, and does not tell that he was told", b.desk.written().entries)
	}
}

func TestCallIsNotRecordedWhereTheSiteDoesNotWantIt(t *testing.T) {
	for name, x := range map[string]struct {
		queue, callsOut appliance.RecordingRule
		want            int
	}{
		"wanted":                  {appliance.RecordingRule{}, unkept, 1},
		"not wanted":              {unkept, appliance.RecordingRule{}, 0},
		"the notice is not there": {appliance.RecordingRule{Notice: "lost"}, appliance.RecordingRule{}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			b.records(x.queue, x.callsOut)
			c, _ := talk(t, b)
			if s := b.calls.Standing(1); s.Unkept != (x.want == 0) {
				t.Errorf("the call stands as %+v", s)
			}
			if err := c.Hangup(t.Context()); err != nil {
				t.Fatal(err)
			}
			b.desk.wait(t, "the end", func(d *desk) bool { return len(d.ended) > 0 })
			if got := len(kept(t, b)); got != x.want {
				t.Errorf("%d recordings, want %d", got, x.want)
			}
			if told := slices.Contains(b.desk.written().entries, appliance.EntryUnnoticed); told != (x.queue.Notice != "") {
				t.Errorf("the story is %v", b.desk.written().entries)
			}
		})
	}
}

func TestContactWhoIsCalledHearsTheNoticeBeforeTheOperator(t *testing.T) {
	b := newBox(t)
	b.records(unkept, noticed)
	up(t, b)
	contact, o, id := callsOut(t, b)
	contact.ear.hears(t, 1800)
	if s := b.calls.Standing(id); !s.Telling || s.Ringing {
		t.Errorf("the call stands as %+v, want that the contact is told", s)
	}
	contact.ear.hears(t, 440)
	o.hears(t, 1700)
	close(contact.hangup)
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Contains(d.ended, "contact hangup") })
	if got := len(kept(t, b)); got != 1 {
		t.Errorf("%d recordings, want one", got)
	}
}

func TestCallOutIsNotRecordedWhereTheSiteDoesNotWantIt(t *testing.T) {
	b := newBox(t)
	b.records(noticed, unkept)
	up(t, b)
	contact, o, _ := callsOut(t, b)
	contact.ear.hears(t, 440)
	o.hears(t, 1700)
	close(contact.hangup)
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Contains(d.ended, "contact hangup") })
	if got := len(kept(t, b)); got != 0 {
		t.Errorf("%d recordings, want none", got)
	}
}

// kept are the recordings that there are, each of them a row and a file.
func kept(t *testing.T, b *box) (names []string) {
	t.Helper()
	files, err := os.ReadDir(b.files)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		names = append(names, f.Name())
	}
	rows := 0
	err = b.store.Read(t.Context(), func(v *sqlite.View) error {
		for c := range appliance.ConversationID(4) {
			if _, err := v.RecordingOf(c); err == nil {
				rows++
			}
		}
		return nil
	})
	if err != nil || rows != len(names) {
		t.Fatalf("%d rows of the files %v: %v", rows, names, err)
	}
	return names
}

func TestCallerWhoWaitsHearsTheMessagesOfHisQueue(t *testing.T) {
	b := newBox(t)
	b.says(time.Second, "kept", "empty")
	c := newCaller(t)
	c.dial(t, b, "200")
	for range 2 {
		for _, message := range []float64{1400, 1600} {
			c.ear.hears(t, 600)
			c.ear.hears(t, message)
		}
	}
	c.ear.hears(t, 600)
}
