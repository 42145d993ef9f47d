package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/access"
	"cordboard/appliance/pace"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// Blocking is how an operator keeps the contact of a conversation away.
type Blocking struct {
	Scope  appliance.BlockScope
	For    time.Duration // zero: for good
	Reason string        // may be empty
}

// longestBlock bounds Blocking.For: who is to stay away longer stays away for good.
const longestBlock = 10 * 366 * 24 * time.Hour

// CameWith are the things by which whoever is in a conversation is known again. A number
// of the exchange's own is none: it is a telephone of the house, and often that of many.
func CameWith(c appliance.Conversation) (who []appliance.Identity) {
	add := func(s appliance.BlockScope, value string) {
		if value != "" {
			who = append(who, appliance.Identity{Scope: s, Value: value})
		}
	}
	add(appliance.BlockPhone, theirNumber(c))
	add(appliance.BlockDevice, c.Browser.Mark)
	add(appliance.BlockAddress, network(c.Browser.Address))
	add(appliance.BlockMail, c.Mail)
	return who
}

// BlockableBy are those of them by which he can be blocked, the one first that holds
// best: what a form says of a number is no proof that it is his, and with it anybody
// could have another's calls refused. So with a mail address, by which he alone is blocked
// who came with nothing else.
func BlockableBy(c appliance.Conversation) []appliance.Identity {
	who := slices.DeleteFunc(CameWith(c), func(who appliance.Identity) bool {
		return who.Scope == appliance.BlockPhone && !c.Channel.Voice()
	})
	if len(who) > 1 {
		who = slices.DeleteFunc(who, func(who appliance.Identity) bool { return who.Scope == appliance.BlockMail })
	}
	return who
}

// theirNumber is the contact's, E.164; empty where it is none that is public.
func theirNumber(c appliance.Conversation) string {
	number := c.Phone
	if c.Outbound {
		number = cmp.Or(c.Phone, c.Called)
	}
	if !strings.HasPrefix(number, "+") {
		return ""
	}
	return number
}

// network is that of an address, as a block has it; empty for what is none.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	return pace.Network(a).String()
}

// byContact has what a contact does refused while he is blocked, within the write that
// does it.
func byContact(decide func(*sqlite.Tx, *exchange) error) func(*sqlite.Tx, *exchange) error {
	return func(tx *sqlite.Tx, x *exchange) error {
		if err := Admit(&tx.View, CameWith(x.Conversation), x.now); err != nil {
			return err
		}
		return decide(tx, x)
	}
}

// Admit refuses who is blocked.
func Admit(v *sqlite.View, who []appliance.Identity, now time.Time) error {
	if len(who) == 0 {
		return nil
	}
	all, err := v.BlocksOf(who)
	by, blocked := appliance.BlockedBy(all, who, now)
	if err != nil || !blocked {
		return err
	}
	return ErrBlocked.With("until", by.Until)
}

// Block keeps the contact of a conversation away, by one of the things that he came
// with, and ends what goes on with him: it is Finished then, and marked. He who blocks
// may look into it and has the right; what nobody has accepted yet is ErrNotTaken. Who
// is a colleague is ErrColleague. Of one identity the newest block holds. What else waits
// with it ends too; what others serve is theirs.
func (d *Desk) Block(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID, b Blocking) error {
	b.Reason = plain.Line(b.Reason, fieldLimit)
	if b.For < 0 || b.For > longestBlock {
		return ErrBlockLength
	}
	var gone []appliance.File
	err := d.store.Write(ctx, func(tx *sqlite.Tx) error {
		operator, err := tx.Operator(o)
		if err != nil {
			return err
		}
		var block appliance.Block
		gone, err = d.decide(tx, id, func(tx *sqlite.Tx, x *exchange) (err error) {
			block, err = d.keepAway(tx, x, operator, b)
			return err
		})
		if err != nil {
			return err
		}
		beside, err := d.endWaiting(tx, operator, block)
		gone = append(gone, beside...)
		return err
	})
	if err != nil {
		return wrap("block the contact of", id, err)
	}
	d.remove(gone...)
	return nil
}

// keepAway stores a block of who is in a conversation, and ends this.
func (d *Desk) keepAway(tx *sqlite.Tx, x *exchange, o appliance.Operator, b Blocking) (appliance.Block, error) {
	if err := x.mayBlock(o); err != nil {
		return appliance.Block{}, err
	}
	who := BlockableBy(x.Conversation)
	i := slices.IndexFunc(who, func(w appliance.Identity) bool { return w.Scope == b.Scope })
	if i < 0 {
		return appliance.Block{}, ErrBlockScope
	}
	if err := d.sparesColleagues(&tx.View, who[i]); err != nil {
		return appliance.Block{}, err
	}
	block := appliance.Block{Identity: who[i], Conversation: x.ID, By: o.ID, At: x.now, Reason: b.Reason}
	if b.For > 0 {
		block.Until = x.now.Add(b.For)
	}
	if err := d.replace(tx, block); err != nil {
		return block, err
	}
	x.block(o, block)
	return block, nil
}

// endWaiting ends what waits of somebody who is blocked: he could not answer.
func (d *Desk) endWaiting(tx *sqlite.Tx, o appliance.Operator, b appliance.Block) (gone []appliance.File, err error) {
	all, err := tx.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.Waiting}})
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if !slices.Contains(CameWith(c), b.Identity) {
			continue
		}
		files, err := d.decide(tx, c.ID, func(_ *sqlite.Tx, x *exchange) error {
			x.block(o, b)
			return nil
		})
		if err != nil {
			return nil, err
		}
		gone = append(gone, files...)
	}
	return gone, nil
}

// mayBlock refuses who has not the right, or may not look into the conversation.
func (x *exchange) mayBlock(o appliance.Operator) error {
	asks := access.Observe
	if x.State.Over() {
		asks = access.SeeFinished
	}
	switch {
	case !o.May(appliance.RightBlock):
		return ErrMayNotBlock
	case !x.works(o.ID) && !access.Can(o, asks, access.Conversation(x.Conversation)):
		return x.stranger(o.ID)
	case x.State != appliance.Active && x.State != appliance.Finished:
		return ErrNotTaken
	}
	return nil
}

// replace stores a block in place of those that the same identity has.
func (d *Desk) replace(tx *sqlite.Tx, b appliance.Block) error {
	old, err := tx.BlocksOf([]appliance.Identity{b.Identity})
	if err != nil {
		return err
	}
	for _, was := range old {
		if was.Identity != b.Identity {
			continue
		}
		was.Lifted, was.LiftedBy = b.At, b.By
		if err := tx.SaveBlock(was); err != nil {
			return err
		}
	}
	if b, err = tx.AddBlock(b); err != nil {
		return err
	}
	if _, err := tx.AddAudit(appliance.Audit{At: b.At, Operator: b.By, Act: appliance.BlockedContact, Conversation: b.Conversation}); err != nil {
		return err
	}
	tx.Emit(appliance.BlockChanged{Block: b})
	return nil
}

// block tells the story of a block, and ends the conversation if it goes on.
func (x *exchange) block(o appliance.Operator, b appliance.Block) {
	e := byOperator(appliance.EntryBlocked, o)
	e.Data["scope"], e.Data["reason"] = string(b.Scope), b.Reason
	if !b.Until.IsZero() {
		e.Data["until"] = b.Until.Format(time.RFC3339)
	}
	x.Blocked = true
	x.post(e)
	if x.State.Over() {
		x.note(changed)
		return
	}
	x.finish(appliance.ByOperator, o.ID, "blocked")
}

// sparesColleagues refuses a block that would keep a colleague away: by his mail
// address, or by the network at which he is signed in.
func (d *Desk) sparesColleagues(v *sqlite.View, who appliance.Identity) error {
	switch who.Scope {
	case appliance.BlockMail:
		operators, err := v.Operators()
		if slices.ContainsFunc(operators, func(o appliance.Operator) bool { return strings.EqualFold(o.Mail, who.Value) }) {
			return ErrColleague
		}
		return err
	case appliance.BlockAddress:
		logins, err := v.AllLogins()
		now := d.now()
		if slices.ContainsFunc(logins, func(l appliance.Login) bool { return now.Before(l.Until) && network(l.Address) == who.Value }) {
			return ErrColleague
		}
		return err
	case appliance.BlockDevice, appliance.BlockPhone:
	}
	return nil
}

// Unblock lets somebody come again. Who may already, may.
func (d *Desk) Unblock(ctx context.Context, o appliance.OperatorID, id appliance.BlockID) error {
	err := d.store.Write(ctx, func(tx *sqlite.Tx) error {
		operator, err := tx.Operator(o)
		if err != nil {
			return err
		}
		if !operator.MayAny(appliance.RightBlock, appliance.RightQueues) {
			return ErrMayNotBlock
		}
		b, err := tx.Block(id)
		if err != nil || !b.Holds(d.now()) {
			return err
		}
		b.Lifted, b.LiftedBy = d.now(), o
		if err := tx.SaveBlock(b); err != nil {
			return err
		}
		if _, err := tx.AddAudit(appliance.Audit{At: b.Lifted, Operator: o, Act: appliance.Unblocked, Conversation: b.Conversation}); err != nil {
			return err
		}
		tx.Emit(appliance.BlockChanged{Block: b})
		return nil
	})
	if err != nil && !errors.Is(err, appliance.ErrNotFound) {
		err = fmt.Errorf("lift block %s: %w", id, err)
	}
	return err
}
