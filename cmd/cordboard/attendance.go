package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/account"
	"cordboard/appliance/acd"
	"cordboard/appliance/call"
	"cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/rtc"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/telephone"
)

// lookEvery is how often sign-ins are looked at. One that runs out says nothing,
// and its pages end as quickly.
const lookEvery = 15 * time.Second

// soundGrace is how long who is signed out in a call, and is not heard, may take
// to sign in again; appliance/acd gives as long to a page that is gone.
const soundGrace = 20 * time.Second

// attendance takes those off the board who may not be on it any more: whose
// account was disabled, whose role takes no conversations any more, whose last
// sign-in ran out or was ended; and from the calls of others those who may not hear
// them any more. Run is its caller's.
type attendance struct {
	store    *sqlite.Store
	feed     *feed.Log
	accounts *account.Accounts
	acd      *acd.Loop
	legs     *rtc.Legs
	phones   *telephone.Telephones
	desk     *desk.Desk
	calls    *call.Calls
	log      *slog.Logger

	// signedIn are those who had a sign-in when we looked last.
	signedIn map[appliance.OperatorID]bool
	// unheard is since when those are not heard who are signed out in a call.
	unheard map[appliance.OperatorID]time.Time
}

func (b *box) attendance() *attendance {
	return &attendance{
		store: b.store, feed: b.feed, accounts: b.accounts, acd: b.acd, legs: b.legs, phones: b.desks, desk: b.desk, calls: b.calls, log: b.log,
		signedIn: map[appliance.OperatorID]bool{}, unheard: map[appliance.OperatorID]time.Time{},
	}
}

// chair is what counts about one operator.
type chair struct {
	disabled bool
	barred   bool // his role takes no conversations
	signedIn bool // a sign-in of his holds
	was      bool // one did before
	board    bool // he is on the board, in whatever state
	talks    bool // he serves a call
	leg      bool // he is heard
	late     bool // he has been signed out and not heard for the grace time
}

// clearing is what is to be done about a chair.
type clearing struct {
	reclaim bool // what he serves goes back to its queue
	calls   bool // so do his calls alone
	offline bool // he leaves the board
	drop    bool // his sound ends
}

// cleared decides. Whose sign-in ran out keeps the call that he is in as long as
// he is heard; who let go of his sound with it has the grace time to come back,
// while the caller hears music. Who is disabled keeps nothing, and whose role takes no
// conversations only what he called himself, be it for help. It is acd that takes them
// off the board.
func (c chair) cleared() clearing {
	switch {
	case c.disabled:
		return clearing{reclaim: true, drop: c.leg}
	case c.signedIn || !c.was:
		return clearing{reclaim: c.barred}
	}
	return clearing{reclaim: c.barred, calls: c.silent() && c.late, offline: c.board, drop: c.leg && !c.talks}
}

// silent tells whether a caller has nobody to talk with but one who is signed
// out and not heard.
func (c chair) silent() bool { return c.talks && c.was && !c.signedIn && !c.leg }

// Run looks after every change of an operator, and every few seconds, until
// ctx ends.
func (a *attendance) Run(ctx context.Context) error {
	select {
	case <-a.acd.Ready():
	case <-ctx.Done():
		return nil
	}
	facts, err := a.feed.Subscribe(feed.ID{})
	if err != nil {
		return err
	}
	defer func() { facts.Close() }()
	for {
		if err := a.look(ctx, time.Now()); err != nil && ctx.Err() == nil {
			a.log.Error("operators who may not be here cannot be sent away", "err", err)
		}
		if !changed(ctx, time.After(a.rest(time.Now())), facts.C()) {
			if ctx.Err() != nil {
				return nil
			}
			if facts, err = a.feed.Subscribe(feed.ID{}); err != nil {
				return err
			}
		}
	}
}

// rest is how long nothing is due but by a change.
func (a *attendance) rest(now time.Time) time.Duration {
	rest := lookEvery
	for _, since := range a.unheard {
		rest = min(rest, max(0, since.Add(soundGrace).Sub(now)))
	}
	return rest
}

// changed waits until it is time to look; false: the facts were cut, or ctx
// has ended.
func changed(ctx context.Context, tick <-chan time.Time, facts <-chan feed.Fact) bool {
	for {
		select {
		case <-ctx.Done():
			return false
		case <-tick:
			return true
		case f, ok := <-facts:
			if !ok {
				return false
			}
			switch f.Event.(type) {
			case appliance.OperatorChanged, appliance.LegChanged:
				return true
			}
		}
	}
}

// look clears all the chairs that are due.
func (a *attendance) look(ctx context.Context, now time.Time) error {
	var all []seated
	err := a.store.Read(ctx, func(v *sqlite.View) (err error) {
		all, err = a.seated(v)
		return err
	})
	for _, s := range all {
		s.late = a.late(s, now)
		a.signedIn[s.operator] = s.signedIn || s.was && (s.talks || s.leg)
		err = errors.Join(err, a.clear(ctx, s))
	}
	return errors.Join(err, a.sendOut(ctx))
}

// sendOut has those leave the calls of others who may not hear them any more.
func (a *attendance) sendOut(ctx context.Context) error {
	operators := map[appliance.OperatorID]appliance.Operator{}
	var open []appliance.Conversation
	err := a.store.Read(ctx, func(v *sqlite.View) error {
		all, err := v.Operators()
		for _, o := range all {
			operators[o.ID] = o
		}
		if err != nil {
			return err
		}
		open, err = v.OpenConversations()
		return err
	})
	for _, c := range open {
		if c.Channel.Kind() != appliance.KindCall {
			continue
		}
		for _, o := range intruders(operators, a.calls.Standing(c.ID)) {
			err = errors.Join(err, a.calls.Watch(ctx, c.ID, o, ""))
		}
	}
	return err
}

// intruders are those at a call of others who have no right to what they do there.
func intruders(operators map[appliance.OperatorID]appliance.Operator, s call.Standing) (all []appliance.OperatorID) {
	for _, p := range s.Parties {
		var needs appliance.Right
		switch p.Role {
		case call.Listening:
			needs = appliance.RightListenIn
		case call.Whispering, call.Guest:
			needs = appliance.RightIntervene
		case call.Serving, call.Aside:
			continue
		}
		if p.Operator != 0 && !operators[p.Operator].May(needs) {
			all = append(all, p.Operator)
		}
	}
	return all
}

// late notes since when somebody is silent, and tells whether that is the grace
// time ago.
func (a *attendance) late(s seated, now time.Time) bool {
	if !s.silent() {
		delete(a.unheard, s.operator)
		return false
	}
	since, known := a.unheard[s.operator]
	if !known {
		since = now
		a.unheard[s.operator] = now
	}
	return now.Sub(since) >= soundGrace
}

func (a *attendance) clear(ctx context.Context, s seated) (err error) {
	due := s.cleared()
	var back []appliance.ConversationID
	switch {
	case due.reclaim:
		back = s.serves
	case due.calls:
		back = s.calls
	}
	for _, id := range back {
		err = errors.Join(err, a.desk.Reclaim(ctx, s.operator, id))
	}
	if due.offline {
		err = errors.Join(err, a.acd.SetPresence(ctx, s.operator, appliance.Offline, ""))
	}
	if due.drop {
		a.legs.Drop(s.operator)
	}
	return err
}

// seated is an operator's chair, and what he serves in it.
type seated struct {
	operator appliance.OperatorID
	chair
	serves []appliance.ConversationID
	calls  []appliance.ConversationID // those among them that are spoken
}

// seated reads every operator's chair.
func (a *attendance) seated(v *sqlite.View) ([]seated, error) {
	operators, err := v.Operators()
	if err != nil {
		return nil, err
	}
	holding, err := a.accounts.Holding(v)
	if err != nil {
		return nil, err
	}
	presences, err := v.Presences()
	if err != nil {
		return nil, err
	}
	board := map[appliance.OperatorID]bool{}
	for _, p := range presences {
		board[p.Operator] = p.State != "" && p.State != appliance.Offline
	}
	serves, calls, err := served(v, operators)
	if err != nil {
		return nil, err
	}
	var all []seated
	for _, o := range operators {
		holds, known := holding[o.ID]
		all = append(all, seated{o.ID, chair{
			disabled: o.Disabled, barred: !o.Answers(), signedIn: holds, was: a.signedIn[o.ID] || known,
			board: board[o.ID], talks: len(calls[o.ID]) > 0, leg: a.hears(o.ID),
		}, serves[o.ID], calls[o.ID]})
	}
	return all, nil
}

// hears tells whether an operator is heard, by his browser or on his desk
// telephone.
func (a *attendance) hears(o appliance.OperatorID) bool {
	_, up := a.phones.Leg(o)
	return up || a.legs.Has(o)
}

// served are the conversations that each operator serves, and the calls among
// them that he is in. What who takes none called of his own accord is left to him.
func served(v *sqlite.View, operators []appliance.Operator) (all, calls map[appliance.OperatorID][]appliance.ConversationID, err error) {
	parts, err := v.OpenParts()
	if err != nil {
		return nil, nil, err
	}
	all, calls = map[appliance.OperatorID][]appliance.ConversationID{}, map[appliance.OperatorID][]appliance.ConversationID{}
	for _, p := range parts {
		if !p.Left.IsZero() {
			continue
		}
		c, err := v.Conversation(p.Conversation)
		if err != nil {
			return nil, nil, err
		}
		i := slices.IndexFunc(operators, func(o appliance.Operator) bool { return o.ID == p.Operator })
		if i < 0 || operators[i].Disabled || operators[i].Answers() || !c.ByUs() {
			all[p.Operator] = append(all[p.Operator], c.ID)
		}
		if c.Channel.Kind() == appliance.KindCall && p.Holds(appliance.KindCall) {
			calls[p.Operator] = append(calls[p.Operator], c.ID)
		}
	}
	return all, calls, nil
}
