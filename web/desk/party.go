package desk

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/web"
	"cordboard/web/i18n"
)

// party is somebody at a call besides the contact and the reader.
type party struct {
	Seat     int // zero: an operator, whom the reader cannot hang up on
	Name     string
	Word     string // what he does
	Answered bool
	Aside    bool   // he could be taken into the call
	End      string // what ending it with him is called, beside the end of the call itself
}

// parties are those at a call besides contact and reader.
func (w *writer) parties(weCalled bool, s call.Standing) []party {
	var all []party
	for _, p := range s.Parties {
		if p.Operator == w.book.me.ID || p.Role == call.Listening { // nobody knows of one who listens
			continue
		}
		if p.Role == call.Whispering && s.Role(w.book.me.ID) != call.Serving { // whom nobody else hears
			continue
		}
		shown := party{Name: w.partyName(p), Word: w.partyWord(weCalled, s, p), Answered: p.Answered}
		if p.Operator == 0 || p.Role == call.Aside {
			shown.Seat, shown.Aside = p.Seat, p.Answered && p.Role == call.Aside
			shown.End = w.dropWord(p)
		}
		all = append(all, shown)
	}
	return all
}

// partyName is an operator's name, or the number that was called.
func (w *writer) partyName(p call.Party) string {
	if p.Operator != 0 {
		return w.operator(p.Operator)
	}
	return spaced(p.Number)
}

// dropWord says what ends with a party: a colleague's answer, or the call to a number.
func (w *writer) dropWord(p call.Party) string {
	if p.Operator != 0 {
		return w.texts().Text("desk.party.drop.aside")
	}
	return w.texts().Text("desk.party.drop", "number", spaced(p.Number))
}

// aside says who asks the reader aside and what the contact hears meanwhile;
// nothing to one whose own call it is.
func (w *writer) aside(weCalled bool, s call.Standing) (sentence, asker string) {
	if s.Role(w.book.me.ID) != call.Aside {
		return "", ""
	}
	for _, p := range s.Parties {
		if p.Role == call.Serving && p.Operator != 0 {
			asker = w.operator(p.Operator)
			break
		}
	}
	if s.Held {
		return w.texts().Text("desk.aside.asks."+otherSide(weCalled), "name", asker), asker
	}
	return w.texts().Text("desk.aside.waits."+otherSide(weCalled), "name", asker), asker
}

// with names whom the reader asks aside and talks with while the contact hears
// music; empty: he talks with nobody but the contact.
func (w *writer) with(s call.Standing) string {
	if !s.Held || s.Role(w.book.me.ID) != call.Serving {
		return ""
	}
	for _, p := range s.Parties {
		if p.Role == call.Aside && p.Answered {
			return w.partyName(p)
		}
	}
	return ""
}

// waits tells whether somebody whom the reader asks aside waits for him, who is back
// with the contact.
func (w *writer) waits(s call.Standing) bool {
	return !s.Held && s.Role(w.book.me.ID) == call.Serving &&
		slices.ContainsFunc(s.Parties, func(p call.Party) bool { return p.Role == call.Aside && p.Answered })
}

// others are those besides contact and reader at the call that the page shows.
func (p page) others() []party {
	if p.Talk.Call == nil {
		return nil
	}
	return p.Talk.Call.Parties
}

// partyWord says what somebody at a call does.
func (w *writer) partyWord(weCalled bool, s call.Standing, p call.Party) string {
	t := w.texts()
	switch {
	case !p.Answered:
		return t.Text("desk.party.ringing")
	case p.Role == call.Aside && s.Held:
		return t.Text("desk.party.asked." + otherSide(weCalled))
	case p.Role == call.Whispering:
		return t.Text("desk.party.whispers." + otherSide(weCalled))
	case p.Role == call.Aside:
		return t.Text("desk.party.waits")
	}
	return t.Text("desk.party.talks")
}

// pauseReasons are why a recording is paused.
func pauseReasons(ctx context.Context, weCalled bool) []string {
	return []string{
		i18n.Text(ctx, "desk.pause.card"), i18n.Text(ctx, "desk.pause.personal"), i18n.Text(ctx, "desk.pause.asked."+otherSide(weCalled)),
	}
}

// ours is a number of the site's that a contact can see.
type ours struct {
	ID     appliance.EntryPointID
	Number string
	Name   string
}

// numbers are those that the reader may call from: all of ours, unless the site
// says which one is shown.
func (w *writer) numbers() []ours {
	if !w.calls.Outward() || !w.book.me.MayDial() {
		return nil
	}
	var all []ours
	for _, e := range w.book.entries {
		if e.Channel == appliance.Phone && !e.Off && e.Phone.Number != "" && (w.book.shown == "" || e.Phone.Number == w.book.shown) {
			all = append(all, ours{e.ID, spaced(e.Phone.Number), e.Name})
		}
	}
	slices.SortFunc(all, func(a, b ours) int { return strings.Compare(a.Number, b.Number) })
	return all
}

// passable are the queues that a conversation can be passed on to, as the
// reader calls them.
func (w *writer) passable(c appliance.Conversation) []destination {
	var all []destination
	for id, q := range w.book.queues {
		if id != c.Queue && len(q.Groups) > 0 {
			all = append(all, destination{id, w.queue(id)})
		}
	}
	slices.SortFunc(all, func(a, b destination) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// dial calls a number and opens the call's page.
func (p *Pages) dial(w http.ResponseWriter, r *http.Request) error {
	as, err := strconv.ParseInt(r.PostFormValue("as"), 10, 64)
	if err != nil {
		return web.ErrBadRequest
	}
	c, err := p.Calls.Dial(r.Context(), web.Operator(r.Context()).ID, strings.TrimSpace(r.PostFormValue("number")), appliance.EntryPointID(as))
	if err != nil {
		return err
	}
	http.Redirect(w, r, href(c, tabActive), http.StatusSeeOther)
	return nil
}

// pass gives a conversation to a queue.
func (p *Pages) pass(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	q, err := strconv.ParseInt(r.PostFormValue("queue"), 10, 64)
	if err != nil {
		return web.ErrBadRequest
	}
	if err := p.Talks.Requeue(r.Context(), web.Operator(r.Context()).ID, c, appliance.QueueID(q)); err != nil {
		return err
	}
	return p.givenBack(w, r, c)
}

// reach is a command to a call that has a number called.
func (p *Pages) reach(do func(Calls, context.Context, appliance.ConversationID, appliance.OperatorID, string) error) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		number := strings.TrimSpace(r.PostFormValue("number"))
		return p.onCall(w, r, func(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
			return do(p.Calls, ctx, c, o, number)
		})
	}
}

func (p *Pages) merge(w http.ResponseWriter, r *http.Request) error {
	return p.onCall(w, r, p.Calls.Merge)
}

func (p *Pages) hand(w http.ResponseWriter, r *http.Request) error {
	return p.onCall(w, r, p.Calls.Hand)
}

func (p *Pages) drop(w http.ResponseWriter, r *http.Request) error {
	seat, err := strconv.Atoi(r.PostFormValue("seat"))
	if err != nil {
		return web.ErrBadRequest
	}
	return p.onCall(w, r, func(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
		return p.Calls.Drop(ctx, c, o, seat)
	})
}

func (p *Pages) pause(w http.ResponseWriter, r *http.Request) error {
	why := r.PostFormValue("reason")
	return p.onCall(w, r, func(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
		return p.Calls.PauseRecording(ctx, c, o, true, why)
	})
}

func (p *Pages) record(w http.ResponseWriter, r *http.Request) error {
	return p.onCall(w, r, func(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
		return p.Calls.PauseRecording(ctx, c, o, false, "")
	})
}
