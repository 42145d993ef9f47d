package trunk

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"cordboard/appliance/sip"
	"cordboard/appliance/sip/front"
)

// Health is how it stands with a trunk's exchange, in one word.
type Health string

// What can be known of an exchange.
const (
	Unknown    Health = ""           // not asked yet, or calls do not go out there
	Up         Health = "up"         // it answers
	Silent     Health = "silent"     // it does not
	Password   Health = "password"   // it refuses who we are
	Forbidden  Health = "forbidden"  // it wants nothing of us
	Redirected Health = "redirected" // it sends us elsewhere
	Failing    Health = "failing"    // it answers that it cannot
	NoWay      Health = "no-way"     // no socket of ours leads there
	WrongName  Health = "wrong-name" // it shows a certificate of somebody else
	Foreign    Health = "foreign"    // nobody whom we believe vouches for its certificate
	Outdated   Health = "outdated"   // its certificate is not valid, or no longer
	NoTLS      Health = "no-tls"     // it speaks no TLS that we do
)

// Healths are all that can be known, for whoever puts them into words.
var Healths = []Health{Unknown, Up, Silent, Password, Forbidden, Redirected, Failing, NoWay, WrongName, Foreign, Outdated, NoTLS}

// healthBy reads what came of an OPTIONS. An exchange that has never heard of
// the method, or of the name, is there all the same (RFC 3261 section 11).
func healthBy(status int, err error) Health {
	switch {
	case errors.Is(err, sip.ErrPassword):
		return Password
	case errors.Is(err, sip.ErrNoSocket):
		return NoWay
	case errors.Is(err, front.ErrName):
		return WrongName
	case errors.Is(err, front.ErrAuthority):
		return Foreign
	case errors.Is(err, front.ErrCertificate):
		return Outdated
	case errors.Is(err, front.ErrTLS):
		return NoTLS
	case err != nil:
		return Silent
	}
	switch {
	case status == 401 || status == 407:
		return Password
	case status == 403:
		return Forbidden
	case status/100 == 3:
		return Redirected
	case status/100 == 5 && status != 501:
		return Failing
	}
	return Up
}

// well tells whether calls may be expected to go through.
func (h Health) well() bool { return h == Up || h == Unknown }

// Standing is a trunk's Health, since when, and when it was seen last.
type Standing struct {
	Health       Health
	Since, Asked time.Time
}

// after is the standing once an OPTIONS has shown h.
func (s Standing) after(h Health, now time.Time) Standing {
	if h != s.Health || s.Since.IsZero() {
		s.Since = now
	}
	s.Health, s.Asked = h, now
	return s
}

// inOrder is the order in which trunks are tried: those that are well as they
// are configured, then the others likewise. None is left out, for what we know
// may be old, and a call for help is tried anywhere. It is pure.
func inOrder(trunks []Trunk, standings map[string]Standing) []Trunk {
	ordered := slices.Clone(trunks)
	ill := func(t Trunk) int {
		if standings[t.Name].Health.well() {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(ordered, func(a, b Trunk) int { return ill(a) - ill(b) })
	return ordered
}

// worse is how it stands where two ways of asking tell of the same exchange:
// one that answers and refuses our registration is not well.
func worse(enrolled, asked Standing) Standing {
	if !enrolled.Health.well() || asked.Health == Unknown {
		return enrolled
	}
	return asked
}

// Exchanges are asked and registered with; a sip.Server does both.
type Exchanges interface {
	Ask(ctx context.Context, x sip.Exchange) (status int, err error)
	Register(ctx context.Context, x sip.Exchange, tell func(sip.Registration)) error
}

// firstRound and everyRound are when exchanges are asked, and at each alteration.
const (
	firstRound = time.Second
	everyRound = 30 * time.Second
)

// Watch registers with exchanges, asks those that calls go out to and counts
// what is left of the caps, in rounds, until ctx ends. It owns the goroutines
// that do, and waits for them.
func (t *Trunks) Watch(ctx context.Context, with Exchanges) error {
	var enrolling sync.WaitGroup
	defer enrolling.Wait()
	enrolling.Go(func() { t.enrol(ctx, with) })
	timer := time.NewTimer(firstRound)
	defer timer.Stop()
	altered, leave := t.alteration.listen()
	defer leave()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-altered:
		case <-timer.C:
		}
		t.recount(ctx)
		for t.round(ctx, with, altered) {
		}
		timer.Reset(everyRound)
	}
}

// round asks all exchanges. An alteration breaks it off, as it tells: nobody waits then
// for one that is asked no more.
func (t *Trunks) round(ctx context.Context, with Exchanges, altered <-chan struct{}) (broken bool) {
	ctx, breakOff := context.WithCancel(ctx)
	defer breakOff()
	var asking sync.WaitGroup
	for name, x := range t.exchanges() {
		asking.Go(func() { t.outlive(name, func() { t.look(ctx, with, name, x) }) })
	}
	done := make(chan struct{})
	go func() { // the round waits for it
		defer close(done)
		asking.Wait()
	}()
	select {
	case <-done:
		return false
	case <-altered:
	}
	breakOff()
	<-done
	return true
}

// exchanges are those that calls go out to, by trunk.
func (t *Trunks) exchanges() map[string]sip.Exchange {
	all := map[string]sip.Exchange{}
	for _, one := range t.config.Load().Trunks {
		if one.Out != nil {
			all[one.Name] = t.exchange(one)
		}
	}
	return all
}

// exchange is that of a trunk that has one.
func (t *Trunks) exchange(of Trunk) sip.Exchange {
	return sip.Exchange{Peer: of.Out.Exchange, Transport: of.Transport.wire(), Domain: of.Out.Domain, By: t.credentials(of)}
}

// look asks one exchange and keeps what that showed.
func (t *Trunks) look(ctx context.Context, with Exchanges, name string, x sip.Exchange) {
	status, err := with.Ask(ctx, x)
	if ctx.Err() != nil || errors.Is(err, sip.ErrOver) { // it says nothing about the exchange
		return
	}
	t.note(t.standings, name, x, healthBy(status, err))
}

// note keeps what was learnt of a trunk's exchange, unless that is another one by now,
// and tells the log when it is something new.
func (t *Trunks) note(among map[string]Standing, name string, x sip.Exchange, h Health) {
	t.mu.Lock()
	if t.exchanges()[name] != x {
		t.mu.Unlock()
		return
	}
	before := among[name]
	among[name] = before.after(h, time.Now())
	t.mu.Unlock()
	t.raise()
	switch {
	case h == before.Health:
	case h.well():
		t.log.Info("exchange is well", "trunk", name)
	default:
		t.log.Warn("exchange is not well", "trunk", name, "health", string(h))
	}
}

// Standing tells how it stands with the exchange of a trunk.
func (t *Trunks) Standing(name string) Standing {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.standing(name)
}

// standing is Standing; mu is held.
func (t *Trunks) standing(name string) Standing {
	return worse(t.enrolments[name], t.standings[name])
}

// ordered is the configuration in force with its trunks inOrder.
func (t *Trunks) ordered() Config {
	c := *t.config.Load()
	t.mu.Lock()
	defer t.mu.Unlock()
	standings := make(map[string]Standing, len(c.Trunks))
	for _, one := range c.Trunks {
		standings[one.Name] = t.standing(one.Name)
	}
	c.Trunks = inOrder(c.Trunks, standings)
	return c
}
