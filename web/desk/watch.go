package desk

import (
	"context"
	"net/http"

	"cordboard/appliance"
	"cordboard/appliance/access"
	"cordboard/appliance/call"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

// watching is one thing that a supervisor can do at a call.
type watching struct {
	Role call.Role
	Icon string
}

// watchings are what an operator may do at a call of somebody else's, in the order
// of how much is heard of him.
func watchings(o appliance.Operator, c access.Object) (all []watching) {
	for _, w := range []watching{{call.Listening, "headphones"}, {call.Whispering, "message-circle"}, {call.Guest, "users"}} {
		if access.Can(o, toWatch(w.Role), c) {
			all = append(all, w)
		}
	}
	return all
}

// toWatch is what it is to hear a call in a role.
func toWatch(r call.Role) access.Action {
	if r == call.Listening {
		return access.ListenIn
	}
	return access.Intervene
}

// watches is what the reader may do with somebody else's conversation; nil: nothing.
func (w *writer) watches(c appliance.Conversation) *watchView {
	v := &watchView{Role: w.calls.Standing(c.ID).Role(w.book.me.ID)}
	of := access.Conversation(c)
	if onLine(c.Channel) {
		v.Ways = watchings(w.book.me, of)
	}
	v.TakesOver = w.book.me.Answers() && access.Can(w.book.me, access.Intervene, of)
	if len(v.Ways) == 0 && !v.TakesOver {
		return nil
	}
	v.Call = onLine(c.Channel)
	v.JoinsIn = v.TakesOver && !c.Channel.Voice()
	return v
}

// watchRole is what pressing does: who presses again what he does already, stops it.
func watchRole(now, pressed call.Role) string {
	if now == pressed {
		return ""
	}
	return string(pressed)
}

// watchWord says what pressing does.
func watchWord(ctx context.Context, now, pressed call.Role) string {
	key := "desk.watch." + string(pressed)
	if now == pressed {
		key += ".stop"
	}
	return i18n.Text(ctx, key)
}

// joined is the reader's part in a call of somebody else's at which he is heard;
// nil: nobody hears him there.
func (w *writer) joined(serves appliance.OperatorID, s call.Standing) *joinedView {
	t := w.texts()
	j := &joinedView{Theirs: t.Text("desk.watch.others"), Muted: s.Muted(w.book.me.ID), Soundless: !w.sounds}
	switch s.Role(w.book.me.ID) {
	case call.Guest:
		j.Sentence = t.Text("desk.watch.guest.now")
	case call.Whispering:
		j.Sentence = t.Text("desk.watch.whispering.now", "name", w.operator(serves))
	default:
		return nil
	}
	return j
}

// watch lets a supervisor hear a call of somebody else's.
func (p *Pages) watch(w http.ResponseWriter, r *http.Request) error {
	role := call.Role(r.PostFormValue("role"))
	// Whoever may be there may go.
	if role != "" && !access.Can(web.Operator(r.Context()), toWatch(role), access.Object{}) {
		return web.ErrForbidden
	}
	return p.onCall(w, r, func(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
		return p.Calls.Watch(ctx, c, o, role)
	})
}

// join lets a supervisor serve a chat beside those who do.
func (p *Pages) join(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	if err := p.Talks.JoinIn(r.Context(), web.Operator(r.Context()).ID, c); err != nil {
		return err
	}
	return done(w, r)
}

// takeOver makes a conversation of somebody else's the supervisor's own. A call
// stays with who has it while the supervisor could not be heard there.
func (p *Pages) takeOver(w http.ResponseWriter, r *http.Request) error {
	return p.onCall(w, r, func(ctx context.Context, id appliance.ConversationID, o appliance.OperatorID) error {
		var c appliance.Conversation
		err := p.Store.Read(ctx, func(v *sqlite.View) (err error) {
			c, err = v.Conversation(id)
			return err
		})
		if err != nil {
			return err
		}
		if onLine(c.Channel) && !p.willSound(web.Operator(ctx)) {
			return call.ErrNoSound
		}
		return p.Talks.TakeOver(ctx, o, id)
	})
}
