package sqlite

import (
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
)

// ConversationFilter chooses conversations; a zero field chooses all.
type ConversationFilter struct {
	States     []appliance.ConversationState
	EntryPoint appliance.EntryPointID
	Operator   appliance.OperatorID // one of Conversation.Served
	Queue      appliance.QueueID
	Queues     []appliance.QueueID // one of these
	// For adds to Queues those that wait for this operator alone.
	For     appliance.OperatorID
	Contact appliance.ContactID
	Visitor []byte
	// Vouched is by what the site of EntryPoint, which is needed then, knows him.
	Vouched string
	// Mark is that of a browser, at EntryPoint, which is needed then.
	Mark string
	Call string
	// Tags are those that it has all of.
	Tags []appliance.TagID
	// Blocked chooses those in which the contact was blocked.
	Blocked bool
	// Text is a phrase of what was said, written or noted in it, of name, mail,
	// phone, topic and called number, or of its contact's card, blind to case and
	// diacritics, at least LeastPhrase letters. The letters may stand apart: who
	// shows the passage sees.
	Text string
	// From and To bound Began, or Ended if ByEnd: not before From, before To.
	From, To time.Time
	// Limit is the most that are wanted; 0 means all.
	Limit int
	// ByEnd chooses those that are over, and lists what ended last first.
	ByEnd bool
	// Before continues a list, but for one of those that wait, after its last one.
	Before appliance.ConversationID
}

// Conversations reads those that f chooses, the newest first; those that wait,
// asked for alone, the longest wait first.
func (v *View) Conversations(f ConversationFilter) ([]appliance.Conversation, error) {
	if f.Text != "" {
		var err error
		if f.Text, err = terms(f.Text); err != nil {
			return nil, err
		}
	}
	s, args := f.query()
	return many(v, scanConversation, s, args...)
}

// query builds the statement and its arguments. Without statistics SQLite
// cannot know that few conversations are open and most are finished, so the
// index to walk is chosen here and named in the statement. Text is in the terms of
// the index by now.
func (f ConversationFilter) query() (statement, []any) {
	var q conditions
	by := f.index()
	from, with := "conversation AS c"+by.hint(), ""
	if f.Text != "" {
		with, from = withPhrase, "talk CROSS JOIN conversation AS c NOT INDEXED ON c.id = talk.id"
		q.args = append(q.args, f.Text)
	}
	if by == byOperator {
		from = "conversation_operator AS o CROSS JOIN conversation AS c ON c.id = o.conversation"
		q.and("o.operator = ?", int64(f.Operator))
	}
	if by == byOperatorEnd {
		from = "conversation_operator AS o INDEXED BY conversation_operator_ended CROSS JOIN conversation AS c ON c.id = o.conversation"
		q.and("o.ended IS NOT NULL AND o.operator = ?", int64(f.Operator))
	}
	f.conditions(&q, by)
	order := " ORDER BY c.id DESC"
	switch {
	case by == byEnd:
		order = " ORDER BY c.ended DESC, c.id DESC"
	case by == byOperatorEnd:
		order = " ORDER BY o.ended DESC, o.conversation DESC"
	case len(f.States) == 1 && f.States[0] == appliance.Waiting:
		order = " ORDER BY c.queued, c.id"
	case by == byBegan:
		order = " ORDER BY c.began DESC, c.id DESC"
	case by == byOperator:
		order = " ORDER BY o.conversation DESC"
	}
	limit := -1 // none
	if f.Limit > 0 {
		limit = f.Limit
	}
	q.args = append(q.args, limit)
	return statement(with + "SELECT " + conversationColumns + " FROM " + from + q.where() + order + " LIMIT ?"), q.args
}

func (f ConversationFilter) conditions(q *conditions, by index) {
	switch {
	case len(f.States) == 1:
		q.and("c.state = ?", f.States[0])
	case len(f.States) > 1:
		q.and("c.state IN (SELECT value FROM json_each(?))", asJSON(f.States))
	}
	if by == byEnd {
		q.and("c.ended IS NOT NULL")
	}
	if f.Operator != 0 && by != byOperator && by != byOperatorEnd {
		q.and("EXISTS (SELECT 1 FROM conversation_operator AS o WHERE o.operator = ? AND o.conversation = c.id)", int64(f.Operator))
	}
	if f.EntryPoint != 0 {
		q.and("c.entry_point = ?", int64(f.EntryPoint))
	}
	if f.Queue != 0 {
		q.and("c.queue = ?", int64(f.Queue))
	}
	switch {
	case f.For != 0:
		q.and("(c.queue IN (SELECT value FROM json_each(?)) OR c.wanted = ?)", asJSON(list(f.Queues)), int64(f.For))
	case len(f.Queues) > 0:
		q.and("c.queue IN (SELECT value FROM json_each(?))", asJSON(f.Queues))
	}
	if f.Contact != 0 {
		q.and("c.contact = ?", int64(f.Contact))
	}
	if len(f.Visitor) > 0 {
		q.and("c.visitor = ?", f.Visitor)
	}
	if f.Vouched != "" {
		q.and("c.vouched = ? AND c.vouched <> ''", f.Vouched)
	}
	if f.Mark != "" {
		q.and("c.mark = ? AND c.mark <> ''", f.Mark)
	}
	if f.Call != "" {
		q.and("c.call = ? AND c.call <> ''", f.Call)
	}
	for _, tag := range f.Tags {
		q.and("c.id IN (SELECT t.conversation FROM conversation_tag AS t WHERE t.tag = ?)", int64(tag))
	}
	if f.Blocked {
		q.and("c.blocked <> 0")
	}
	when := "c.began"
	if f.ByEnd {
		when = "c.ended"
	}
	if !f.From.IsZero() {
		q.and(when+" >= ?", micros(f.From))
	}
	if !f.To.IsZero() {
		q.and(when+" < ?", micros(f.To))
	}
	if f.Before != 0 {
		q.and(by.after(), int64(f.Before))
	}
}

// withPhrase are the conversations in which a phrase is. They are gathered first: a
// phrase is in few of them, as a rule.
const withPhrase = `WITH hit(doc) AS MATERIALIZED (SELECT rowid FROM phrase WHERE phrase MATCH ?),
	talk(id) AS MATERIALIZED (
		SELECT e.conversation FROM hit CROSS JOIN entry AS e ON e.id = doc >> 3 WHERE doc & 7 = 0
		UNION SELECT p.conversation FROM hit CROSS JOIN part AS p ON p.id = doc >> 3 WHERE doc & 7 = 1
		UNION SELECT doc >> 3 FROM hit WHERE doc & 7 = 2
		UNION SELECT k.id FROM hit CROSS JOIN conversation AS k ON k.contact = doc >> 3 WHERE doc & 7 = 3)
	`

// index is the index that a list walks; "" is the table itself, by id.
type index string

const (
	byID         index = ""
	byState      index = "conversation_state"
	byVisitor    index = "conversation_visitor"
	byCall       index = "conversation_call"
	byContact    index = "conversation_contact"
	byQueue      index = "conversation_queue"
	byEntryPoint index = "conversation_entry_point"
	byVouched    index = "conversation_vouched"
	byMark       index = "conversation_mark"
	byBegan      index = "conversation_began"
	byEnd        index = "conversation_ended"

	// These are on a table of its own.
	byOperator    index = "conversation_operator"
	byOperatorEnd index = "conversation_operator_ended"
)

// index chooses the one with the fewest rows to look at.
func (f ConversationFilter) index() index {
	switch {
	case f.Text != "" && f.ByEnd:
		return byEnd
	case f.Text != "":
		return byID
	case f.ByEnd && f.Operator != 0:
		return byOperatorEnd
	case f.ByEnd:
		return byEnd
	case f.Call != "":
		return byCall
	case len(f.Visitor) > 0:
		return byVisitor
	case f.Vouched != "":
		return byVouched
	case f.Mark != "":
		return byMark
	case f.Contact != 0:
		return byContact
	case len(f.States) > 0 && !slices.ContainsFunc(f.States, appliance.ConversationState.Over):
		return byState
	case !f.From.IsZero() || !f.To.IsZero():
		return byBegan
	case f.Operator != 0:
		return byOperator
	case f.Queue != 0:
		return byQueue
	case f.EntryPoint != 0:
		return byEntryPoint
	case len(f.States) == 1:
		return byState
	}
	return byID
}

func (by index) hint() string {
	if by == byID {
		return " NOT INDEXED"
	}
	return " INDEXED BY " + string(by)
}

// after is the condition that continues a list in the order of the index.
func (by index) after() string {
	switch by {
	case byBegan:
		return "(c.began, c.id) < (SELECT b.began, b.id FROM conversation AS b WHERE b.id = ?)"
	case byOperator:
		return "o.conversation < ?"
	case byEnd:
		return "(c.ended, c.id) < (SELECT b.ended, b.id FROM conversation AS b WHERE b.id = ?)"
	case byOperatorEnd:
		return "(o.ended, o.conversation) < (SELECT b.ended, b.id FROM conversation AS b WHERE b.id = ?)"
	}
	return "c.id < ?"
}

// conditions are joined by AND.
type conditions struct {
	terms []string
	args  []any
}

func (q *conditions) and(term string, args ...any) {
	q.terms = append(q.terms, term)
	q.args = append(q.args, args...)
}

func (q *conditions) where() string {
	if len(q.terms) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(q.terms, " AND ")
}
