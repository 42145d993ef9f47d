package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/account"
	"cordboard/appliance/acd"
	"cordboard/appliance/call"
	"cordboard/appliance/desk"
	"cordboard/appliance/media"
	"cordboard/appliance/outbox"
	"cordboard/appliance/prompts"
	"cordboard/appliance/rtc"
	"cordboard/appliance/sip"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/telephone"
	"cordboard/appliance/trunk"
	walk "cordboard/ivr/run"
)

// Packages of one floor do not know each other: here each gets what it needs
// of its neighbours in its own words.

// callDesk keeps conversations for calls. Nobody at a screen waits for what it
// writes of their beginning, their keys and their end.
type callDesk struct {
	*desk.Desk
	store *sqlite.Store
}

func (d callDesk) Open(ctx context.Context, o call.Opening) (appliance.Conversation, error) {
	c, err := d.Desk.Open(sqlite.Unhurried(ctx), desk.Opening{
		Channel: appliance.Phone, EntryPoint: o.EntryPoint.ID, Language: o.EntryPoint.Language,
		Name: o.Name, Phone: o.Number, Written: o.Written, Called: o.Called, Call: o.Call, Parameters: o.Parameters,
	})
	if errors.Is(err, desk.ErrBlocked) {
		err = sip.Declined()
	}
	return c, err
}

func (d callDesk) Dial(tx *sqlite.Tx, o call.Dialling) (appliance.Conversation, error) {
	return d.Desk.Dial(tx, desk.Dialling{Operator: o.Operator, EntryPoint: o.EntryPoint.ID, Number: o.Number, Missed: o.Missed, Emergency: o.Emergency})
}

func (d callDesk) Log(ctx context.Context, c appliance.ConversationID, e appliance.Entry) error {
	return d.Desk.Log(sqlite.Unhurried(ctx), c, e)
}

func (d callDesk) Set(ctx context.Context, c appliance.ConversationID, p appliance.Parameter) error {
	return d.Desk.Set(sqlite.Unhurried(ctx), c, p)
}

func (d callDesk) End(ctx context.Context, c appliance.ConversationID, by appliance.Author, o appliance.OperatorID, cause string) error {
	return d.Desk.End(sqlite.Unhurried(ctx), c, by, o, cause)
}

func (d callDesk) Operators(ctx context.Context) (all []appliance.Operator, err error) {
	err = d.store.Read(ctx, func(v *sqlite.View) (err error) {
		all, err = v.Operators()
		return err
	})
	return all, err
}

func (d callDesk) Offered(ctx context.Context, c appliance.ConversationID) (asked bool, err error) {
	err = d.store.Read(ctx, func(v *sqlite.View) error {
		offers, err := v.Offers()
		asked = slices.ContainsFunc(offers, func(o appliance.Offer) bool { return o.Conversation == c })
		return err
	})
	return asked, err
}

func (d callDesk) EntryPoint(ctx context.Context, id appliance.EntryPointID) (e appliance.EntryPoint, err error) {
	err = d.store.Read(ctx, func(v *sqlite.View) (err error) {
		e, err = v.EntryPoint(id)
		return err
	})
	return e, err
}

// callStaff asks operators for calls.
type callStaff struct{ *acd.Loop }

func (s callStaff) Ring(ctx context.Context, c appliance.ConversationID, from appliance.EntryPointID, o appliance.OperatorID, within time.Duration) (walk.Outcome, error) {
	err := s.Reach(ctx, c, from, o, within)
	switch {
	case errors.Is(err, acd.ErrNotSignedIn):
		return walk.Nobody, nil
	case errors.Is(err, acd.ErrNotFree):
		return walk.Busy, nil
	}
	return "", err
}

// sounds are the operators' ears and voices for calls: a browser's, which
// stands by itself, or a desk telephone, which comes when it is needed.
type sounds struct {
	*telephone.Telephones
	browsers *rtc.Legs
	calls    func() *call.Calls // which are made after them
}

func (s sounds) Leg(o appliance.OperatorID) (media.Port, bool) {
	if leg, up := s.Telephones.Leg(o); up || s.Comes(o) {
		return leg, up
	}
	return s.browsers.Leg(o)
}

// browserChanged tells calls that a browser's sound came up or went, if it is
// its operator's.
func (s sounds) browserChanged(o appliance.OperatorID, up bool) {
	if s.Comes(o) {
		if _, talks := s.Telephones.Leg(o); up || talks {
			return
		}
	}
	s.calls().LegChanged(o, up)
}

// telephoneCalls is what a desk telephone does at calls, which are made after it.
type telephoneCalls struct{ calls func() *call.Calls }

func (t telephoneCalls) Leave(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
	return t.calls().Leave(ctx, c, o)
}

func (t telephoneCalls) Digit(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID, key string) error {
	return t.calls().Digit(ctx, c, o, key)
}

// callSite gives trees from the site and sound from the prompts.
type callSite struct {
	*site.Site
	*prompts.Shelf
}

// outside leads calls of ours over the trunks.
type outside struct {
	*trunk.Trunks
	site   *site.Site
	store  *sqlite.Store
	server *sip.Server
}

// Ways reads numbers as people of the site's country dial them.
func (o *outside) Ways(ctx context.Context, op appliance.OperatorID, number string, as appliance.EntryPoint, with ...func(tx *sqlite.Tx, emergency bool) error) ([]sip.Outgoing, error) {
	country, err := o.country(ctx)
	if err != nil {
		return nil, err
	}
	return o.Trunks.Ways(ctx, op, number, country, as, with...)
}

// country is the site's own.
func (o *outside) country(ctx context.Context) (country string, err error) {
	err = o.store.Read(ctx, func(v *sqlite.View) (err error) {
		country, err = o.site.Region(v)
		return err
	})
	return country, err
}

// Dial calls by a way whose trunk has a place for it, until the call is over,
// and tells the trunk whether its exchange believed us.
func (o *outside) Dial(out sip.Outgoing) (*sip.Call, func(sip.Event), error) {
	release, err := o.Leave(out)
	if err != nil {
		return nil, nil, err
	}
	line, err := o.server.Dial(out)
	if err != nil {
		release()
		return nil, nil, err
	}
	over := func(last sip.Event) {
		release()
		o.Believed(out, believed(last))
	}
	return line, over, nil
}

// believed tells whether a call that ended so was not stopped for want of a
// proof of who we are (RFC 3261 section 22).
func believed(last sip.Event) bool {
	failed, is := last.(sip.Failed)
	return !is || failed.Refused.Status != 401 && failed.Refused.Status != 407
}

// desks leads calls to the operators' own telephones, which are no calls of a
// trunk: whoever is to talk can, however many callers there are.
type desks struct{ *outside }

// Extension leads to an operator's desk telephone.
func (d desks) Extension(ctx context.Context, number string, caller sip.Party) ([]sip.Outgoing, error) {
	country, err := d.country(ctx)
	if err != nil {
		return nil, err
	}
	return d.Trunks.Extension(number, country, caller)
}

func (d desks) Dial(out sip.Outgoing) (*sip.Call, error) { return d.server.Dial(out) }

// leadsTo refuses a desk telephone to which no trunk leads.
func (b *box) leadsTo(ctx context.Context, extension string) error {
	_, err := desks{b.outside}.Extension(ctx, extension, sip.Party{})
	if errors.Is(err, trunk.ErrNoWayOut) {
		return account.ErrNoWay
	}
	return err
}

// mailServer reads for the outbox what the site has set.
func mailServer(s *site.Site) func(*sqlite.View) (outbox.Server, error) {
	return func(v *sqlite.View) (outbox.Server, error) {
		server, name, err := s.MailServer(v)
		return outbox.Server{
			Host: server.Host, Port: server.Port, TLS: server.TLS,
			Login: server.Login, Password: server.Password, From: server.From, Name: name,
		}, err
	}
}

// signedOut takes who leaves with his last sign-in off the board: nobody is
// offered to an empty chair, and his microphone is let go. Who talked with him
// hears music, and attendance gives the call back.
type signedOut struct {
	*account.Accounts
	acd  *acd.Loop
	legs *rtc.Legs
}

func (s signedOut) SignOut(ctx context.Context, token string) error {
	operator, known := s.Check(ctx, token)
	if err := s.Accounts.SignOut(ctx, token); err != nil || known != nil {
		return err
	}
	others, err := s.Logins(ctx, operator.ID)
	if err != nil || len(others) > 0 {
		return err
	}
	s.legs.Drop(operator.ID)
	return s.acd.SetPresence(ctx, operator.ID, appliance.Offline, "")
}

// gaveUp has the conversation tell whose transcript will not come.
func (b *box) gaveUp(tx *sqlite.Tx, m appliance.Mail) error { return b.desk.TranscriptFailed(tx, m) }
