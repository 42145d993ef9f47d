package main

import (
	"context"
	"errors"
	"net/netip"

	"cordboard/appliance"
	"cordboard/appliance/account"
	"cordboard/appliance/call"
	"cordboard/appliance/desk"
	"cordboard/appliance/outbox"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
)

// Packages of one floor do not know each other: here each gets what it needs
// of its neighbours in its own words.

// callTrunk puts the trunk's refusals in the call's words.
type callTrunk struct{ *trunk.Trunks }

func (t callTrunk) Admit(ctx context.Context, called string, source netip.Addr) (appliance.EntryPoint, func(), error) {
	entry, release, err := t.Trunks.Admit(ctx, called, source)
	var refused *trunk.Refused
	if errors.As(err, &refused) {
		return entry, release, &call.Refused{Status: refused.Status, Reason: refused.Reason, RetryAfter: refused.RetryAfter}
	}
	return entry, release, err
}

// callDesk opens conversations for calls.
type callDesk struct {
	*desk.Desk
	store *sqlite.Store
}

func (d callDesk) Open(ctx context.Context, o call.Opening) (appliance.Conversation, error) {
	return d.Desk.Open(ctx, desk.Opening{
		Channel: appliance.Phone, EntryPoint: o.EntryPoint.ID, Language: o.EntryPoint.Language,
		Name: o.Name, Phone: o.Number, Called: o.Called, Call: o.Call,
	})
}

func (d callDesk) Conversation(ctx context.Context, id appliance.ConversationID) (c appliance.Conversation, err error) {
	err = d.store.Read(ctx, func(v *sqlite.View) (err error) {
		c, err = v.Conversation(id)
		return err
	})
	return c, err
}

// callSite gives trees from the site and sound from the prompts.
type callSite struct {
	*site.Site
	*call.Prompts
}

// mailServer reads for the outbox what the site has set.
func mailServer(s *site.Site) func(*sqlite.View) (outbox.Server, error) {
	return func(v *sqlite.View) (outbox.Server, error) {
		server, name, err := s.MailServer(v)
		return outbox.Server{
			Host: server.Host, Port: server.Port, TLS: string(server.TLS),
			Login: server.Login, Password: server.Password, From: server.From, Name: name,
		}, err
	}
}

// deskAccounts is what an operator may do to his own account.
type deskAccounts struct{ *account.Accounts }

func (a deskAccounts) SetPassword(ctx context.Context, o appliance.OperatorID, old, wanted string) error {
	return a.ChangePassword(ctx, o, old, wanted)
}

func (a deskAccounts) SetPreferences(ctx context.Context, o appliance.OperatorID, l appliance.Language, shiftEnterSends bool) error {
	return a.Prefer(ctx, o, account.Preferences{Language: l, ShiftEnterSends: shiftEnterSends})
}
