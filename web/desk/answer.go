package desk

import (
	"cordboard/appliance"
	"cordboard/web"
	"cordboard/web/i18n"
)

// tellAnswer says on the page, whatever it shows, that a question to a colleague
// got no answer: to who asked, and to him.
func (f *follower) tellAnswer(e appliance.OfferEnded) error {
	key, other := answerFor(f.me, e)
	if key == "" {
		return nil
	}
	site, err := f.names.Of(f.ctx, f.Store, struct{}{}, readNames)
	if err != nil {
		return err
	}
	return f.stream.Send(web.Event{Name: "told", Data: i18n.Text(f.ctx, key, "name", site.operators[other].Name)})
}

// answerFor is what an operator is told of the end of an offer by which one
// colleague asked another, and about whom; nothing where he knows it himself.
func answerFor(me appliance.OperatorID, e appliance.OfferEnded) (key string, other appliance.OperatorID) {
	by, to := e.Offer.By, e.Offer.Operator
	switch e.How {
	case appliance.OfferDeclined:
		if by == me {
			return "entry.declined", to
		}
	case appliance.OfferUnheard, appliance.OfferUnanswered, appliance.OfferUnreached:
		switch {
		case by == me:
			return "entry.unanswered", to
		case by != 0 && to == me && e.How == appliance.OfferUnheard:
			return "desk.asked.missed", by
		}
	case appliance.OfferAccepted, appliance.OfferWithdrawn:
	}
	return "", 0
}
