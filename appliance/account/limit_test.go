package account

import (
	"fmt"
	"net/netip"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestTriesComeBackOneByOne(t *testing.T) {
	l := newLimiter(3, time.Minute)
	for i := range 3 {
		if !l.take("a", noon) {
			t.Fatalf("try %d of 3 was refused", i+1)
		}
	}
	if l.take("a", noon) || !l.take("b", noon) {
		t.Fatal("the fourth was granted, or another name pays for it")
	}
	if l.take("a", noon.Add(59*time.Second)) || !l.take("a", noon.Add(time.Minute)) || l.take("a", noon.Add(time.Minute)) {
		t.Error("one try comes back a minute, no more and no less")
	}
	l.giveBack("a")
	if !l.take("a", noon.Add(time.Minute)) {
		t.Error("a try that was given back is not there")
	}
	for range 3 {
		if !l.take("a", noon.Add(time.Hour)) {
			t.Error("after an hour not all are back")
		}
	}
	if l.take("a", noon.Add(time.Hour)) {
		t.Error("an hour of rest gave more than all tries")
	}
}

func TestLimiterIsBoundedAndKeepsWhoSpentMost(t *testing.T) {
	l := newLimiter(3, time.Minute)
	for range 3 {
		l.take("guesser", noon)
	}
	for i := range limiterNames + 1000 {
		if !l.take(fmt.Sprint("crowd ", i), noon) {
			t.Fatal("a stranger is shut out")
		}
	}
	if len(l.until) > limiterNames {
		t.Errorf("%d names are remembered", len(l.until))
	}
	if l.take("guesser", noon) {
		t.Error("the crowd made the box forget who guesses")
	}
}

func TestNeighboursShareALimit(t *testing.T) {
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
		if got := neighbourhood(netip.MustParseAddr(c.a)) == neighbourhood(netip.MustParseAddr(c.b)); got != c.same {
			t.Errorf("%s and %s share: %v, want %v", c.a, c.b, got, c.same)
		}
	}
	if got := neighbourhood(netip.Addr{}); got == "" {
		t.Error("no address has no name")
	}
}
