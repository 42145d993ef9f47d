package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cordboard/appliance"
	"cordboard/appliance/access"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// Named is a colleague whom a note can name behind an @: by his name, or by his login
// where another one is called the same.
type Named struct {
	Operator appliance.Operator
	As       string
}

// Nameable are those whom a note of an operator's can name: who may open the
// conversation, for nobody is led where he is refused.
func Nameable(c appliance.Conversation, by appliance.OperatorID, all []appliance.Operator) []Named {
	called := map[string]int{}
	var some []Named
	for _, o := range all {
		if o.ID != by && mayOpen(o, c) {
			some = append(some, Named{o, o.Name})
			called[plain.Fold(o.Name)]++
		}
	}
	for i, n := range some {
		if name := plain.Fold(n.As); name == "" || called[name] > 1 {
			some[i].As = n.Operator.Login
		}
	}
	return some
}

func mayOpen(o appliance.Operator, c appliance.Conversation) bool {
	return access.Can(o, access.Observe, access.Conversation(c)) || !o.Disabled && slices.Contains(c.Operators, o.ID)
}

// Mentioned are those whom a text names. Case and diacritics do not matter, and of two
// names of which one begins the other it is the longer one that is meant.
func Mentioned(text string, nameable []Named) (all []appliance.OperatorID) {
	longest := slices.Clone(nameable)
	slices.SortStableFunc(longest, func(a, b Named) int { return cmp.Compare(len(b.As), len(a.As)) })
	rest := plain.Fold(text)
	for _, n := range longest {
		var found bool
		if rest, found = without(rest, "@"+plain.Fold(n.As)); found {
			all = append(all, n.Operator.ID)
		}
	}
	slices.Sort(all)
	return all
}

// without takes a sign and name out of a text wherever they stand as words of their
// own: a mail address names nobody.
func without(text, name string) (rest string, found bool) {
	for from := 0; ; {
		at := strings.Index(text[from:], name)
		if at < 0 {
			return text, found
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(name):])
		if wordly(before) || wordly(after) {
			from = at + 1
			continue
		}
		text, found = text[:at]+" "+text[at+len(name):], true
		from = at
	}
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// mentions are those whom a note in the conversation names.
func (x *exchange) mentions(tx *sqlite.Tx, note appliance.Entry) ([]appliance.OperatorID, error) {
	if !strings.Contains(note.Text, "@") {
		return nil, nil
	}
	all, err := tx.Operators()
	if err != nil {
		return nil, err
	}
	return Mentioned(note.Text, Nameable(x.Conversation, note.Operator, all)), nil
}

// SeeMentions notes that an operator has opened a conversation in which notes name
// him.
func (d *Desk) SeeMentions(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID) error {
	return wrap("see who named one in", id, d.store.Write(ctx, func(tx *sqlite.Tx) error {
		any, err := tx.SeeMentions(o, id, d.now())
		if any {
			tx.Emit(appliance.MentionsChanged{Operator: o})
		}
		return err
	}))
}
