package sip

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	wire "github.com/emiago/sipgo/sip"
)

// Register registers us with an exchange and stays registered until ctx ends;
// then it takes the registration back. tell is told how it stands after each
// answer, from the goroutine that called.
func (s *Server) Register(ctx context.Context, x Exchange, tell func(Registration)) error {
	ctx, giveBack, err := s.borrow(ctx)
	if err != nil {
		return fmt.Errorf("register: %w", err)
	}
	defer giveBack()
	a, err := s.asking(x)
	if err != nil {
		return fmt.Errorf("register: %w", err)
	}
	a.dialog.Remote = strings.TrimSuffix(a.dialog.Local, ";tag="+a.dialog.LocalTag) // whom it is about
	e := newEnrolment()
	timer := time.NewTimer(0)
	defer timer.Stop()
	defer func() { a.unregister(e) }()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
		r := a.register(ctx, e.asking)
		if ctx.Err() != nil {
			return nil
		}
		now := time.Now()
		var wait time.Duration
		e, wait = e.after(r, now, rand.Float64())
		timer.Reset(wait)
		if wait > 0 {
			tell(Registration{Status: r.status, Err: r.err, Until: e.until})
		}
	}
}

// register sends one REGISTER and reads what came of it.
func (a *asking) register(ctx context.Context, asking time.Duration) registered {
	contact := strings.Replace(a.server.contact(&a.dialog), "<sip:", "<sip:"+ownContact+"@", 1)
	res, err := a.ask(ctx, "REGISTER", Header{"contact", contact},
		Header{"expires", strconv.Itoa(int(asking / time.Second))}, Header{"allow", allowed}, Header{"supported", extensions})
	r := registered{err: err}
	if res == nil {
		return r
	}
	if res.StatusCode == wire.StatusForbidden && a.proofs.Given() {
		// Some say so where others challenge again: the name or the password
		// that we proved is none of theirs (RFC 3261 section 10.3 step 4).
		r.err = ErrPassword
	}
	r.status, r.later = res.StatusCode, refusedBy(res).RetryAfter
	r.granted = min(asking, granted(res, a.server.self(&a.dialog))) // a registrar may only shorten it
	r.least = secondsOf(res, "min-expires", 0)
	return r
}

// ownContact is the user of the Contact that we register. A call that comes to
// it says elsewhere which number was called.
const ownContact = "cordboard"

// granted reads from a 200 how long our Contact counts (RFC 3261 section
// 10.2.4): others may stand beside it.
func granted(res *wire.Response, self string) time.Duration {
	usual := secondsOf(res, "expires", usualExpiry)
	for _, a := range addressesOf(res, "contact") {
		if strings.Contains(a.URI, ownContact+"@"+self) {
			expires, _ := a.Params.Value("expires")
			return orUsual(expires, usual)
		}
	}
	return usual
}

// secondsOf reads a field of seconds.
func secondsOf(res *wire.Response, name string, usual time.Duration) time.Duration {
	if h := res.GetHeader(name); h != nil {
		return orUsual(h.Value(), usual)
	}
	return usual
}

func orUsual(text string, usual time.Duration) time.Duration {
	if d := seconds(text); d > 0 {
		return d
	}
	return usual
}

// unregister takes the registration back, if there is one, and waits a little
// for that (section 10.2.2).
func (a *asking) unregister(e enrolment) {
	if !time.Now().Before(e.until) {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	if r := a.register(ctx, 0); r.err != nil {
		a.server.log.Debug("registration not taken back", "err", r.err)
	}
}

// farewell is how long we wait for a registrar to hear that we leave.
const farewell = 2 * time.Second
