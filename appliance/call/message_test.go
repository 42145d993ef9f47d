package call_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"cordboard/appliance/media"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// speak dials a tree that takes a message, and returns when it is recorded.
func speak(t *testing.T, b *box) *caller {
	t.Helper()
	b.leads(t, `
nodes:
  mail: {voicemail: welcome, to: Reception, limit: 10s, then: kept, nothing: empty}
  kept: {hangup: kept}
  empty: {hangup: empty}
`)
	c := newCaller(t)
	c.dial(t, b, "200")
	c.ear.hears(t, 1200)
	c.ear.hears(t, 1000) // the tone
	b.desk.wait(t, "a message", func(d *desk) bool { return d.message == "begun" })
	return c
}

func digit(key byte) media.Digit { return media.Digit{Key: key, Length: 100 * time.Millisecond} }

// says has the caller say something of that length, and then no more.
func (c *caller) says(t *testing.T, length time.Duration) {
	t.Helper()
	said := make(chan bool, 1)
	c.leg.Play(media.For(length, media.Tone(1000, 0.3)), func(whole bool) { said <- whole })
	if !<-said {
		t.Fatalf("the caller did not come to say all of %v", length)
	}
}

func TestMessageIsKeptBeforeTheCallerHearsSo(t *testing.T) {
	b := newBox(t)
	c := speak(t, b)
	c.ear.silent(t) // an exchange hangs up on who sends nothing
	c.says(t, 2500*time.Millisecond)
	c.leg.SendDigit(digit('#'))
	c.ear.hears(t, 1400)
	if b.desk.written().message != "kept" {
		t.Errorf("the caller hears that it is kept, and it is %s", b.desk.written().message)
	}
	sound := recordedOf(t, b, 2)
	if length := sound.Length(); length < 2*time.Second || length > 4*time.Second {
		t.Errorf("%v are recorded, want what was said in 2.5 s", length)
	}
	if own := peertest.Level(sound.Channels[0], sound.Rate, 1000); own < 0.8 {
		t.Errorf("it holds %.2f of the caller's tone, want 0.8 at least", own)
	}
	<-c.Over()
	b.desk.wait(t, "the end", func(d *desk) bool { return len(d.ended) > 0 })
}

func TestMessageEndsWhenTheCallerSaysNoMore(t *testing.T) {
	b := newBox(t)
	c := speak(t, b)
	c.says(t, 500*time.Millisecond)
	c.ear.hears(t, 1400)
	if b.desk.written().message != "kept" {
		t.Errorf("it is %s, want it kept", b.desk.written().message)
	}
}

func TestCallerWhoSaysNothingLeavesNoMessage(t *testing.T) {
	b := newBox(t)
	c := speak(t, b)
	c.leg.Stop()
	c.leg.Play(media.Silence(), nil)
	c.ear.hears(t, 1600)
	if b.desk.written().message != "empty" {
		t.Errorf("it is %s, want it empty", b.desk.written().message)
	}
}

func TestMessageThatCannotBeRecordedLeavesNoConversation(t *testing.T) {
	b := newBoxOf(t, noRoom(t))
	b.leads(t, `
nodes:
  mail: {voicemail: welcome, to: Reception, then: kept, nothing: empty}
  kept: {hangup: kept}
  empty: {hangup: empty}
`)
	newCaller(t).dial(t, b, "200")
	b.desk.wait(t, "the end of what was begun for it", func(d *desk) bool { return d.message == "failed" })
}

// fail has a file that is open take nothing more, and keep nothing: a disk that breaks.
func fail(t *testing.T, in string) {
	t.Helper()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range open {
		if file, err := os.Readlink("/proc/self/fd/" + fd.Name()); err != nil || filepath.Dir(file) != in || filepath.Ext(file) != ".wav" {
			continue
		}
		n, err := strconv.Atoi(fd.Name())
		if err == nil {
			err = unix.Dup3(int(full.Fd()), n, unix.O_CLOEXEC)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatalf("no file of %s is open", in)
}

func TestMessageThatTheDiskDidNotKeepIsNotSaidToBeKept(t *testing.T) {
	b := newBox(t)
	c := speak(t, b)
	c.says(t, 2500*time.Millisecond)
	written := peertest.Until(20*time.Second, func() bool {
		all, _ := filepath.Glob(filepath.Join(b.files, "*.wav"))
		info, err := os.Stat(all[0])
		return err == nil && info.Size() > 2*2*2*media.SampleRate
	})
	if !written {
		t.Fatal("no two seconds are written")
	}
	fail(t, b.files)
	c.ear.hears(t, 1600)
	b.desk.wait(t, "the message, as far as there is any", func(d *desk) bool { return d.message == "kept" })
	<-c.Over()
	b.desk.wait(t, "the end", func(d *desk) bool { return len(d.ended) > 0 })
	err := b.store.Read(t.Context(), func(v *sqlite.View) error {
		sound, err := v.RecordingOf(voicemail)
		if err == nil && (!sound.Broken || sound.Open) {
			t.Errorf("%+v is kept, want one that is broken", sound)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestHangingUpKeepsWhatWasSaidFromTwoSecondsOn(t *testing.T) {
	for name, test := range map[string]struct {
		spoken time.Duration
		want   string
	}{"three seconds": {3 * time.Second, "kept"}, "one second": {time.Second, "empty"}} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			c := speak(t, b)
			c.says(t, test.spoken)
			if err := c.Hangup(t.Context()); err != nil {
				t.Fatal(err)
			}
			b.desk.wait(t, "what becomes of it", func(d *desk) bool { return d.message == test.want })
		})
	}
}

func TestMessageOfAKilledBoxIsKept(t *testing.T) {
	for name, test := range map[string]struct {
		seconds int
		want    string
	}{"three seconds": {3, "kept"}, "one second": {1, "restart"}} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			leaveOpen(t, b, 2, test.seconds)
			if err := b.calls.Recover(t.Context()); err != nil {
				t.Fatal(err)
			}
			if b.desk.message != test.want {
				t.Errorf("it is %q, want %q", b.desk.message, test.want)
			}
		})
	}
}
