package main

import (
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	"cordboard/cmd/cordboard/demo"
)

// The demonstration's sentences in English, and a pause that tells the one
// from the other by what a telephone has heard.
const (
	chosenLasts = 2984 * time.Millisecond
	topicsLasts = 8347 * time.Millisecond
)

// TestCallerReachesTheQueueHisKeysLeadTo presses keys, as telephone-events of
// RFC 4733, while nothing has sounded that asks for them, while it sounds, and
// when it has ended; the demonstration's welcome is left by a key at once.
func TestCallerReachesTheQueueHisKeysLeadTo(t *testing.T) {
	t.Parallel()
	b := demonstration(t)
	setPresence(t, b, "thomas", appliance.Available)
	everyKeyCase(t, b)
	if calls := b.calls.Active(); calls != 0 {
		t.Errorf("%d calls are left", calls)
	}
}

func everyKeyCase(t *testing.T, b *box) {
	for _, tt := range []struct {
		name, queue string
		press       func(t *testing.T, phone *peertest.Baresip)
		want        string
	}{
		{"before the prompt", "Returns", func(t *testing.T, phone *peertest.Baresip) {
			phone.Digits("3")
			phone.Digits("2") // English is being confirmed: the topics have not begun
		}, "welcome 3, topics 2"},
		{"during the prompt", "Orders", func(t *testing.T, phone *peertest.Baresip) {
			from := pressing(t, phone, "3")
			heardFor(t, phone, from+chosenLasts+topicsLasts/2)
			hears(t, phone, "the topics", loud)
			phone.Digits("1")
		}, "welcome 3, topics 1"},
		{"after the prompt", "Returns", func(t *testing.T, phone *peertest.Baresip) {
			from := pressing(t, phone, "3")
			heardFor(t, phone, from+chosenLasts+topicsLasts)
			hears(t, phone, "the silence after the topics", silent)
			phone.Digits("2")
		}, "welcome 3, topics 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := newestCall(t, b)
			phone := caller(t, 1000)
			phone.Dial(reach(b, demo.TreeNumber))
			phone.Wait("CALL_ESTABLISHED", patience)
			id := awaitCall(t, b, before, appliance.InTree).ID
			hears(t, phone, "the welcome", loud)
			tt.press(t, phone)
			c := awaitState(t, b, id, appliance.Waiting)
			if queue := queueName(t, b, c.Queue); queue != tt.queue {
				t.Errorf("the caller waits in %s, want %s", queue, tt.queue)
			}
			if c.Language != appliance.English {
				t.Errorf("his language is %q, want %q", c.Language, appliance.English)
			}
			if got := pressedIn(entriesOf(t, b, c.ID)); got != tt.want {
				t.Errorf("keys taken: %s; want %s", got, tt.want)
			}
			hears(t, phone, "the queue's music", loud)
			phone.Hangup()
			phone.Wait("CALL_CLOSED", patience)
			awaitState(t, b, id, appliance.Abandoned)
		})
	}
}

// pressing presses a key and gives how much the telephone had heard by then.
func pressing(t *testing.T, phone *peertest.Baresip, key string) time.Duration {
	t.Helper()
	from := time.Duration(len(phone.Hears())) * time.Second / rate
	phone.Digits(key)
	return from
}

// heardFor waits until the telephone has heard so much of the call.
func heardFor(t *testing.T, phone *peertest.Baresip, length time.Duration) {
	t.Helper()
	if !peertest.Until(patience, func() bool { return time.Duration(len(phone.Hears()))*time.Second/rate >= length }) {
		t.Fatalf("the telephone never heard %v of the call", length)
	}
}

// saysFor waits until the telephone has said so much more.
func saysFor(t *testing.T, phone *peertest.Baresip, length time.Duration) {
	t.Helper()
	said := len(phone.Says())
	if !peertest.Until(patience, func() bool { return time.Duration(len(phone.Says())-said)*time.Second/rate >= length }) {
		t.Fatalf("the telephone never said %v more", length)
	}
}

func queueName(t *testing.T, b *box, id appliance.QueueID) (name string) {
	t.Helper()
	err := b.store.Read(t.Context(), func(v *sqlite.View) error {
		q, err := v.Queue(id)
		name = q.Name
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return name
}
