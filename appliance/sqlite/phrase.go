package sqlite

import (
	"context"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/plain"
)

// LeastPhrase is the shortest phrase that is looked for, in letters.
const LeastPhrase = 3

// mostTerms is how many of a phrase's letters the index is asked for at once; what
// follows is left to who shows the passage.
const mostTerms = 60

// searched is what of some texts the index looks through for phrases.
func searched(parts ...string) string { return plain.Searched(strings.Join(parts, " \n ")) }

// terms asks the index for what holds a phrase: each three letters of it, quoted, so
// that no letter is an operator. The index does not know whether they stand together.
// A phrase that is too short is ErrShortPhrase.
func terms(phrase string) (string, error) {
	letters := []rune(strings.ReplaceAll(strings.ToValidUTF8(plain.Phrase(phrase), ""), "\x00", ""))
	if len(letters) < LeastPhrase {
		return "", appliance.ErrShortPhrase.With("count", LeastPhrase)
	}
	var b strings.Builder
	for i := range min(len(letters)-LeastPhrase+1, mostTerms) {
		b.WriteString(`"` + strings.ReplaceAll(string(letters[i:i+LeastPhrase]), `"`, `""`) + `" `)
	}
	return strings.TrimSpace(b.String()), nil
}

// kindOf is a kind of row in the index, as the schema numbers them.
type kindOf int64

const (
	ofEntry kindOf = iota
	ofPart
	ofConversation
	ofContact
	ofTicket
)

const (
	forgetPhrases statement = `DELETE FROM phrase WHERE rowid = ?`
	addPhrases    statement = `INSERT INTO phrase (rowid, text) VALUES (?, ?)`
)

// search has what something says looked through from now on, in place of what it said.
func (t *Tx) search(k kindOf, id int64, text string) error {
	row := id*8 + int64(k)
	if err := t.do(forgetPhrases, row); err != nil || text == "" {
		return err
	}
	return t.do(addPhrases, row, text)
}

// searchNew is search for what is new.
func (t *Tx) searchNew(k kindOf, id int64, text string) error {
	if text == "" {
		return nil
	}
	return t.do(addPhrases, id*8+int64(k), text)
}

// What of each noun is looked through. The index alone holds it for entries, parts and
// tickets; a conversation's and a contact's stand in their column "search" as well.
func ofText(e appliance.Entry) string {
	if !e.Kind.Written() {
		return ""
	}
	return searched(e.Text)
}

func ofNote(p appliance.Part) string { return searched(p.Note) }

func ofTalk(c appliance.Conversation) string {
	return searched(c.Name, c.Mail, c.Phone, c.Topic, c.Called)
}

func ofKnown(c appliance.Contact) string {
	return searched(slices.Concat([]string{c.Name}, c.Mails, c.Phones)...)
}

func ofAsked(k appliance.Ticket) string {
	return searched(k.Subject, k.Body, k.Name, k.Mail, k.Phone)
}

// often is how many places make a phrase one that is nearly everywhere.
const often = 10_000

const countPlaces statement = `SELECT count(*) FROM (SELECT 1 FROM phrase WHERE phrase MATCH ? LIMIT ?)`

// Often tells whether a phrase stands in so many places that it is found sooner by
// looking through the newest conversations than by gathering them all.
func (v *View) Often(phrase string) (bool, error) {
	wanted, err := terms(phrase)
	if err != nil {
		return false, err
	}
	n, err := one(v, scanAs[int], countPlaces, wanted, often)
	return n == often, err
}

const countUnsearched statement = `SELECT count(*) FROM unsearched`

// Unsearched tells whether something is still to be taken up that an older box held.
func (v *View) Unsearched() (bool, error) {
	n, err := one(v, scanAs[int], countUnsearched)
	return n > 0, err
}

// atOnce is how much of it is taken up in one Write, and atMost how many rows that
// Write looks at: a few milliseconds of the writer's, also where little was written.
const (
	atOnce = 100
	atMost = 1000
)

// TakeUp has everything looked through that an older box holds and no index does, step
// by step between the Writes of others. It returns when that is done.
func (s *Store) TakeUp(ctx context.Context) error {
	for more := true; more; {
		err := s.Write(Unhurried(ctx), func(tx *Tx) (err error) {
			more, err = tx.takeUp()
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

type backlog struct {
	kind kindOf
	upto int64
}

const (
	nextUnsearched statement = `SELECT kind, upto FROM unsearched ORDER BY kind LIMIT 1`
	lessUnsearched statement = `UPDATE unsearched SET upto = ? WHERE kind = ?`
	noUnsearched   statement = `DELETE FROM unsearched WHERE kind = ?`

	entriesBelow       statement = `SELECT ` + entryColumns + ` FROM entry AS e WHERE e.id <= ?1 AND e.id > ?1 - ?2 AND e.text <> '' ORDER BY e.id DESC LIMIT ?3`
	partsBelow         statement = `SELECT ` + partColumns + ` FROM part WHERE id <= ?1 AND id > ?1 - ?2 AND note <> '' ORDER BY id DESC LIMIT ?3`
	conversationsBelow statement = `SELECT ` + conversationColumns + ` FROM conversation AS c WHERE c.id <= ?1 AND c.id > ?1 - ?2 ORDER BY c.id DESC LIMIT ?3`
	contactsBelow      statement = `SELECT ` + contactColumns + ` FROM contact AS c WHERE c.id <= ?1 AND c.id > ?1 - ?2 ORDER BY c.id DESC LIMIT ?3`
	ticketsBelow       statement = `SELECT ` + ticketColumns + ` FROM ticket AS k WHERE k.id <= ?1 AND k.id > ?1 - ?2 ORDER BY k.id DESC LIMIT ?3`
)

// said is what a row says.
type said struct {
	id   int64
	text string
}

// stretch reads what the newest rows up to a number say, and up to which number the
// next stretch is.
func (b backlog) stretch(v *View) (all []said, next int64, err error) {
	switch b.kind {
	case ofEntry:
		all, err = saidBelow(v, scanEntry, entriesBelow, b.upto, func(e appliance.Entry) said { return said{int64(e.ID), ofText(e)} })
	case ofPart:
		all, err = saidBelow(v, scanPart, partsBelow, b.upto, func(p appliance.Part) said { return said{int64(p.ID), ofNote(p)} })
	case ofConversation:
		all, err = saidBelow(v, scanConversation, conversationsBelow, b.upto, func(c appliance.Conversation) said { return said{int64(c.ID), ofTalk(c)} })
	case ofContact:
		all, err = saidBelow(v, scanContact, contactsBelow, b.upto, func(c appliance.Contact) said { return said{int64(c.ID), ofKnown(c)} })
	case ofTicket:
		all, err = saidBelow(v, scanTicket, ticketsBelow, b.upto, func(k appliance.Ticket) said { return said{int64(k.ID), ofAsked(k)} })
	}
	if len(all) == atOnce {
		return all, all[atOnce-1].id - 1, err
	}
	return all, b.upto - atMost, err
}

func saidBelow[T any](v *View, scan func(scanner) (T, error), s statement, upto int64, says func(T) said) ([]said, error) {
	return many(v, func(row scanner) (said, error) {
		x, err := scan(row)
		return says(x), err
	}, s, upto, atMost, atOnce)
}

// takeUp takes up one stretch, and tells whether more may follow.
func (t *Tx) takeUp() (more bool, err error) {
	all, err := many(&t.View, func(row scanner) (b backlog, err error) {
		return b, row.Scan(&b.kind, &b.upto)
	}, nextUnsearched)
	if err != nil || len(all) == 0 {
		return false, err
	}
	b := all[0]
	says, next, err := b.stretch(&t.View)
	if err != nil {
		return false, err
	}
	for _, x := range says {
		if err := t.search(b.kind, x.id, x.text); err != nil {
			return false, err
		}
	}
	if next <= 0 {
		return true, t.do(noUnsearched, b.kind)
	}
	return true, t.do(lessUnsearched, next, b.kind)
}
