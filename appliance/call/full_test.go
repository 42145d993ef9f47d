package call_test

import (
	"slices"
	"testing"
)

// A box whose disk is full goes on with its calls: nothing about them waits for
// what cannot be written.

func TestOperatorHoldsAndTakesBackOnAFullDisk(t *testing.T) {
	b := newBox(t)
	c, _ := talk(t, b)
	b.desk.full.Store(true)
	if err := b.calls.Hold(t.Context(), 1, operator, true); err != nil {
		t.Fatal(err)
	}
	c.ear.hears(t, 600)
	if err := b.calls.Hold(t.Context(), 1, operator, false); err != nil {
		t.Fatal(err)
	}
	c.ear.hears(t, 440)
}

func TestCallGoesOnWithoutRoomForRecordingOrStory(t *testing.T) {
	b := newBoxOf(t, noRoom(t))
	b.legs.set(operator, newVoice(t, 440))
	c := newCaller(t)
	c.dial(t, b, "200")
	b.desk.wait(t, "a caller who waits", waiting)
	b.desk.full.Store(true)
	b.desk.accept()
	c.ear.hears(t, 440)
}

func TestCallerIsHungUpOnBeforeAFullDiskHasRoom(t *testing.T) {
	b := newBox(t)
	c, _ := talk(t, b)
	b.desk.full.Store(true)
	if err := b.calls.Hangup(t.Context(), 1, operator); err != nil {
		t.Fatal(err)
	}
	<-c.Over()
	b.desk.full.Store(false)
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Contains(d.ended, "operator hangup") })
}

func TestCallersHearThatNobodyIsThereOnAFullDisk(t *testing.T) {
	b, c := newBox(t), newCaller(t)
	c.dial(t, b, "200")
	b.desk.wait(t, "a caller who waits", waiting)
	c.ear.hears(t, 600)
	b.desk.full.Store(true)
	b.staff.set(false)
	b.calls.CheckStaff()
	c.ear.hears(t, 800)
	<-c.Over()
}

func TestCallersWhoCannotBeKeptAreToldSo(t *testing.T) {
	b, c := newBox(t), newCaller(t)
	b.desk.full.Store(true)
	c.dial(t, b, "200")
	c.ear.hears(t, 800)
	<-c.Over()
}
