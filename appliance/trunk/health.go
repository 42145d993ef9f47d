package trunk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"cordboard/appliance/sip"
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
)

// HealthBy reads what came of an OPTIONS. An exchange that has never heard of
// the method, or of the name, is there all the same (RFC 3261 section 11).
func HealthBy(status int, err error) Health {
	switch {
	case errors.Is(err, sip.ErrPassword):
		return Password
	case errors.Is(err, sip.ErrNoSocket):
		return NoWay
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

// InOrder is the order in which trunks are tried: those that are well as they
// are configured, then the others likewise. None is left out, for what we know
// may be old, and a call for help is tried anywhere. It is pure.
func InOrder(trunks []Trunk, standings map[string]Standing) []Trunk {
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

// Asker asks exchanges; a sip.Server does.
type Asker interface {
	Ask(ctx context.Context, x sip.Exchange) (status int, err error)
}

// firstRound and everyRound are when exchanges are asked.
const (
	firstRound = time.Second
	everyRound = 30 * time.Second
)

// Watch asks the exchanges that calls go out to, in rounds, until ctx ends. It
// owns the goroutines that ask, and waits for them.
func (t *Trunks) Watch(ctx context.Context, by Asker) error {
	timer := time.NewTimer(firstRound)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
		var round sync.WaitGroup
		for _, one := range t.Config().Trunks {
			if one.Out != nil {
				round.Go(func() { t.look(ctx, by, one) })
			}
		}
		round.Wait()
		timer.Reset(everyRound)
	}
}

// look asks one exchange and keeps what that showed.
func (t *Trunks) look(ctx context.Context, by Asker, one Trunk) {
	status, err := by.Ask(ctx, sip.Exchange{
		Peer: one.Out.Exchange, Transport: strings.ToUpper(string(one.Transport)), Domain: one.Out.Domain,
	})
	if ctx.Err() != nil || errors.Is(err, sip.ErrOver) { // it says nothing about the exchange
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.standings[one.Name] = t.standings[one.Name].after(HealthBy(status, err), time.Now())
}

// Standing tells how it stands with the exchange of a trunk.
func (t *Trunks) Standing(name string) Standing {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.standings[name]
}

// ordered is the configuration in force with its trunks InOrder.
func (t *Trunks) ordered() Config {
	c := *t.config.Load()
	t.mu.Lock()
	defer t.mu.Unlock()
	c.Trunks = InOrder(c.Trunks, t.standings)
	return c
}
