package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/account"
	"cordboard/appliance/acd"
	"cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/rtc"
	"cordboard/appliance/sqlite"
)

// lookEvery is how often sign-ins are looked at. One that runs out says nothing,
// and its pages end as quickly.
const lookEvery = 15 * time.Second

// attendance takes those off the board who may not be on it any more: whose
// account was disabled, whose last sign-in ran out or was ended. Run is its
// caller's.
type attendance struct {
	store    *sqlite.Store
	feed     *feed.Log
	accounts *account.Accounts
	acd      *acd.Loop
	legs     *rtc.Legs
	desk     *desk.Desk
	log      *slog.Logger

	// signedIn are those who had a sign-in when we looked last.
	signedIn map[appliance.OperatorID]bool
}

func (b *box) attendance() *attendance {
	return &attendance{store: b.store, feed: b.feed, accounts: b.accounts, acd: b.acd, legs: b.legs, desk: b.desk, log: b.log}
}

// chair is what counts about one operator.
type chair struct {
	disabled bool
	signedIn bool // a sign-in of his holds
	was      bool // one did before
	board    bool // he is on the board, in whatever state
	talks    bool // he serves a call
	leg      bool // his browser has a leg here
}

// clearing is what is to be done about a chair.
type clearing struct {
	reclaim bool // what he serves goes back to its queue
	offline bool // he leaves the board
	drop    bool // his sound ends
}

// cleared decides. Who is signed out keeps the call that he is in, and his
// sound with it, until it ends; who is disabled keeps nothing. It is acd that
// takes him off the board.
func (c chair) cleared() clearing {
	switch {
	case c.disabled:
		return clearing{reclaim: true, drop: c.leg}
	case c.signedIn || !c.was:
		return clearing{}
	}
	return clearing{offline: c.board, drop: c.leg && !c.talks}
}

// Run looks after every change of an operator, and every few seconds, until
// ctx ends.
func (a *attendance) Run(ctx context.Context) error {
	select {
	case <-a.acd.Ready():
	case <-ctx.Done():
		return nil
	}
	a.signedIn = map[appliance.OperatorID]bool{}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	facts, err := a.feed.Subscribe(feed.ID{})
	if err != nil {
		return err
	}
	defer func() { facts.Close() }()
	for {
		if err := a.look(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("operators who may not be here cannot be sent away", "err", err)
		}
		if !changed(ctx, tick.C, facts.C()) {
			if ctx.Err() != nil {
				return nil
			}
			if facts, err = a.feed.Subscribe(feed.ID{}); err != nil {
				return err
			}
		}
	}
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
			if _, operator := f.Event.(appliance.OperatorChanged); operator || !ok {
				return ok
			}
		}
	}
}

// look clears all the chairs that are due.
func (a *attendance) look(ctx context.Context) error {
	var all []seated
	err := a.store.Read(ctx, func(v *sqlite.View) (err error) {
		all, err = a.seated(v)
		return err
	})
	for _, s := range all {
		a.signedIn[s.operator] = s.signedIn || s.was && (s.talks || s.leg)
		err = errors.Join(err, a.clear(ctx, s))
	}
	return err
}

func (a *attendance) clear(ctx context.Context, s seated) (err error) {
	due := s.cleared()
	if due.reclaim {
		for _, id := range s.serves {
			err = errors.Join(err, a.desk.Reclaim(ctx, s.operator, id))
		}
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
	serves, talks, err := served(v)
	if err != nil {
		return nil, err
	}
	var all []seated
	for _, o := range operators {
		holds, known := holding[o.ID]
		all = append(all, seated{o.ID, chair{
			disabled: o.Disabled, signedIn: holds, was: a.signedIn[o.ID] || known,
			board: board[o.ID], talks: talks[o.ID], leg: a.legs.Has(o.ID),
		}, serves[o.ID]})
	}
	return all, nil
}

// served are the conversations that each operator serves, and who of them is in
// a call.
func served(v *sqlite.View) (all map[appliance.OperatorID][]appliance.ConversationID, talks map[appliance.OperatorID]bool, err error) {
	parts, err := v.OpenParts()
	if err != nil {
		return nil, nil, err
	}
	all, talks = map[appliance.OperatorID][]appliance.ConversationID{}, map[appliance.OperatorID]bool{}
	for _, p := range parts {
		if !p.Left.IsZero() {
			continue
		}
		c, err := v.Conversation(p.Conversation)
		if err != nil {
			return nil, nil, err
		}
		all[p.Operator] = append(all[p.Operator], c.ID)
		talks[p.Operator] = talks[p.Operator] || c.Channel.Voice() && p.Holds(true)
	}
	return all, talks, nil
}
