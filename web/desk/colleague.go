package desk

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"cordboard/appliance"
	"cordboard/web"
)

// colleague is an operator who is there.
type colleague struct {
	ID    appliance.OperatorID
	Name  string
	State appliance.PresenceState
	Word  string // how he is, or why he cannot be asked
	Free  bool   // he can be asked
}

// shortList is how many colleagues and queues are seen at a glance.
const shortList = 6

// colleagues are those who could have a conversation of the reader's, the free
// ones first.
func (w *writer) colleagues(c appliance.Conversation) []colleague {
	var all []colleague
	for _, p := range w.book.presences {
		o, known := w.book.operators[p.Operator]
		if !known || !o.Answers() || !p.There() || o.ID == w.book.me.ID || slices.Contains(c.Operators, o.ID) || !o.Takes(c.Channel.Kind()) {
			continue
		}
		one := colleague{ID: o.ID, Name: o.Name, State: p.State, Word: w.presenceWord(p), Free: p.State == appliance.Available}
		if !o.Attends(c.EntryPoint) { // to the others he is not there for it
			one.State, one.Word, one.Free = appliance.Offline, w.texts().Text("desk.colleague.off", "name", w.book.entries[c.EntryPoint].Name), false
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b colleague) int {
		if a.Free != b.Free {
			return cmp.Compare(truth(b.Free), truth(a.Free))
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all
}

// asked says for whose answer about a conversation the reader waits; empty: for
// nobody's.
func (w *writer) asked(c appliance.ConversationID) string {
	o, asks := w.book.asking[c]
	if !asks {
		return ""
	}
	return w.texts().Text("desk.asked."+string(o.Purpose), "name", w.operator(o.Operator))
}

// toAsk is the right that it takes to ask a colleague for something.
func toAsk(why appliance.Purpose) appliance.Right {
	if why == appliance.ToPass {
		return appliance.RightPass
	}
	return appliance.RightTake
}

// ask has a colleague offered what the operator serves.
func (p *Pages) ask(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	to, err := strconv.ParseInt(r.PostFormValue("to"), 10, 64)
	if err != nil {
		return web.ErrBadRequest
	}
	me, why := web.Operator(r.Context()), appliance.Purpose(r.PostFormValue("purpose"))
	if !me.May(toAsk(why)) {
		return web.ErrForbidden
	}
	if err := p.Offers.Ask(r.Context(), me.ID, c, appliance.OperatorID(to), why); err != nil {
		return err
	}
	return done(w, r)
}

// withdraw takes back what was asked.
func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	if err := p.Offers.Withdraw(r.Context(), web.Operator(r.Context()).ID, c); err != nil {
		return err
	}
	return done(w, r)
}
