package desk

import (
	"net/http"
	"strconv"
	"time"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/web"
	"cordboard/web/i18n"
)

// blockView is what the reader can do to keep the contact away, and that he is.
type blockView struct {
	By    []identity // by which he can be blocked, the best first; none: the reader may not
	Ends  bool       // that ends what goes on
	Holds []holding
}

// blockedBy names a conversation and what its contact can be blocked by: what is chosen
// there holds while that is the same.
func blockedBy(p page) string {
	name := p.Talk.ID.String()
	for _, by := range p.Talk.Block.By {
		name += " " + string(by.Scope) + " " + by.Word
	}
	return name
}

// identity is one thing by which somebody can be blocked.
type identity struct {
	Scope appliance.BlockScope
	Word  string
}

// holding is a block that holds.
type holding struct {
	ID       appliance.BlockID
	Sentence string
	Lifts    bool // the reader may lift it
}

// blocking is that of a conversation as the reader sees it. By what the contact is
// known is asked of the store itself: what is masked is no number.
func (w *writer) blocking(id appliance.ConversationID) (b blockView, err error) {
	c, err := w.view.View.Conversation(id)
	if err != nil {
		return b, err
	}
	who, may := talks.CameWith(c), w.book.me.May(appliance.RightBlock)
	all, err := w.view.BlocksOf(who)
	if err != nil {
		return b, err
	}
	for _, one := range all {
		if _, holds := appliance.BlockedBy([]appliance.Block{one}, who, w.now); holds {
			b.Holds = append(b.Holds, holding{ID: one.ID, Sentence: w.holding(one), Lifts: may})
		}
	}
	b.Ends = c.State == appliance.Active
	if !may || !b.Ends && c.State != appliance.Finished {
		return b, nil
	}
	for _, i := range talks.BlockableBy(c) {
		b.By = append(b.By, identity{i.Scope, w.texts().Text("desk.block.by." + string(i.Scope))})
	}
	return b, nil
}

// holding says of a block who made it, by what, until when and why.
func (w *writer) holding(b appliance.Block) string {
	return w.blockedBy(b.By, b.Scope, b.Until, w.view.said(b))
}

// block keeps the contact away.
func (p *Pages) block(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	b := talks.Blocking{Scope: appliance.BlockScope(r.PostFormValue("scope")), Reason: r.PostFormValue("reason")}
	if r.PostFormValue("lasts") != "good" {
		length, ok := i18n.ReadDuration(r.PostFormValue("length"), time.Minute)
		if !ok || length <= 0 {
			return talks.ErrBlockLength
		}
		b.For = length
	}
	if err := p.Talks.Block(r.Context(), web.Operator(r.Context()).ID, c, b); err != nil {
		return err
	}
	return done(w, r)
}

// unblock lets him come again.
func (p *Pages) unblock(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("block"), 10, 64)
	if err != nil {
		return appliance.ErrNotFound
	}
	if err := p.Talks.Unblock(r.Context(), web.Operator(r.Context()).ID, appliance.BlockID(id)); err != nil {
		return err
	}
	return done(w, r)
}
