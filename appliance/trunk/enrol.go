package trunk

import (
	"context"
	"errors"
	"time"

	"cordboard/appliance/sip"
)

// healthOf reads what came of a registration. A registrar that has never heard
// of our name refuses it.
func healthOf(r sip.Registration) Health {
	switch {
	case r.Err != nil:
		return healthBy(r.Status, r.Err)
	case r.Status == 404 || r.Status == 604:
		return Password
	case r.Status/100 == 4 && r.Status != 401 && r.Status != 407 || r.Status/100 == 6:
		return Forbidden
	}
	return healthBy(r.Status, nil)
}

// enrolled is a registration under way.
type enrolled struct {
	with sip.Exchange
	stop context.CancelFunc
	done chan struct{}
}

// end takes a registration back and waits for that: the next one may be of the
// same name, and would be taken back with it.
func (e enrolled) end() {
	e.stop()
	<-e.done
}

// enrol keeps us registered where the configuration in force says so, until
// ctx ends. Where a registration was refused, each alteration tries anew at once:
// whoever mended something waits for it. It owns the goroutines that register, and waits for them.
func (t *Trunks) enrol(ctx context.Context, with Exchanges) {
	altered, leave := t.alteration.listen()
	defer leave()
	under := map[string]enrolled{} // by trunk
	defer func() {
		for _, e := range under {
			e.end()
		}
	}()
	for {
		wanted := t.registrars()
		for name, e := range under {
			x, still := wanted[name]
			if still && x == e.with && t.enrolled(name) {
				continue
			}
			e.end()
			delete(under, name)
			if !still || x != e.with {
				t.forget(name)
			}
		}
		for name, x := range wanted {
			if _, there := under[name]; !there {
				under[name] = t.register(ctx, with, name, x)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-altered:
		}
	}
}

// registrars are the exchanges that we are to be registered with, by trunk.
func (t *Trunks) registrars() map[string]sip.Exchange {
	all := map[string]sip.Exchange{}
	for _, one := range t.config.Load().Trunks {
		if one.registers() {
			all[one.Name] = t.exchange(one)
		}
	}
	return all
}

// register stays registered until what it returns is stopped. One that cannot
// even ask tries again.
func (t *Trunks) register(ctx context.Context, with Exchanges, name string, x sip.Exchange) enrolled {
	ctx, stop := context.WithCancel(ctx)
	e := enrolled{x, stop, make(chan struct{})}
	go func() { // enrol waits for it, by end
		defer close(e.done)
		for ctx.Err() == nil {
			var err error
			t.outlive(name, func() {
				err = with.Register(ctx, x, func(r sip.Registration) { t.note(t.enrolments, name, x, healthOf(r)) })
			})
			wait := everyRound
			if errors.Is(err, sip.ErrOver) { // it has not begun yet
				wait = firstRound
			} else if err != nil {
				t.note(t.enrolments, name, x, healthBy(0, err))
			}
			select {
			case <-ctx.Done():
			case <-time.After(wait):
			}
		}
	}()
	return e
}

// Again tries at once, and not when it would be time, to register where that
// was refused, and asks all exchanges how it stands.
func (t *Trunks) Again() { t.alteration.happened() }

// enrolled tells whether nothing is known to be wrong with a registration.
func (t *Trunks) enrolled(name string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.enrolments[name].Health.well()
}

// outlive does something about one exchange; a panic in it costs that alone.
func (t *Trunks) outlive(trunk string, do func()) {
	defer func() {
		if p := recover(); p != nil {
			t.log.Error("exchange cannot be spoken with", "trunk", trunk, "panic", p)
		}
	}()
	do()
}

// forget knows nothing more of a registration.
func (t *Trunks) forget(name string) {
	t.mu.Lock()
	delete(t.enrolments, name)
	t.mu.Unlock()
	t.raise()
}
