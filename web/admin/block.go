package admin

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/privacy"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

const blocksPath = "/admin/blocks"

// Blocks lifts blocks; appliance/desk does.
type Blocks interface {
	Unblock(ctx context.Context, o appliance.OperatorID, b appliance.BlockID) error
}

// blocksView is the list of who is kept away, the newest first.
type blocksView struct {
	Frame frameView
	Saved bool
	Rows  []blockRow
}

// blockRow is one block.
type blockRow struct {
	Who         place // and the conversation in which he was blocked
	By, Value   string
	Operator    string
	Made, Until string
	Reason      string
	Lift        string // where it is lifted
}

// blocks lists who is blocked now.
func (p *Pages) blocks(w http.ResponseWriter, r *http.Request) error {
	v := blocksView{Frame: frame(r.Context(), "blocks"), Saved: saidSaved(r)}
	err := p.Store.Read(r.Context(), func(s *sqlite.View) error {
		all, err := s.Blocks(p.Now())
		if err != nil {
			return err
		}
		operators, err := s.Operators()
		if err != nil {
			return err
		}
		set, err := site.ReadSettings(s)
		if err != nil {
			return err
		}
		for _, b := range all {
			row, err := p.rowOfBlock(r.Context(), s, b, set.Masks)
			if err != nil {
				return err
			}
			if i := slices.IndexFunc(operators, func(o appliance.Operator) bool { return o.ID == b.By }); i >= 0 {
				row.Operator = operators[i].Name
			}
			v.Rows = append(v.Rows, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return page(w, r, http.StatusOK, blockList(v))
}

// rowOfBlock is a block as its reader sees it: where the site masks, with stars.
func (p *Pages) rowOfBlock(ctx context.Context, s *sqlite.View, b appliance.Block, masks bool) (row blockRow, err error) {
	c, contact, err := whoWas(s, b.Conversation)
	if err != nil {
		return row, err
	}
	value := b.Value
	if masks {
		numbers := privacy.Numbers(c, contact)
		c, b.Reason = p.masks.Conversation(c, numbers...), p.masks.Text(b.Reason, numbers...)
		value = hidden(b.Identity)
	}
	if b.Scope == appliance.BlockDevice { // a name that says nothing
		value = ""
	}
	texts := i18n.From(ctx)
	row = blockRow{
		Who: place{cmp.Or(c.Name, c.Phone, c.Mail, texts.Text("desk.visitor", "number", c.ID.String())), "/desk/" + c.ID.String()},
		By:  texts.Text("desk.block.by." + string(b.Scope)), Value: value, Reason: b.Reason,
		Made: texts.Moment(b.At.In(texts.Zone()), p.Now()), Until: texts.Text("desk.block.good"),
		Lift: blocksPath + "/" + b.ID.String(),
	}
	if !b.Until.IsZero() {
		row.Until = texts.Moment(b.Until.In(texts.Zone()), p.Now())
	}
	return row, nil
}

// whoWas is with whom a conversation was; of one that is gone, nothing.
func whoWas(s *sqlite.View, id appliance.ConversationID) (c appliance.Conversation, contact appliance.Contact, err error) {
	if c, err = s.Conversation(id); errors.Is(err, appliance.ErrNotFound) {
		return appliance.Conversation{ID: id}, contact, nil
	}
	if err == nil && c.Contact != 0 {
		contact, err = s.Contact(c.Contact)
	}
	return c, contact, err
}

// hidden is by what somebody is blocked, with stars.
func hidden(who appliance.Identity) string {
	switch who.Scope {
	case appliance.BlockMail:
		return privacy.Mail(who.Value)
	case appliance.BlockPhone:
		return privacy.Name(who.Value)
	case appliance.BlockDevice, appliance.BlockAddress:
	}
	return who.Value
}

// lift lets somebody come again.
func (p *Pages) lift(w http.ResponseWriter, r *http.Request) error {
	id, err := identity(r, "block")
	if err != nil {
		return err
	}
	if err := p.Blocks.Unblock(r.Context(), web.Operator(r.Context()).ID, appliance.BlockID(id)); err != nil {
		return err
	}
	http.Redirect(w, r, blocksPath+"?saved=1", http.StatusSeeOther)
	return nil
}
