package desk

import (
	"net/http"
	"slices"
	"strings"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/plain"
	"cordboard/appliance/privacy"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/template"
	"cordboard/web"
	"cordboard/web/i18n"
)

// pick is one of the things that the composer's picker offers.
type pick struct {
	Name string `json:"name"` // by which it is found
	Said string `json:"said"` // what is said of it
	Text string `json:"text"` // what stands in the field when it is taken
	// Of is whose an answer is and which language it speaks; empty: nobody's alone.
	Of string `json:"of,omitempty"`
}

// mostPicks is how many are offered at once.
const mostPicks = 50

// templates answers with the answers at hand that fit to what was typed, filled in
// for the conversation.
func (p *Pages) templates(w http.ResponseWriter, r *http.Request) error {
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
	var all []appliance.Template
	known := map[string]string{}
	if err := p.Store.Read(r.Context(), func(v *sqlite.View) error {
		if c, err = v.Conversation(id); err != nil {
			return err
		}
		if all, err = v.Templates(); err != nil {
			return err
		}
		return p.know(v, site, known, nil, c, me)
	}); err != nil {
		return err
	}
	if !slices.Contains(c.Operators, me.ID) {
		return appliance.ErrNotServing
	}
	all = slices.DeleteFunc(all, func(t appliance.Template) bool { return !t.For(me) })
	picks := []pick{}
	for _, t := range template.Find(all, r.URL.Query().Get("typed"), c.Language) {
		text := template.Fill(t.In(c.Language), known)
		picks = append(picks, pick{"/" + t.Name, plain.Line(text, previewLimit), text, answerOf(r, t, site.groups, c.Language)})
	}
	web.Answer(w, http.StatusOK, picks[:min(len(picks), mostPicks)])
	return nil
}

// answerOf says whose an answer is, and in which language it speaks to who reads that one.
func answerOf(r *http.Request, t appliance.Template, groups []appliance.Group, l appliance.Language) string {
	var whose []string
	for _, g := range groups {
		if slices.Contains(t.Groups, g.ID) {
			whose = append(whose, g.Name)
		}
	}
	if len(whose) == 0 {
		whose = []string{i18n.Text(r.Context(), "desk.picker.everyone")}
	}
	return joined(strings.Join(whose, ", "), string(t.Spoken(l)))
}

// previewLimit is how much of an answer is said of it.
const previewLimit = 160

// know notes what an answer may be filled in with. What is said about the
// conversation itself is never overwritten by what a page or a tree calls so, nor what an
// operator wrote. Where the
// site masks personal data, what would be masked is hidden from who writes: its name
// stays in his text, and is filled in when he sends it.
func (p *Pages) know(v *sqlite.View, site *names, known, hidden map[string]string, c appliance.Conversation, me appliance.Operator) error {
	for _, p := range c.Parameters {
		if _, told := known[p.Key]; !told || p.From == appliance.FromOperator {
			known[p.Key] = p.Value
		}
	}
	known["name"], known["mail"], known["phone"], known["queue"], known["operator"] = c.Name, c.Mail, c.Phone, c.Topic, me.Name
	contact, err := v.Contact(c.Contact)
	if unlessGone(err) != nil {
		return err
	}
	if contact.Name != "" {
		known["name"] = contact.Name
	}
	if !site.chosen.Masks {
		return nil
	}
	for name, value := range known {
		if p.masks.Beside(name, value, privacy.Numbers(c, contact)...) != value {
			if hidden != nil {
				hidden[name] = value
			}
			delete(known, name)
		}
	}
	return nil
}

// filled is what an operator sends, with what was hidden from him while he wrote. What
// he means as he wrote it stays so.
func (p *Pages) filled(r *http.Request, id appliance.ConversationID, m talks.Message) (string, error) {
	if _, wants := template.Blank(m.Text); !wants || m.AsIs {
		return m.Text, nil
	}
	site, err := p.names.Of(r.Context(), p.Store, struct{}{}, readNames)
	if err != nil {
		return "", err
	}
	hidden := map[string]string{}
	err = p.Store.Read(r.Context(), func(v *sqlite.View) error {
		c, err := v.Conversation(id)
		if err != nil {
			return err
		}
		return p.know(v, site, map[string]string{}, hidden, c, web.Operator(r.Context()))
	})
	return template.Fill(m.Text, hidden), err
}

// emoji answers with those that fit to what was typed, by their names in the
// reader's language.
func (p *Pages) emoji(w http.ResponseWriter, r *http.Request) error {
	typed := plain.Fold(r.URL.Query().Get("typed"))
	names := i18n.From(r.Context()).Section("emoji.")
	picks := []pick{}
	for _, e := range emojis {
		if name := names[e.key]; strings.Contains(" "+plain.Fold(name), " "+typed) {
			picks = append(picks, pick{Name: e.sign, Said: name, Text: e.sign})
		}
	}
	web.Answer(w, http.StatusOK, picks)
	return nil
}
