package trunk

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sip"
	"cordboard/appliance/sip/digest"
	"cordboard/appliance/sqlite"
)

// Why a number is not called.
var (
	ErrNoWayOut  = appliance.Refuse(appliance.Conflict, "refusal.no-way-out")
	ErrNumber    = appliance.Refuse(appliance.Invalid, "refusal.dial-number")
	ErrDenied    = appliance.Refuse(appliance.Forbidden, "refusal.dial-denied")     // number
	ErrHourCap   = appliance.Refuse(appliance.TooMany, "refusal.dial-hour-cap")     // limit
	ErrDayCap    = appliance.Refuse(appliance.TooMany, "refusal.dial-day-cap")      // limit
	ErrBoxCap    = appliance.Refuse(appliance.TooMany, "refusal.dial-box-cap")      // limit
	ErrAbroadCap = appliance.Refuse(appliance.TooMany, "refusal.dial-abroad-cap")   // limit, country
	ErrExchange  = appliance.Refuse(appliance.Invalid, "refusal.trunk-exchange")    // trunk
	ErrRule      = appliance.Refuse(appliance.Invalid, "refusal.trunk-rule")        // rule
	ErrPlan      = appliance.Refuse(appliance.Invalid, "refusal.trunk-plan")        // trunk
	ErrCaps      = appliance.Refuse(appliance.Invalid, "refusal.trunks-dial-limit") // limit
	ErrNotOut    = appliance.Refuse(appliance.Forbidden, "refusal.dial-not-out")    // number
	ErrNotAbroad = appliance.Refuse(appliance.Forbidden, "refusal.dial-not-abroad") // number
	// ErrAllBusy says that every trunk that leads there carries as many calls as
	// it may.
	ErrAllBusy = appliance.Refuse(appliance.TooMany, "refusal.dial-all-busy")
)

// Out is how calls go out over a trunk.
type Out struct {
	// Exchange is where they go, one of the trunk's Sources.
	Exchange netip.AddrPort `json:"exchange"`
	// Domain is the exchange's own name in SIP; empty: its address.
	Domain string `json:"domain,omitempty"`
	Plan   Plan   `json:"plan,omitzero"`
	// Rules say what may be called over it.
	Rules []Rule `json:"rules"`
	// Assert also tells our number in P-Asserted-Identity (RFC 3325).
	Assert bool `json:"assert,omitempty"`
	// Refer says that the exchange is asked to lead callers on to numbers of its
	// own, who leave the box then (RFC 3515); else the box stays between them.
	Refer bool `json:"refer,omitempty"`
	// Redirect lets the exchange lead calls of ours on to other extensions of its
	// own (3xx, RFC 3261 section 8.1.3.4); else such a call is refused.
	Redirect bool `json:"redirect,omitempty"`
}

// check finds what is wrong with how calls go out over t. That its exchange is
// none of t's addresses is said once all of them can be read.
func (o Out) check(t Trunk, flaws appliance.Flaws) {
	stray := !contains(t.Peers(), o.Exchange.Addr()) && flaws["sources"] == nil
	flaws.Add("exchange", !o.Exchange.IsValid() || o.Exchange.Port() == 0 || stray, ErrExchange.With("trunk", t.Name))
	for field, digits := range map[string]string{"outside": o.Plan.Outside, "international": o.Plan.International, "national": o.Plan.National} {
		flaws.Add(field, len(digits) > 8 || strings.Trim(digits, "0123456789*#") != "", ErrPlan.With("trunk", t.Name))
	}
	for _, r := range o.Rules {
		flaws.Add("rules", !r.valid(), ErrRule.With("rule", string(r)))
	}
}

func contains(sources []Source, a netip.Addr) bool {
	for _, s := range sources {
		if s.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// allows tells whether a number may be called over it.
func (o Out) allows(n Number) bool { return allows(o.Rules, n) && o.Plan.leads(n) }

// ways are those by which a number may be called, in the order of the trunks:
// ErrDenied where no trunk lets it go, ErrNoWayOut where none takes calls out. It
// is pure.
func ways(c Config, n Number, country string, caller sip.Party, by func(Trunk) digest.Credentials) ([]sip.Outgoing, error) {
	var ways []sip.Outgoing
	outward := false
	for _, t := range c.Trunks {
		if t.Out == nil {
			continue
		}
		outward = true
		if !t.Out.allows(n) {
			continue
		}
		shown := caller
		shown.Number = t.Out.Plan.Show(caller.Number, country)
		ways = append(ways, sip.Outgoing{
			Peer: t.Out.Exchange, Transport: t.Transport.wire(), Domain: t.Out.Domain,
			Number: t.Out.Plan.Write(n, country), Caller: shown, Assert: t.Out.Assert,
			Terms: t.Sound.terms(t.Out.Exchange.Addr()), By: by(t), Help: n.Kind == Emergency,
			Redirect: redirect(c, t, country),
		})
	}
	switch {
	case len(ways) > 0:
		return ways, nil
	case outward:
		return nil, ErrDenied.With("number", n.Digits)
	}
	return nil, ErrNoWayOut
}

// redirect tells where the exchange of a trunk may lead calls of ours on: to what its
// rules allow and no cap is about. A public number costs what nobody has counted: who
// wants calls forwarded there has the exchange do it. nil: nowhere.
func redirect(c Config, t Trunk, country string) func(number string) bool {
	if !t.Out.Redirect {
		return nil
	}
	return func(number string) bool {
		n, ok := c.Number(number, country)
		return ok && n.Kind == Extension && t.Out.allows(n)
	}
}

// Refers tells whether calls of two addresses go over one trunk whose exchange
// leads callers on itself.
func (t *Trunks) Refers(one, other netip.Addr) bool {
	c := t.config.Load()
	of, known := c.Of(one)
	to, _ := c.Of(other)
	return known && of.Name == to.Name && of.Out != nil && of.Out.Refer
}

// Outward tells whether any trunk takes calls out.
func (t *Trunks) Outward() bool {
	return slices.ContainsFunc(t.config.Load().Trunks, func(one Trunk) bool { return one.Out != nil })
}

// Ways are those by which an operator may call what he dialled in a country,
// the best first. The call is counted, so that a restart forgets no cap. The
// contact sees the entry point's number. Refused with ErrNumber for what is no
// number, ErrAllBusy while no trunk that leads there has a place, and with the
// errors of ways, permits and Caps.Beyond. What with writes, such as the call's
// conversation, is stored with the count or not at all; emergency: it is a call for
// help, for which a full store gives its reserve.
func (t *Trunks) Ways(ctx context.Context, o appliance.OperatorID, dialled, country string, as appliance.EntryPoint, with ...func(tx *sqlite.Tx, emergency bool) error) ([]sip.Outgoing, error) {
	c := t.ordered()
	n, ok := c.Number(dialled, country)
	if !ok {
		return nil, ErrNumber
	}
	ways, err := ways(c, n, country, sip.Party{Number: as.Phone.Number}, t.credentials)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(ways, t.hasPlace) {
		return nil, ErrAllBusy
	}
	write := func(tx *sqlite.Tx) error {
		for _, one := range with {
			if err := one(tx, n.Kind == Emergency); err != nil {
				return err
			}
		}
		return nil
	}
	if n.Kind == Public {
		err = t.count(ctx, c.Bounds(), n, o, country, write)
	} else if len(with) > 0 { // no cap is about it
		err = t.store.Write(ctx, write)
	}
	if n.Kind == Emergency && errors.Is(err, appliance.ErrDiskFull) { // the reserve is there now
		err = t.store.Write(ctx, write)
	}
	if err != nil {
		return nil, fmt.Errorf("count a call of operator %s: %w", o, err)
	}
	return ways, nil
}

// Leave takes a place for a call that goes out by a way, or is ErrAllBusy where
// its trunk carries as many calls as it may. One for help always gets a place.
// release gives it back and may be called more than once.
func (t *Trunks) Leave(way sip.Outgoing) (release func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	of, room := t.place(way)
	if !room {
		t.log.Warn("trunk takes no more calls out", "trunk", of.Name)
		return nil, ErrAllBusy
	}
	t.calls[of.Name]++
	return sync.OnceFunc(func() { t.release(of.Name) }), nil
}

// Believed notes whether the exchange of a way took our proof of who we are, or
// wanted none, when a call went there.
func (t *Trunks) Believed(way sip.Outgoing, yes bool) {
	of, known := t.config.Load().Of(way.Peer.Addr())
	if !known {
		return
	}
	t.mu.Lock()
	if yes {
		delete(t.unproved, of.Name)
	} else {
		t.unproved[of.Name] = time.Now()
	}
	t.mu.Unlock()
	t.raise()
}

// hasPlace tells whether Leave would have one now.
func (t *Trunks) hasPlace(way sip.Outgoing) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, room := t.place(way)
	return room
}

// place tells by which trunk a way leads, and whether it has one for it.
func (t *Trunks) place(way sip.Outgoing) (of Trunk, room bool) {
	c := t.config.Load()
	of, _ = c.Of(way.Peer.Addr())
	return of, way.Help || c.room(of, t.calls)
}

// count counts a call to a public number, unless its operator may not make it,
// a cap stands in the way, or what is written with it is refused.
func (t *Trunks) count(ctx context.Context, caps Caps, n Number, o appliance.OperatorID, country string, with func(*sqlite.Tx) error) error {
	var past []appliance.Dialled
	var closed func(time.Time) bool
	now := time.Now()
	err := t.store.Write(ctx, func(tx *sqlite.Tx) (err error) {
		if closed, err = t.closed(&tx.View); err != nil {
			return err
		}
		if past, err = tx.Dialled(now.Add(-24 * time.Hour)); err != nil {
			return err
		}
		if err := t.bounded(&tx.View, caps, n, o, country, past, now); err != nil {
			return err
		}
		if err := with(tx); err != nil {
			return err
		}
		call := appliance.Dialled{At: now, Operator: o, Country: n.Country}
		past = append(past, call)
		return tx.AddDialled(call)
	})
	if err != nil {
		return err
	}
	t.weigh(counted(caps, country, closed, past, now))
	return nil
}

// bounded refuses a call that its operator may not make or that a cap stops,
// and tells the log: somebody may be trying.
func (t *Trunks) bounded(v *sqlite.View, caps Caps, n Number, o appliance.OperatorID, country string, past []appliance.Dialled, now time.Time) error {
	err := permitted(v, n, o, country)
	if err == nil {
		err = caps.Beyond(n, o, country, past, now)
	}
	if r := appliance.AsRefusal(err); r != nil {
		t.log.Warn("a call out was refused", "operator", o, "err", r)
	}
	return err
}

// permitted refuses what an operator has no right to call; what is no
// operator's call is the box's own.
func permitted(v *sqlite.View, n Number, o appliance.OperatorID, country string) error {
	if o == 0 {
		return nil
	}
	operator, err := v.Operator(o)
	if err != nil {
		return err
	}
	return permits(operator.Reach, n, country)
}

// permits refuses a number that lies beyond an operator's reach. Extensions are
// the house's own, and help may always be called.
func permits(r appliance.Reach, n Number, country string) error {
	switch {
	case n.Kind != Public || r == appliance.Anywhere:
		return nil
	case r != appliance.Inland:
		return ErrNotOut.With("number", n.Digits)
	case n.Country != country:
		return ErrNotAbroad.With("number", n.Digits)
	}
	return nil
}

// Extension are the ways to an operator's own desk telephone, over every trunk
// that takes calls out, the best first. Rules and caps are for what people dial:
// this number an administrator has set, and it never leaves the exchange.
func (t *Trunks) Extension(number, country string, caller sip.Party) ([]sip.Outgoing, error) {
	n, ok := normal(number, country)
	if !ok || n.Kind != Extension {
		return nil, ErrNumber
	}
	return ways(toTelephones(t.ordered(), n), n, country, caller, t.credentials)
}

// toTelephones opens all trunks to a desk telephone. Those over which it could be
// called as well come first: it is behind their exchange, and no carrier knows it.
func toTelephones(c Config, n Number) Config {
	var known, others []Trunk
	for _, one := range c.Trunks {
		if one.Out == nil {
			continue
		}
		open := *one.Out
		open.Rules = []Rule{allExtensions}
		knows := one.Out.allows(n)
		one.Out = &open
		if knows {
			known = append(known, one)
		} else {
			others = append(others, one)
		}
	}
	c.Trunks = append(known, others...)
	return c
}

// Bounds are the caps in force.
func (c Config) Bounds() Caps {
	if c.Caps == nil {
		return UsualCaps
	}
	return *c.Caps
}
