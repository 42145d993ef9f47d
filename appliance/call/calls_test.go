package call_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sip"
	"cordboard/appliance/sip/softphone"
	"cordboard/appliance/sqlite"
)

// caller is a telephone with sound that speaks a tone of 1,000 Hz.
type caller struct {
	*softphone.Phone
	leg *rtp.Leg
	ear *ear
}

func newCaller(t *testing.T) *caller {
	t.Helper()
	host := netip.MustParseAddr("127.0.0.1")
	engine, err := rtp.NewEngine(rtp.Config{Host: host, Ports: [2]uint16{32000, 33998}, Shards: 1, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = engine.Run(ctx) })
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	phone, err := softphone.New(conn, sip.Party{Name: "Marek", Number: "775418102"})
	if err != nil {
		t.Fatal(err)
	}
	leg, err := engine.Open()
	if err != nil {
		t.Fatal(err)
	}
	c := &caller{Phone: phone, leg: leg, ear: &ear{}}
	leg.Listen(c.ear)
	t.Cleanup(func() { leg.Close(); _ = phone.Close(); cancel(); running.Wait() })
	return c
}

func (c *caller) dial(t *testing.T, b *box, number string) {
	t.Helper()
	stream, err := c.Dial(t.Context(), number, b.sip, c.leg.Local())
	if err != nil {
		t.Fatalf("dial %s: %v", number, err)
	}
	// A call that still stands at the end would have the box wait for it.
	t.Cleanup(func() { _ = c.Hangup(context.Background()) })
	c.leg.Connect(stream)
	c.leg.Play(media.Tone(1000, 0.3), nil)
}

func waiting(d *desk) bool { return d.conversation.State == appliance.Waiting }

// talk brings a caller to the operator, both hearing each other.
func talk(t *testing.T, b *box) (*caller, *voice) {
	t.Helper()
	c, o := newCaller(t), newVoice(t, 440)
	b.legs.set(operator, o)
	c.dial(t, b, "200")
	b.desk.wait(t, "a caller who waits", waiting)
	c.ear.hears(t, 600)
	b.desk.accept()
	c.ear.hears(t, 440)
	o.hears(t, 1000)
	return c, o
}

func TestCallersAreCountedWhereTheyStandInTheTree(t *testing.T) {
	b := newBox(t)
	c, o := newCaller(t), newVoice(t, 440)
	b.legs.set(operator, o)
	c.dial(t, b, "200")
	b.desk.wait(t, "a caller who waits", waiting)
	c.ear.hears(t, 600)
	began := b.desk.written().conversation.Began
	in := func(name string) map[string]int {
		return b.calls.Callers(func(tree string, at time.Time) bool {
			return tree == name && at.Equal(began) && b.calls.Active() > 0 // which may ask the calls
		})
	}
	if got := in(""); got["queue"] != 1 || len(got) != 1 {
		t.Errorf("one waits: got %v", got)
	}
	if got := in("another"); len(got) != 0 {
		t.Errorf("in another tree: got %v", got)
	}
	b.desk.accept()
	c.ear.hears(t, 440)
	if got := in(""); len(got) != 0 {
		t.Errorf("an operator has him: got %v", got)
	}
}

func TestCallerAndOperatorTalkAndAreRecorded(t *testing.T) {
	b := newBox(t)
	c, _ := talk(t, b)
	if err := c.Hangup(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.desk.wait(t, "the end", func(d *desk) bool { return len(d.ended) > 0 })
	if want := []string{"contact hangup"}; !slices.Equal(b.desk.written().ended, want) {
		t.Errorf("ended by %v, want %v", b.desk.written().ended, want)
	}
	if last := b.desk.written().last(); last != appliance.EntrySound {
		t.Errorf("last entry = %q, want how the sound was", last)
	}
	sound := recorded(t, b)
	for channel, tone := range []struct{ own, other float64 }{{1000, 440}, {440, 1000}} {
		middle := sound.Channels[channel][len(sound.Channels[channel])/3:]
		if own := peertest.Level(middle, sound.Rate, tone.own); own < 0.8 {
			t.Errorf("channel %d holds %.2f of its own tone, want 0.8 at least", channel, own)
		}
		if other := peertest.Level(middle, sound.Rate, tone.other); other > 0.01 {
			t.Errorf("channel %d holds %.3f of the other's tone, want none", channel, other)
		}
	}
}

// The queue into which an operator's caller goes back gives him to a colleague
// at once: all that happens before the call has heard that he was to wait.
func TestCallerWhomAColleagueTookAtOnceIsNotLost(t *testing.T) {
	b := newBox(t)
	c, _ := talk(t, b)
	colleague := newVoice(t, 880)
	b.legs.set(operator+1, colleague)
	b.desk.change(func() {
		b.desk.conversation.State, b.desk.conversation.Operators = appliance.Active, []appliance.OperatorID{operator + 1}
	})
	b.feed.Publish(appliance.ConversationQueued{Conversation: appliance.Conversation{ID: 1, Queue: reception}})
	c.ear.hears(t, 880)
	colleague.hears(t, 1000)
	if len(b.desk.written().ended) > 0 {
		t.Errorf("the call was ended: %v", b.desk.written().ended)
	}
}

// recorded waits until the call's recording is whole and reads it.
func recorded(t *testing.T, b *box) peertest.Sound {
	t.Helper()
	return recordedOf(t, b, 1)
}

func recordedOf(t *testing.T, b *box, c appliance.ConversationID) peertest.Sound {
	t.Helper()
	sub, err := b.feed.Subscribe(b.feed.Last())
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	for {
		var row appliance.Recording
		err := b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
			row, err = v.RecordingOf(c)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if !row.Open {
			sound, err := peertest.ReadWAV(filepath.Join(b.files, row.File))
			if err != nil {
				t.Fatal(err)
			}
			return sound
		}
		<-sub.C()
	}
}

func TestOperatorHangsUp(t *testing.T) {
	b := newBox(t)
	c, _ := talk(t, b)
	if err := b.calls.Hangup(t.Context(), 1, operator+1); !errors.Is(err, call.ErrNotYourCall) {
		t.Errorf("another operator's hang-up: got %v, want %v", err, call.ErrNotYourCall)
	}
	if err := b.calls.Hangup(t.Context(), 1, operator); err != nil {
		t.Fatal(err)
	}
	<-c.Over()
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Equal(d.ended, []string{"operator hangup"}) })
}

func TestHoldMuteAndReturn(t *testing.T) {
	b := newBox(t)
	c, o := talk(t, b)
	if err := b.calls.Hold(t.Context(), 1, operator, true); err != nil {
		t.Fatal(err)
	}
	c.ear.hears(t, 600)
	if err := b.calls.Hold(t.Context(), 1, operator, false); err != nil {
		t.Fatal(err)
	}
	c.ear.hears(t, 440)
	o.hears(t, 1000)
	if err := b.calls.Mute(t.Context(), 1, operator, true); err != nil {
		t.Fatal(err)
	}
	c.ear.silent(t)
	o.hears(t, 1000)
	if err := b.calls.Mute(t.Context(), 1, operator, false); err != nil {
		t.Fatal(err)
	}
	c.ear.hears(t, 440)
	b.desk.wait(t, "hold and return", func(d *desk) bool {
		return slices.Contains(d.entries, appliance.EntryHeld) && slices.Contains(d.entries, appliance.EntryResumed)
	})
}

func TestCallGoesOnWithoutARecording(t *testing.T) {
	b := newBoxOf(t, noRoom(t))
	c, o := talk(t, b)
	b.desk.wait(t, "that nothing is recorded", unrecorded)
	c.ear.hears(t, 440)
	o.hears(t, 1000)
}

func TestCallGoesOnWhenItsRecordingBreaks(t *testing.T) {
	b := newBox(t)
	c, o := talk(t, b)
	if err := os.RemoveAll(b.files); err != nil { // the disk is gone
		t.Fatal(err)
	}
	b.desk.wait(t, "that nothing is recorded any more", unrecorded)
	c.ear.hears(t, 440)
	o.hears(t, 1000)
}

func unrecorded(d *desk) bool { return slices.Contains(d.entries, appliance.EntryUnrecorded) }

func TestReloadedPageGivesMusicAndThenTheOperatorBack(t *testing.T) {
	b := newBox(t)
	c, _ := talk(t, b)
	b.legs.set(operator, nil)
	b.calls.LegChanged(operator, false)
	c.ear.hears(t, 600)
	again := newVoice(t, 880)
	b.legs.set(operator, again)
	b.calls.LegChanged(operator, true)
	c.ear.hears(t, 880)
	again.hears(t, 1000)
}

func TestNobodySignedInIsSaidAndTheCallEnds(t *testing.T) {
	b := newBox(t)
	b.staff.set(false)
	c := newCaller(t)
	c.dial(t, b, "200")
	c.ear.hears(t, 800)
	<-c.Over()
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Equal(d.ended, []string{"system tree"}) })
	if !slices.Contains(b.desk.written().entries, appliance.EntryNobody) {
		t.Errorf("the story is %v, and does not tell that nobody was there", b.desk.written().entries)
	}
}

// TestCallerWhoIsPassedOnWaitsInTheOtherQueue looks at what he hears there, and whose
// staff he waits for.
func TestCallerWhoIsPassedOnWaitsInTheOtherQueue(t *testing.T) {
	const other = 77
	b, c := newBox(t), newCaller(t)
	c.dial(t, b, "200")
	b.desk.wait(t, "a caller who waits", waiting)
	c.ear.hears(t, 600)
	b.says(time.Second, "kept")
	b.staff.awaitQuestion()
	b.feed.Publish(appliance.ConversationQueued{Conversation: appliance.Conversation{ID: 1, State: appliance.Waiting, Queue: other}})
	b.feed.Publish(appliance.PresenceChanged{Presence: appliance.Presence{Operator: operator, State: appliance.Offline}})
	if got := <-b.staff.asked; got != other {
		t.Errorf("it is asked who is there for queue %s, want %d", got, other)
	}
	c.ear.hears(t, 1400)
	c.ear.hears(t, 600)
}

// The presence reaches the calls by the feed, the answer of the staff by
// CheckStaff; either can be first.
func TestLastOperatorLeavesAndWaitingCallersAreTold(t *testing.T) {
	offline := appliance.PresenceChanged{Presence: appliance.Presence{Operator: operator, State: appliance.Offline}}
	t.Run("staff known first", func(t *testing.T) {
		b, c := newBox(t), newCaller(t)
		c.dial(t, b, "200")
		b.desk.wait(t, "a caller who waits", waiting)
		b.staff.set(false)
		b.feed.Publish(offline)
		c.ear.hears(t, 800)
		<-c.Over()
	})
	t.Run("presence known first", func(t *testing.T) {
		b, c := newBox(t), newCaller(t)
		c.dial(t, b, "200")
		b.desk.wait(t, "a caller who waits", waiting)
		c.ear.hears(t, 600)
		b.staff.awaitQuestion()
		b.feed.Publish(offline)
		<-b.staff.asked // too early: somebody is still there
		b.staff.set(false)
		b.calls.CheckStaff()
		c.ear.hears(t, 800)
		<-c.Over()
	})
}

func TestUnknownNumberIsRefused(t *testing.T) {
	b := newBox(t)
	c := newCaller(t)
	_, err := c.Dial(t.Context(), "999", b.sip, c.leg.Local())
	var refused *sip.Refused
	if !errors.As(err, &refused) || refused.Status != 404 {
		t.Errorf("got %v, want 404", err)
	}
}

func TestRecordingOfAKilledBoxIsRepaired(t *testing.T) {
	b := newBox(t)
	leaveOpen(t, b, 1, 1)
	b.recover(t)
	if sound := recorded(t, b); sound.Length().Seconds() < 0.5 {
		t.Errorf("%v of the recording play, want a second", sound.Length())
	}
}

func TestRecordingThatCannotBeMendedIsKeptAsBroken(t *testing.T) {
	b := newBox(t)
	leaveOpen(t, b, 1, 1)
	file := filepath.Join(b.files, "killed.wav")
	if err := os.WriteFile(file, []byte("what the disk made of it"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.recover(t)
	err := b.store.Read(t.Context(), func(v *sqlite.View) error {
		r, err := v.RecordingOf(1)
		if r.Open || !r.Broken || r.Length != 0 {
			t.Errorf("got %+v, want it closed and broken", r)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := os.ReadFile(file); err != nil || string(kept) != "what the disk made of it" {
		t.Errorf("the file holds %q, %v", kept, err)
	}
}

// leaveOpen leaves a recording as a killed box does: its header knows nothing
// of the seconds behind it.
func leaveOpen(t *testing.T, b *box, c appliance.ConversationID, seconds int) {
	t.Helper()
	row := appliance.Recording{Conversation: c, File: "killed.wav", Began: time.Now(), Open: true}
	err := b.store.Write(t.Context(), func(tx *sqlite.Tx) (err error) {
		row, err = tx.AddRecording(row)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(b.files, row.File))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	ctx, stop := context.WithCancel(t.Context())
	recording := media.NewRecorder(file, time.Now())
	stop()
	if err := recording.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt(make([]byte, seconds*4*8000), 44); err != nil {
		t.Fatal(err)
	}
}
