package widget

import (
	"context"
	"errors"
	"net/http"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/desk"
	"cordboard/appliance/sqlite"
	"cordboard/web"
)

// suspension tells a visitor that he is blocked (F224), and nothing of by what.
type suspension struct {
	Until *time.Time `json:"until,omitempty"` // nil: for good
	// As is what the browser keeps of its mark, for barredHeader; empty: it has none.
	As string `json:"as,omitempty"`
}

// suspensionIn is what an error says of it to whose browser has that mark; nil: nothing.
func suspensionIn(err error, mark string) *suspension {
	if !errors.Is(err, desk.ErrBlocked) {
		return nil
	}
	s := &suspension{As: mark}
	if until, ok := appliance.AsRefusal(err).Args["until"].(time.Time); ok && !until.IsZero() {
		s.Until = &until
	}
	return s
}

// suspended is that of the visitor of a conversation; nil: he may come.
func (p *Pages) suspended(v *sqlite.View, c appliance.Conversation) (*suspension, error) {
	err := desk.Admit(v, desk.CameWith(c), p.now())
	if s := suspensionIn(err, c.Browser.Mark); s != nil {
		return s, nil
	}
	return nil, err
}

// suspensionOf is that of who asks.
func (p *Pages) suspensionOf(r *http.Request, e appliance.EntryPoint) *suspension {
	return suspensionIn(p.admitted(r.Context(), p.asker(r, e, "")), markOf(r))
}

// admitted refuses who is blocked.
func (p *Pages) admitted(ctx context.Context, who []appliance.Identity) error {
	return p.store.Read(ctx, func(v *sqlite.View) error { return desk.Admit(v, who, p.now()) })
}

// unblocked answers a visitor's request unless he is blocked. Of what others come to read
// the desk asks so within its write as well; that he read something, or leaves, it notes.
func (p *Pages) unblocked(answer visitor) visitor {
	return func(r *http.Request, c appliance.Conversation) (any, error) {
		if err := p.admitted(r.Context(), desk.CameWith(c)); err != nil {
			return nil, err
		}
		return answer(r, c)
	}
}

// asker is by what somebody is known who asks for something: his browser, the mail
// address that he may have given, and the conversation that his token opens.
func (p *Pages) asker(r *http.Request, e appliance.EntryPoint, mail string) []appliance.Identity {
	mail, _ = address.Mail(mail) // by what is none nobody is known
	who := desk.CameWith(appliance.Conversation{Channel: appliance.WebChat, Mail: mail, Browser: browserOf(r, web.Source(r).String())})
	who = append(who, barred(r)...)
	if c, err := p.conversation(r, e); err == nil {
		who = append(who, desk.CameWith(c)...)
	}
	return who
}
