package sip

import (
	"math/rand/v2"
	"testing"
	"time"

	wire "github.com/emiago/sipgo/sip"
)

func TestRegistrationIsRefreshedBeforeItIsOver(t *testing.T) {
	now := time.Unix(1e9, 0)
	for _, granted := range []time.Duration{time.Second, 30 * time.Second, time.Hour} {
		for _, dice := range []float64{0, 0.5, 0.999} {
			e, wait := newEnrolment().after(registered{status: 200, granted: granted}, now, dice)
			if !e.until.Equal(now.Add(granted)) {
				t.Errorf("granted %v: until %v", granted, e.until.Sub(now))
			}
			if wait < shortestWait || granted > 10*time.Second && (wait < granted/2 || wait > granted*4/5) {
				t.Errorf("granted %v: asked again after %v", granted, wait)
			}
		}
	}
}

func TestRegistrarThatRefusesIsAskedLessAndLess(t *testing.T) {
	for _, refused := range []registered{{status: 403}, {err: ErrSilent}, {status: 401, err: ErrPassword}, {status: 503}, {status: 423}} {
		e, now := newEnrolment(), time.Unix(1e9, 0)
		var before time.Duration
		for n := range 20 {
			var wait time.Duration
			e, wait = e.after(refused, now, 0.5)
			if n == 0 && wait < firstWait || wait < before || wait > longestWait {
				t.Fatalf("%+v: wait %d is %v after %v", refused, n, wait, before)
			}
			before = wait
		}
		if before < longestWait/2 {
			t.Errorf("%+v: still asked every %v", refused, before)
		}
		e, wait := e.after(registered{status: 200, granted: time.Hour}, now, 0)
		if wait > time.Hour {
			t.Errorf("after success asked in %v", wait)
		}
		if _, wait = e.after(refused, now, 0.999); wait > 2*firstWait {
			t.Errorf("first failure after a success waits %v", wait)
		}
	}
}

func TestRetryAfterIsKept(t *testing.T) {
	if _, wait := newEnrolment().after(registered{status: 503, later: time.Hour}, time.Now(), 0); wait < time.Hour {
		t.Errorf("asked again after %v, want an hour", wait)
	}
}

func TestMinExpiresIsAskedForAtOnce(t *testing.T) {
	e, wait := newEnrolment().after(registered{status: 423, least: 2 * time.Hour}, time.Now(), 0)
	if wait != 0 || e.asking != 2*time.Hour {
		t.Errorf("asking for %v after %v, want 2h at once", e.asking, wait)
	}
	if _, wait = e.after(registered{status: 423, least: 2 * time.Hour}, time.Now(), 0); wait == 0 {
		t.Error("the same again is asked at once without end")
	}
	if _, wait = e.after(registered{status: 423, least: 1000 * time.Hour}, time.Now(), 0); wait == 0 {
		t.Error("a registration for weeks is asked for")
	}
}

// TestNoHistoryMakesAskingFast takes registrars that answer anything.
func TestNoHistoryMakesAskingFast(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		e, now, asked := newEnrolment(), time.Unix(1e9, 0), 0
		for began := now; now.Sub(began) < 24*time.Hour; asked++ {
			r := registered{
				status:  []int{200, 200, 401, 403, 423, 500, 503}[random.IntN(7)],
				granted: time.Duration(random.IntN(200)) * time.Second,
				least:   time.Duration(random.IntN(4000)) * time.Second,
			}
			if r.status == 401 {
				r.err = ErrPassword
			}
			var wait time.Duration
			e, wait = e.after(r, now, random.Float64())
			if wait < shortestWait && e.asking <= usualExpiry {
				t.Fatalf("%+v: asked again after %v", r, wait)
			}
			now = now.Add(wait)
		}
		if asked > int(24*time.Hour/shortestWait) {
			t.Fatalf("asked %d times in a day", asked)
		}
	}
}

func TestExpiryIsReadFromOurContactHoweverItIsWritten(t *testing.T) {
	for name, c := range map[string]struct {
		fields string
		want   time.Duration
	}{
		"plain":                     {"Contact: <sip:cordboard@192.0.2.1:5060>;expires=60\r\n", time.Minute},
		"behind another":            {"Contact: <sip:x@192.0.2.9>;expires=5, <sip:cordboard@192.0.2.1:5060>;expires=60\r\n", time.Minute},
		"behind a name with commas": {"Contact: \"a, b;expires=7\" <sip:cordboard@192.0.2.1:5060>;q=0.5;expires=60\r\n", time.Minute},
		"in its own field":          {"Contact: <sip:cordboard@192.0.2.1:5060>\r\nExpires: 90\r\n", 90 * time.Second},
		"nowhere":                   {"Contact: <sip:cordboard@192.0.2.1:5060>\r\n", usualExpiry},
	} {
		m, err := wire.ParseMessage([]byte("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\n" +
			"To: <sip:a@b>;tag=2\r\nCall-ID: x\r\nCSeq: 1 REGISTER\r\n" + c.fields + "Content-Length: 0\r\n\r\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := granted(m.(*wire.Response), "192.0.2.1:5060"); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
