package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"cordboard/appliance"
	"cordboard/web"
)

// onCall carries out a command to the call that the address names.
func (p *Pages) onCall(w http.ResponseWriter, r *http.Request, do func(context.Context, appliance.ConversationID, appliance.OperatorID) error) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	if err := do(r.Context(), c, web.Operator(r.Context()).ID); err != nil {
		return err
	}
	return done(w, r)
}

func (p *Pages) mute(w http.ResponseWriter, r *http.Request) error {
	on := r.PostFormValue("on") != "false"
	return p.onCall(w, r, func(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
		return p.Calls.Mute(ctx, c, o, on)
	})
}

func (p *Pages) hold(w http.ResponseWriter, r *http.Request) error   { return p.setHold(w, r, true) }
func (p *Pages) resume(w http.ResponseWriter, r *http.Request) error { return p.setHold(w, r, false) }

func (p *Pages) setHold(w http.ResponseWriter, r *http.Request, on bool) error {
	return p.onCall(w, r, func(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
		return p.Calls.Hold(ctx, c, o, on)
	})
}

func (p *Pages) digit(w http.ResponseWriter, r *http.Request) error {
	key := r.PostFormValue("digit")
	return p.onCall(w, r, func(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
		return p.Calls.Digit(ctx, c, o, key)
	})
}

func (p *Pages) hangup(w http.ResponseWriter, r *http.Request) error {
	return p.onCall(w, r, p.Calls.Hangup)
}

func (p *Pages) endCall(w http.ResponseWriter, r *http.Request) error {
	return p.onCall(w, r, p.Calls.End)
}

// reach is a command to a call that has a number called.
func (p *Pages) reach(do func(Calls, context.Context, appliance.ConversationID, appliance.OperatorID, string) error) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		number := strings.TrimSpace(r.PostFormValue("number"))
		return p.onCall(w, r, func(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
			if r.PostFormValue("again") != "" { // the page need not know it
				number = p.Calls.Standing(c).Failed.Number
			}
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
