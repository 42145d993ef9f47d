package sqlite

import (
	"context"
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

// ofText is what of an entry is looked through.
func ofText(e appliance.Entry) string {
	if !e.Kind.Written() {
		return ""
	}
	return searched(e.Text)
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

// atOnce is how much of it is taken up in one Write: a few milliseconds of the writer's.
const atOnce = 100

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

	// Each reads a number and what is to be folded.
	entriesBelow       statement = `SELECT id, text FROM entry WHERE id <= ? AND kind IN ('message', 'note', 'file') AND text <> '' ORDER BY id DESC LIMIT ?`
	partsBelow         statement = `SELECT id, note FROM part WHERE id <= ? AND note <> '' ORDER BY id DESC LIMIT ?`
	conversationsBelow statement = `SELECT id, concat_ws(' ', name, mail, phone, topic, called) FROM conversation WHERE id <= ? ORDER BY id DESC LIMIT ?`
	contactsBelow      statement = `SELECT id, search FROM contact WHERE id <= ? ORDER BY id DESC LIMIT ?`
	ticketsBelow       statement = `SELECT id, concat_ws(' ', subject, body, name, mail, phone) FROM ticket WHERE id <= ? ORDER BY id DESC LIMIT ?`
)

func below(k kindOf) statement {
	return [...]statement{entriesBelow, partsBelow, conversationsBelow, contactsBelow, ticketsBelow}[k]
}

// takeUp takes up one batch, and tells whether more may follow.
func (t *Tx) takeUp() (more bool, err error) {
	all, err := many(&t.View, func(row scanner) (b backlog, err error) {
		return b, row.Scan(&b.kind, &b.upto)
	}, nextUnsearched)
	if err != nil || len(all) == 0 {
		return false, err
	}
	type text struct {
		id   int64
		said string
	}
	next := all[0]
	said, err := many(&t.View, func(row scanner) (x text, err error) {
		return x, row.Scan(&x.id, &x.said)
	}, below(next.kind), next.upto, atOnce)
	if err != nil {
		return false, err
	}
	for _, x := range said {
		if err := t.search(next.kind, x.id, searched(x.said)); err != nil {
			return false, err
		}
	}
	if len(said) < atOnce {
		return true, t.do(noUnsearched, next.kind)
	}
	return true, t.do(lessUnsearched, said[len(said)-1].id-1, next.kind)
}
