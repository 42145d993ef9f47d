package desk

import (
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// exchange is a conversation and its parts while something is decided about
// them. Its methods change it in memory and note each change as a deed; a
// refusal changes nothing.
type exchange struct {
	appliance.Conversation
	parts []appliance.Part
	now   time.Time
	deeds []deed
	// undrafted: what was said had been kept as its author's draft.
	undrafted bool
	// returns is Opening.Returns.
	returns appliance.OperatorID
}

// deed is one change, in the order in which the feed will tell of it.
type deed struct {
	kind  kind
	part  int                    // of began, gone, wrapped and served: its place in parts
	entry appliance.Entry        // of posted, revised and decided
	names []appliance.OperatorID // whom the note of posted or revised names
	file  appliance.File         // of decided
}

type kind string

const (
	opened  kind = "opened"
	queued  kind = "queued"
	changed kind = "changed"
	ended   kind = "ended"
	began   kind = "part began"
	gone    kind = "part ended"
	wrapped kind = "part wrapped up"
	served  kind = "part serves"
	posted  kind = "posted"
	revised kind = "revised"
	decided kind = "file decided"
)

func (x *exchange) note(k kind) { x.deeds = append(x.deeds, deed{kind: k}) }

func (x *exchange) noteOf(k kind, part int) { x.deeds = append(x.deeds, deed{kind: k, part: part}) }

// post appends to the log of the conversation.
func (x *exchange) post(e appliance.Entry) {
	e.Conversation, e.At = x.ID, x.now
	x.deeds = append(x.deeds, deed{kind: posted, entry: e})
}

// lastPosted is the entry that was posted last.
func (x *exchange) lastPosted() appliance.Entry {
	for _, d := range slices.Backward(x.deeds) {
		if d.kind == posted {
			return d.entry
		}
	}
	return appliance.Entry{}
}

// serving is the place in parts of what the operator does now, or -1.
func (x *exchange) serving(o appliance.OperatorID) int {
	return slices.IndexFunc(x.parts, func(p appliance.Part) bool {
		return p.Operator == o && p.Role == appliance.Serving && p.Left.IsZero()
	})
}

// servers are the operators who serve it now.
func (x *exchange) servers() []appliance.OperatorID {
	var all []appliance.OperatorID
	for _, p := range x.parts {
		if p.Role == appliance.Serving && p.Left.IsZero() {
			all = append(all, p.Operator)
		}
	}
	return all
}

// everServed are the operators whose it ever was.
func (x *exchange) everServed() []appliance.OperatorID {
	var all []appliance.OperatorID
	for _, p := range x.parts {
		if p.Role == appliance.Serving && !p.Aside && !slices.Contains(all, p.Operator) {
			all = append(all, p.Operator)
		}
	}
	return all
}

// tell posts an event of the story.
func (x *exchange) tell(e appliance.Entry) error {
	switch {
	case x.State.Over() && !e.Kind.Follows():
		return ErrOver
	case e.Kind == appliance.EntryMessage || e.Kind == appliance.EntryNote || e.Kind == appliance.EntryFile:
		return ErrKind
	}
	switch {
	case e.Kind.SendsAway():
		x.SentAway = e.Kind
	case x.SentAway == appliance.EntryClosed && (e.Kind == appliance.EntryPressed || e.Kind == appliance.EntryPartyJoined):
		x.SentAway = "" // there is a way for him at this hour too
	}
	x.post(e)
	return nil
}

func (x *exchange) visited(page, title string) {
	if x.State.Over() || x.Browser.Page == page && x.Browser.PageTitle == title {
		return
	}
	x.Browser.Came(appliance.Visit{Page: page, Title: title, At: x.now})
	x.note(changed)
}

func (x *exchange) identify(c appliance.Contact) {
	if x.Contact == c.ID {
		return
	}
	x.Contact = c.ID
	if x.Name == "" {
		x.Name = c.Name
	}
	x.note(changed)
}

func load(tx *sqlite.Tx, id appliance.ConversationID, now time.Time) (*exchange, error) {
	return look(&tx.View, id, now)
}

// look is load for who will not save it.
func look(v *sqlite.View, id appliance.ConversationID, now time.Time) (*exchange, error) {
	c, err := v.Conversation(id)
	if err != nil {
		return nil, err
	}
	parts, err := v.Parts(id)
	if err != nil {
		return nil, err
	}
	return &exchange{Conversation: c, parts: parts, now: now}, nil
}

// save stores what the deeds changed and emits their facts. Without deeds it
// does nothing.
func (x *exchange) save(tx *sqlite.Tx) (err error) {
	if len(x.deeds) == 0 {
		return nil
	}
	x.Served = x.everServed()
	if slices.ContainsFunc(x.deeds, func(d deed) bool { return d.kind == queued }) {
		if x.Last, err = x.last(tx); err != nil {
			return err
		}
	}
	if x.ID == 0 {
		x.Conversation, err = tx.AddConversation(x.Conversation)
	} else {
		err = tx.SaveConversation(x.Conversation)
	}
	if err != nil {
		return err
	}
	for i := range x.deeds {
		if err := x.saveDeed(tx, &x.deeds[i]); err != nil {
			return err
		}
	}
	for _, d := range x.deeds {
		tx.Emit(x.fact(d))
		for _, o := range d.names {
			tx.Emit(appliance.MentionsChanged{Operator: o})
		}
	}
	return nil
}

// last is who is asked first: whom its contact spoke with last, if its queue asks him,
// and in any queue who served one that comes back at once, also without an address.
func (x *exchange) last(tx *sqlite.Tx) (appliance.OperatorID, error) {
	if x.For != 0 {
		return 0, nil
	}
	if x.returns != 0 || x.Contact == 0 {
		return x.returns, nil
	}
	queue, err := x.queue(tx)
	if err != nil || queue.LastFor == 0 {
		return 0, err
	}
	return tx.LastOperator(x.Contact, x.ID)
}

func (x *exchange) saveDeed(tx *sqlite.Tx, d *deed) (err error) {
	switch d.kind {
	case began, gone, wrapped, served:
		p := &x.parts[d.part]
		if d.kind == wrapped {
			if _, err := tx.ClearDraft(p.Operator, x.ID); err != nil {
				return err
			}
		}
		if p.ID != 0 {
			return tx.SavePart(*p)
		}
		p.Conversation = x.ID // it had none yet when it was opened just now
		*p, err = tx.AddPart(*p)
	case posted:
		d.entry.Conversation = x.ID // it had none yet when it was opened just now
		if d.entry, err = tx.AddEntry(d.entry); err != nil {
			return err
		}
		return x.mention(tx, d)
	case revised:
		if err := tx.ReviseEntry(d.entry); err != nil {
			return err
		}
		gone, err := tx.Unmention(d.entry.ID, d.names)
		if err != nil {
			return err
		}
		if err := x.mention(tx, d); err != nil {
			return err
		}
		d.names = append(d.names, gone...) // they are told as well
	case decided:
		if err := tx.SaveFile(d.file); err != nil {
			return err
		}
		d.entry, err = tx.Entry(d.file.Entry)
	}
	return err
}

func (x *exchange) mention(tx *sqlite.Tx, d *deed) error {
	for _, o := range d.names {
		if err := tx.Mention(d.entry.ID, o); err != nil {
			return err
		}
	}
	return nil
}

func (x *exchange) fact(d deed) appliance.Event {
	c := x.Conversation
	switch d.kind {
	case opened:
		return appliance.ConversationOpened{Conversation: c}
	case queued:
		return appliance.ConversationQueued{Conversation: c}
	case ended:
		return appliance.ConversationEnded{Conversation: c}
	case began:
		return appliance.PartBegan{Part: x.parts[d.part], Conversation: c}
	case gone:
		return appliance.PartEnded{Part: x.parts[d.part], Conversation: c}
	case wrapped:
		return appliance.PartWrappedUp{Part: x.parts[d.part], Conversation: c}
	case posted:
		return appliance.EntryPosted{Entry: d.entry, Conversation: c}
	case revised, decided:
		return appliance.EntryChanged{Entry: d.entry, Conversation: c}
	case changed, served:
	}
	return appliance.ConversationChanged{Conversation: c}
}
