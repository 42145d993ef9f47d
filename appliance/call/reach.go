package call

import (
	"context"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/ivr/run"
)

// reachable are those whom a caller can ask for himself.
type reachable interface {
	// Operators are all who sign in.
	Operators(ctx context.Context) ([]appliance.Operator, error)
	// Redeem lets a call come by the invitation of this code, or refuses one that
	// is not good.
	Redeem(ctx context.Context, code string, c appliance.ConversationID) (appliance.Invitation, error)
}

// rung is the operator whom the tree has asked to take the call, if it has.
type rung struct {
	Ask      int
	Operator appliance.OperatorID
}

// untaken says that an operator who was asked does not take the call.
type untaken struct {
	operator appliance.OperatorID
	how      appliance.OfferEnd
}

func (untaken) happens() {}

// untaken has the tree go on without him. Until he has let go of the call he
// could still take it.
func (s *state) untaken(e untaken, w run.World) []action {
	if s.Phase != inTree || s.Rung.Operator != e.operator || s.Rung.Ask == 0 {
		return nil
	}
	answer := run.Answer{Ask: s.Rung.Ask, Outcome: outcomeOfOffer(e.how)}
	s.Rung = rung{}
	return append([]action{unqueue{}}, s.step(w, answer)...)
}

// outcomeOfOffer is what the tree is told of an operator who did not take the
// call: one who declines is there, and has something else to do.
func outcomeOfOffer(how appliance.OfferEnd) run.Outcome {
	if how == appliance.OfferDeclined {
		return run.Busy
	}
	return run.Nobody
}

// reach rings the operator whom the tree names.
func (a *actor) reach(ctx context.Context, r run.Reach) {
	all, err := a.Desk.Operators(ctx)
	if err != nil {
		a.log.Error("find the operator whom a tree reaches", "err", err)
		a.answerAsk(r.Ask, run.Failed)
		return
	}
	i := slices.IndexFunc(all, func(o appliance.Operator) bool { return strings.EqualFold(o.Login, r.Operator) })
	if i < 0 {
		a.log.Warn("a tree reaches for an operator who is not there", "node", a.tree.At())
		a.answerAsk(r.Ask, run.Nobody)
		return
	}
	a.ring(ctx, rung{r.Ask, all[i].ID}, r.For)
}

// mostCodes is how many invitations a caller may try: nobody guesses one of a
// million with so few.
const mostCodes = 5

// invite rings the operator who gave the caller a number.
func (a *actor) invite(ctx context.Context, i run.Invite) {
	a.codes++
	if a.codes > mostCodes {
		a.log.Warn("a caller tries too many invitations")
		a.answerAsk(i.Ask, run.Unknown)
		return
	}
	to, err := a.Desk.Redeem(ctx, i.Code, a.conversation.ID)
	switch {
	case appliance.AsRefusal(err) != nil && !full(err):
		a.answerAsk(i.Ask, run.Unknown)
	case err != nil:
		a.log.Error("redeem an invitation", "err", err)
		a.answerAsk(i.Ask, run.Failed)
	default:
		a.ring(ctx, rung{i.Ask, to.Operator}, i.For)
	}
}

// ring asks an operator to take the call, and tells the tree where he cannot be
// asked.
func (a *actor) ring(ctx context.Context, who rung, within time.Duration) {
	outcome, err := a.Staff.Ring(ctx, a.conversation.ID, a.entry.ID, who.Operator, within)
	if err != nil {
		a.log.Error("ring an operator", "operator", who.Operator, "err", err)
		outcome = run.Failed
	}
	if outcome != "" {
		a.answerAsk(who.Ask, outcome)
		return
	}
	a.queue, a.Rung = 0, who
}
