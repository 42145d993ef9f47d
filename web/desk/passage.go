package desk

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// lit is a piece of a text; Lit: what was looked for.
type lit struct {
	Text string
	Lit  bool
}

// lead is how much of a text stands before what was looked for, and passageLimit how
// much there is of it in all, in characters.
const (
	lead         = 24
	passageLimit = 160
)

// passage is a piece of a text around the first place of a phrase, in one line; nil:
// it is not there.
func passage(text, phrase string) (pieces []lit) {
	text = oneLine(text)
	found := plain.Find(text, phrase)
	if len(found) == 0 {
		return nil
	}
	from := leadOf(text[:found[0].From])
	at := from
	add := func(piece string, is bool) {
		if piece != "" {
			pieces = append(pieces, lit{piece, is})
		}
	}
	for _, s := range found {
		add(text[at:s.From], false)
		add(text[s.From:s.To], true)
		at = s.To
	}
	add(text[at:], false)
	if from > 0 {
		pieces = append([]lit{{Text: "…"}}, pieces...)
	}
	return clipped(pieces)
}

// litIn is all of a text with what was looked for in it.
func litIn(text, phrase string) (pieces []lit) {
	at := 0
	for _, s := range plain.Find(text, phrase) {
		pieces = append(pieces, lit{Text: text[at:s.From]}, lit{text[s.From:s.To], true})
		at = s.To
	}
	pieces = append(pieces, lit{Text: text[at:]})
	return slices.DeleteFunc(pieces, func(l lit) bool { return l.Text == "" })
}

// shines tells whether what was looked for is in one of some texts.
func shines(texts ...[]lit) bool {
	return slices.ContainsFunc(slices.Concat(texts...), func(l lit) bool { return l.Lit })
}

// leadOf is where a passage begins whose phrase has a text before it: at a word, not
// far from its end.
func leadOf(before string) int {
	if utf8.RuneCountInString(before) <= lead {
		return 0
	}
	runes := []rune(before)
	from := len(string(runes[:len(runes)-lead]))
	if space := strings.IndexFunc(before[from:], unicode.IsSpace); space >= 0 {
		from += space + 1
	}
	return from
}

func clipped(pieces []lit) []lit {
	left := passageLimit
	for i, p := range pieces {
		n := utf8.RuneCountInString(p.Text)
		if n > left {
			pieces[i].Text = plain.Clip(p.Text, left) + "…"
			return pieces[:i+1]
		}
		left -= n
	}
	return pieces
}

// passages are where the conversations of a list hold a phrase, as the reader sees
// them: what is masked to him is not found. Of what was said the newest comes first,
// then what was noted at the end, then with whom it is.
func (w *writer) passages(list []appliance.Conversation, phrase string) (map[appliance.ConversationID][]lit, error) {
	ids := make([]appliance.ConversationID, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	parts, err := w.view.PartsOfAll(ids)
	if err != nil {
		return nil, err
	}
	notes := map[appliance.ConversationID][]string{}
	for _, p := range slices.Backward(parts) {
		notes[p.Conversation] = append(notes[p.Conversation], p.Note)
	}
	found := map[appliance.ConversationID][]lit{}
	for _, c := range list {
		said, err := w.writtenIn(c)
		if err != nil {
			return nil, err
		}
		who, err := w.contact(c)
		if err != nil {
			return nil, err
		}
		held := slices.Concat(said, notes[c.ID], []string{c.Name, who.Name, c.Mail, c.Phone, c.Topic, c.Called}, who.Mails, who.Phones)
		for _, text := range held {
			if p := passage(text, phrase); p != nil {
				found[c.ID] = p
				break
			}
		}
	}
	return found, nil
}

// writtenIn is what was written and handed over in a conversation, the newest first.
func (w *writer) writtenIn(c appliance.Conversation) (all []string, err error) {
	log, err := w.view.Entries(c.ID, 0, 0)
	for _, e := range slices.Backward(log) {
		if e.Kind.Written() {
			all = append(all, e.Text)
		}
	}
	return all, err
}

// lookedThrough is how many finished conversations are looked through at once for one
// page of a list, and stretch how many are read together.
const (
	stretch       = 2 * listed
	lookedThrough = 10 * stretch
)

// seek lists the finished conversations that f chooses and in which the reader sees a
// phrase. last is where the list goes on; zero: it does not.
func (w *writer) seek(f sqlite.ConversationFilter, phrase string) (list []appliance.Conversation, last appliance.ConversationID, err error) {
	often, err := w.view.Often(phrase)
	if err != nil {
		return nil, 0, err
	}
	if !often {
		f.Text = phrase
	}
	w.lit = map[appliance.ConversationID][]lit{}
	for f.Limit = stretch; ; {
		some, err := w.view.Conversations(f)
		if err != nil {
			return nil, 0, err
		}
		found, err := w.passages(some, phrase)
		if err != nil {
			return nil, 0, err
		}
		for _, c := range some {
			p, is := found[c.ID]
			if is && len(list) == listed {
				return list, list[listed-1].ID, nil
			}
			if is {
				list, w.lit[c.ID] = append(list, c), p
			}
		}
		if len(some) < stretch {
			return list, 0, nil
		}
		if f.Before = some[stretch-1].ID; w.looked >= lookedThrough {
			return list, f.Before, nil
		}
		w.looked += stretch
	}
}
