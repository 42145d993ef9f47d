package acd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// errStale says that something is not any more as the State has it.
var errStale = errors.New("decided on what is not so any more")

// read takes a snapshot; with the past, if that is not known yet.
func (l *Loop) read(ctx context.Context, fresh bool) (s Snapshot, err error) {
	err = l.Store.Read(ctx, func(v *sqlite.View) error {
		var errs [9]error
		s.Operators, errs[0] = v.Operators()
		s.Presences, errs[1] = v.Presences()
		s.Queues, errs[2] = v.Queues()
		s.Waiting, errs[3] = v.Conversations(sqlite.ConversationFilter{
			States: []appliance.ConversationState{appliance.Waiting},
		})
		s.Offers, errs[4] = v.Offers()
		s.Parts, errs[5] = shares(v)
		s.Absences, errs[7] = v.Absences()
		if l.Rules != nil {
			s.Rules, errs[8] = l.Rules(v)
		}
		if fresh {
			s.Past, errs[6] = past(v)
		}
		return errors.Join(errs[:]...)
	})
	return s, err
}

func shares(v *sqlite.View) ([]Share, error) {
	parts, err := v.OpenParts()
	if err != nil {
		return nil, err
	}
	return withConversations(v, parts)
}

// past are as many closed parts in calls as are learnt from.
func past(v *sqlite.View) ([]Share, error) {
	parts, err := v.ClosedParts(appliance.Phone, sampleSize)
	if err != nil {
		return nil, err
	}
	slices.Reverse(parts)
	return withConversations(v, parts)
}

func withConversations(v *sqlite.View, parts []appliance.Part) ([]Share, error) {
	shares := make([]Share, len(parts))
	for i, p := range parts {
		c, err := v.Conversation(p.Conversation)
		if err != nil {
			return nil, fmt.Errorf("read conversation %s of a part: %w", p.Conversation, err)
		}
		shares[i] = Share{p, c}
	}
	return shares, nil
}

// write carries the decisions out in one transaction: all of them, or none. It
// is errStale when one of them does not fit what the store holds.
func (l *Loop) write(ctx context.Context, decisions []Decision, now time.Time) error {
	return l.Store.Write(ctx, func(tx *sqlite.Tx) error {
		for _, d := range decisions {
			if err := l.carryOut(tx, d, now); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *Loop) carryOut(tx *sqlite.Tx, d Decision, now time.Time) error {
	switch d := d.(type) {
	case MakeOffer:
		return l.makeOffer(tx, d, now)
	case EndOffer:
		return l.endOffer(tx, d, now)
	case SetPresence:
		return setPresence(tx, d, now)
	case SetDuty:
		return setDuty(tx, d)
	case Join:
		if err := l.Desk.Join(tx, d.Conversation, d.Operator, now); err != nil {
			return fmt.Errorf("join conversation %s: %w", d.Conversation, err)
		}
		if d.By != 0 {
			return l.story(tx, appliance.Offer{Conversation: d.Conversation, Operator: d.Operator}, appliance.Entry{Kind: appliance.EntryPassed, By: appliance.ByOperator, Operator: d.By}, now)
		}
	case Want:
		if err := l.Desk.Want(tx, d.Conversation, d.Operator, now); err != nil {
			return fmt.Errorf("keep conversation %s for operator %s: %w", d.Conversation, d.Operator, err)
		}
	case PassOn:
		err := l.Desk.PassOn(tx, d.Conversation, d.From, d.To, now)
		if appliance.AsRefusal(err) != nil {
			return errStale
		}
		if err != nil {
			return fmt.Errorf("pass on conversation %s: %w", d.Conversation, err)
		}
	case Enter:
		if err := l.Desk.Enter(tx, d.Conversation, d.Operator, d.By, d.Purpose, now); err != nil {
			return fmt.Errorf("enter conversation %s: %w", d.Conversation, err)
		}
	}
	return nil
}

// makeOffer offers what still waits, or what a colleague still serves, to one
// who is still available.
func (l *Loop) makeOffer(tx *sqlite.Tx, d MakeOffer, now time.Time) error {
	c, err := tx.Conversation(d.Conversation)
	if err != nil {
		return fmt.Errorf("offer conversation %s: %w", d.Conversation, err)
	}
	p, err := tx.Presence(d.Operator)
	if err != nil {
		return fmt.Errorf("offer to operator %s: %w", d.Operator, err)
	}
	waits := c.State == appliance.Waiting && c.Queue == d.Queue && (c.For == 0 || c.For == d.Operator)
	served := c.State == appliance.Active && d.By != 0
	if !waits && !served || p.State != appliance.Available || p.Absent {
		return errStale
	}
	o, err := tx.AddOffer(appliance.Offer{
		Conversation: c.ID, Operator: d.Operator, Made: now, Until: d.Until, By: d.By, Purpose: d.Purpose,
	})
	if errors.Is(err, sqlite.ErrDuplicate) {
		return errStale
	}
	if err != nil {
		return fmt.Errorf("offer conversation %s: %w", d.Conversation, err)
	}
	if d.By != 0 {
		if err := l.story(tx, o, appliance.Entry{Kind: appliance.EntryAsked, By: appliance.ByOperator, Operator: d.By}, now); err != nil {
			return err
		}
	}
	tx.Emit(appliance.OfferMade{Offer: o})
	return nil
}

func (l *Loop) endOffer(tx *sqlite.Tx, d EndOffer, now time.Time) error {
	err := tx.EndOffer(d.Offer.ID, d.How, now)
	if errors.Is(err, appliance.ErrNotFound) {
		return errStale
	}
	switch {
	case err != nil:
	case d.How == appliance.OfferUnreached:
		err = l.story(tx, d.Offer, appliance.Entry{Kind: appliance.EntryUnreached, By: appliance.BySystem, Operator: d.Offer.Operator, Data: map[string]string{"cause": d.Cause}}, now)
	case d.How == appliance.OfferUnanswered, d.How == appliance.OfferUnheard && d.Offer.By != 0:
		err = l.story(tx, d.Offer, appliance.Entry{Kind: appliance.EntryUnanswered, By: appliance.BySystem, Operator: d.Offer.Operator}, now)
	case d.How == appliance.OfferUnheard:
		err = l.story(tx, d.Offer, appliance.Entry{Kind: appliance.EntryMissed, By: appliance.BySystem, Operator: d.Offer.Operator}, now)
	case d.How == appliance.OfferDeclined && d.Offer.By != 0:
		err = l.story(tx, d.Offer, appliance.Entry{Kind: appliance.EntryDeclined, By: appliance.ByOperator, Operator: d.Offer.Operator}, now)
	}
	if err != nil {
		return fmt.Errorf("end offer of conversation %s: %w", d.Offer.Conversation, err)
	}
	tx.Emit(appliance.OfferEnded{Offer: d.Offer, How: d.How})
	return nil
}

// story adds to the conversation's story what became of an offer to somebody. If
// the conversation is over by now, that does not matter any more.
func (l *Loop) story(tx *sqlite.Tx, o appliance.Offer, e appliance.Entry, now time.Time) error {
	op, err := tx.Operator(o.Operator)
	if err != nil {
		return err
	}
	if e.Data == nil {
		e.Data = map[string]string{}
	}
	e.Data["operator"] = op.Name
	err = l.Desk.LogIn(tx, o.Conversation, e, now)
	if appliance.AsRefusal(err) != nil {
		return errStale
	}
	return err
}

func setPresence(tx *sqlite.Tx, d SetPresence, now time.Time) error {
	was, err := tx.Presence(d.Presence.Operator)
	if err != nil {
		return fmt.Errorf("move operator %s: %w", d.Presence.Operator, err)
	}
	if was.State != d.Was {
		return errStale
	}
	if err := tx.SavePresence(d.Presence, now); err != nil {
		return fmt.Errorf("move operator %s: %w", d.Presence.Operator, err)
	}
	tx.Emit(appliance.PresenceChanged{Presence: d.Presence})
	return nil
}

func setDuty(tx *sqlite.Tx, d SetDuty) error {
	if _, err := tx.EntryPoint(d.EntryPoint); err != nil {
		return fmt.Errorf("find entry point %s: %w", d.EntryPoint, err)
	}
	if err := tx.SetDuty(d.Operator, d.EntryPoint, d.Duty); err != nil {
		return fmt.Errorf("set duty of operator %s: %w", d.Operator, err)
	}
	o, err := tx.Operator(d.Operator)
	if err != nil {
		return fmt.Errorf("set duty of operator %s: %w", d.Operator, err)
	}
	tx.Emit(appliance.OperatorChanged{Operator: o})
	return nil
}
