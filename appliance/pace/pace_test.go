package pace

import (
	"net/netip"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func takes[K comparable](b *Buckets[K], key K, at time.Time) bool {
	_, ok := b.Take(key, at)
	return ok
}

func TestTokensComeBackOneByOne(t *testing.T) {
	b := New[string](Rate{Every: time.Minute, Burst: 3})
	for i := range 3 {
		if !takes(b, "a", noon) {
			t.Fatalf("token %d of 3 was refused", i+1)
		}
	}
	if wait, ok := b.Take("a", noon.Add(20*time.Second)); ok || wait != 40*time.Second {
		t.Errorf("the fourth: got %v after %v, want a wait of 40 s", ok, wait)
	}
	if !takes(b, "b", noon) {
		t.Error("another key pays for it")
	}
	if !takes(b, "a", noon.Add(time.Minute)) || takes(b, "a", noon.Add(time.Minute)) {
		t.Error("one token comes back a minute, no more and no less")
	}
	b.GiveBack("a")
	if !takes(b, "a", noon.Add(time.Minute)) {
		t.Error("a token that was given back is not there")
	}
	for range 3 {
		if !takes(b, "a", noon.Add(time.Hour)) {
			t.Error("after an hour not all are back")
		}
	}
	if takes(b, "a", noon.Add(time.Hour)) {
		t.Error("an hour of rest gave more than all tokens")
	}
}

func TestKeysNeverShareABucket(t *testing.T) {
	b := New[int](Rate{Every: time.Minute, Burst: 1})
	for key := range Keys {
		if !takes(b, key, noon) {
			t.Fatalf("key %d pays for another", key)
		}
	}
	for key := range Keys {
		if takes(b, key, noon) {
			t.Fatalf("key %d was forgotten", key)
		}
	}
}

func TestBucketsAreBoundedAndKeepWhoSpentMost(t *testing.T) {
	const guesser = -1
	b := New[int](Rate{Every: time.Minute, Burst: 3})
	for range 3 {
		takes(b, guesser, noon)
	}
	for key := range Keys + 1000 {
		if !takes(b, key, noon) {
			t.Fatal("a stranger is shut out")
		}
	}
	if len(b.of) != Keys || len(b.spent) != Keys {
		t.Errorf("%d keys and %d buckets are remembered, want %d", len(b.of), len(b.spent), Keys)
	}
	if takes(b, guesser, noon) {
		t.Error("the crowd made the box forget who guesses")
	}
	takes(b, 1, noon.Add(time.Hour))
	if len(b.of) != 1 {
		t.Errorf("%d keys are remembered after all were full again, want 1", len(b.of))
	}
}

func TestNeighboursAreOneNetwork(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"2001:db8::1", "2001:db8::ffff:2", true},
		{"2001:db8::1", "2001:db8:0:1::1", false},
		{"192.0.2.1", "::ffff:192.0.2.1", true},
		{"192.0.2.1", "192.0.2.2", false},
		{"fe80::1%eth0", "fe80::1%eth1", true},
	} {
		if got := Network(netip.MustParseAddr(c.a)) == Network(netip.MustParseAddr(c.b)); got != c.same {
			t.Errorf("%s and %s are one: %v, want %v", c.a, c.b, got, c.same)
		}
	}
	if got := Network(netip.Addr{}); got.IsValid() {
		t.Errorf("no address is in %s", got)
	}
}
