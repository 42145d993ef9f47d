package desk

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
	"cordboard/web"
)

// mention is a note that names the reader and that he has not seen.
type mention struct {
	Conversation appliance.ConversationID
	Href         string
	Author, Name string // who wrote it, and with whom the conversation is
	Text         string
	At           time.Time
}

// mostMentions is how many are listed at once.
const mostMentions = 20

// mentions are those of the reader that he may still follow.
func (w *writer) mentions() ([]mention, error) {
	notes, err := w.view.Mentions(w.book.me.ID, mostMentions)
	if err != nil {
		return nil, err
	}
	var all []mention
	for _, e := range notes {
		c, err := w.view.Conversation(e.Conversation)
		if err != nil {
			return nil, err
		}
		if !w.book.sees(c) {
			continue
		}
		contact, err := w.contact(c)
		if err != nil {
			return nil, err
		}
		all = append(all, mention{
			Conversation: c.ID, Href: href(c.ID, w.folderOf(c)) + entryAnchor(e.ID), Author: w.operator(e.Operator),
			Name: w.name(c, contact), Text: plain.Line(e.Text, previewLimit), At: e.At,
		})
	}
	return all, nil
}

// folderOf is where a conversation stands for the reader.
func (w *writer) folderOf(c appliance.Conversation) tab {
	switch {
	case w.book.hasPart(c.ID):
		return tabActive
	case c.State.Over():
		return tabFinished
	case c.State == appliance.Waiting:
		return tabWaiting
	}
	return tabTeam
}

func entryAnchor(id appliance.EntryID) string { return "#e-" + id.String() }

// seeMentions notes that the reader has the open conversation before him, where notes
// in it name him.
func (p *Pages) seeMentions(r *http.Request, pg *page) error {
	here := func(m mention) bool { return m.Conversation == pg.Open }
	if r.Method != http.MethodGet || !slices.ContainsFunc(pg.Top.Mentions, here) {
		return nil
	}
	if err := p.Talks.SeeMentions(r.Context(), web.Operator(r.Context()).ID, pg.Open); err != nil {
		return err
	}
	pg.Top.Mentions = slices.DeleteFunc(pg.Top.Mentions, here)
	return nil
}

// nameable answers with those whom a note in the conversation can name and whose
// name has a word that begins as was typed.
func (p *Pages) nameable(w http.ResponseWriter, r *http.Request) error {
	id, err := conversationOf(r)
	if err != nil {
		return err
	}
	me := web.Operator(r.Context())
	site, err := p.names.Of(r.Context(), p.Store, struct{}{}, readNames)
	if err != nil {
		return err
	}
	var c appliance.Conversation
	if err := p.Store.Read(r.Context(), func(v *sqlite.View) error {
		c, err = v.Conversation(id)
		return err
	}); err != nil {
		return err
	}
	if !slices.Contains(c.Operators, me.ID) {
		return appliance.ErrNotServing
	}
	web.Answer(w, http.StatusOK, namePicks(talks.Nameable(c, me.ID, slices.Collect(maps.Values(site.operators))), r.URL.Query().Get("typed")))
	return nil
}

func namePicks(all []talks.Named, typed string) []pick {
	picks := []pick{}
	for _, n := range all {
		if strings.Contains(" "+plain.Fold(n.Operator.Name+" "+n.Operator.Login), " "+plain.Fold(typed)) {
			picks = append(picks, pick{Name: n.Operator.Name, Said: n.Operator.Login, Text: "@" + n.As + " "})
		}
	}
	slices.SortFunc(picks, func(a, b pick) int {
		return cmp.Or(strings.Compare(plain.Fold(a.Name), plain.Fold(b.Name)), strings.Compare(a.Said, b.Said))
	})
	return picks[:min(len(picks), mostPicks)]
}
