package appliance

import (
	"slices"
	"strconv"
	"time"
)

// Conversation is one exchange with one contact over one channel, from entry
// to wrap-up. A call is one from its INVITE on.
type Conversation struct {
	ID         ConversationID
	Channel    Channel
	EntryPoint EntryPointID
	Queue      QueueID // zero until it is queued
	// For is who alone was wanted; it then stands in no queue.
	For OperatorID
	// Last is whom its contact spoke with last, where its queue asks him first.
	Last     OperatorID
	Contact  ContactID
	State    ConversationState
	Language Language

	// Name, Mail, Phone are as given at the entry: a form's fields, or the
	// caller's name and number. Topic is the queue's name as chosen.
	Name, Mail, Phone, Topic string
	// Called is the number that was called, for a telephone call: ours, or
	// when Outbound the contact's, who then sees the entry point's.
	Called   string
	Outbound bool // we called
	// Call is the SIP Call-ID, for a telephone call.
	Call string
	// Visitor is the SHA-256 of the visitor's token, for a chat.
	Visitor []byte
	// Vouched is by what the site knows the visitor for whom it vouches; empty: nobody
	// vouches for him.
	Vouched string
	// Proposal names the rule that proposed the chat, or is ProposedByPage; empty: its
	// contact came of his own accord.
	Proposal string
	Browser  Browser

	Parameters []Parameter

	Began  time.Time // INVITE, or the form sent
	Queued time.Time // zero: never waited
	// Unqueued is when the tree took it out of its queue; zero: it did not.
	Unqueued time.Time
	// SentAway is the kind of entry that tells why the tree sent its contact away
	// from who should have answered; empty: it did not, or he
	// waited again since or, outside the hours, chose a way or talked.
	SentAway EntryKind
	Joined   time.Time // the first operator's accept; zero: none
	// Gone is since when its visitor has had no page open; zero: he has one, or nobody
	// looks.
	Gone    time.Time
	Ended   time.Time // zero: goes on
	EndedBy Author    // who ended it
	// LastAt and LastText preview the newest message, for lists.
	LastAt   time.Time
	LastText string
	// LastBy tells whose it is; Unread counts messages of the contact since
	// our last one.
	LastBy Author
	Unread int
	// Blocked says that its contact was blocked in it.
	Blocked bool
	// Operators serve it now or, once it ended, did last.
	Operators []OperatorID
	// Served are all whose it ever was, in the order in which they came; one who
	// was only asked aside is not among them.
	Served []OperatorID
	// Tags mark what it is, in the order in which it got them.
	Tags []TagID
	// Rating is what the contact says of it.
	Rating Rating
}

// ByUs tells whether we called of our own accord.
func (c Conversation) ByUs() bool { return c.Outbound && c.Channel == Phone }

// PreviewLimit is how much of a message LastText holds, in characters.
const PreviewLimit = 160

// WaitsFor tells whether an operator may take it while it waits: its queue is
// handed in.
func (c Conversation) WaitsFor(o Operator, q Queue, now time.Time) bool {
	if !o.SignedInTo(c.EntryPoint) {
		return false
	}
	if c.For != 0 {
		return c.For == o.ID && o.Answers()
	}
	return q.Suits(o, now.Sub(c.Queued))
}

// PassedBy tells whether an operator may pass on what waits in a queue: it waits for
// him too, or he looks after others. Who alone is wanted stands in none.
func (c Conversation) PassedBy(o Operator, q Queue, now time.Time) bool {
	return c.State == Waiting && c.For == 0 && (o.PassesOthers() || o.May(RightPass) && c.WaitsFor(o, q, now))
}

// Priority is that which a tree gave it, 1 to 9; zero: none, or what is none.
func (c Conversation) Priority() int {
	for _, p := range c.Parameters {
		if p.Key != KeyPriority || p.From != FromTree {
			continue
		}
		if n, err := strconv.Atoi(p.Value); err == nil && n >= 1 && n <= HighestPriority {
			return n
		}
	}
	return 0
}

// ConversationState is where a conversation stands.
type ConversationState string

// The states, in their order. Abandoned means that the contact left before
// anybody answered; such a conversation stands in no folder (F209).
const (
	InTree    ConversationState = "tree"
	Waiting   ConversationState = "waiting"
	Active    ConversationState = "active"
	Finished  ConversationState = "finished"
	Abandoned ConversationState = "abandoned"
)

// Over tells whether nothing can be added to the exchange any more.
func (s ConversationState) Over() bool { return s == Finished || s == Abandoned }

// Browser is what a visitor's browser told about itself.
type Browser struct {
	Name, System, Device string // "Firefox", "Windows", "desktop"
	Country              string // ISO 3166-1 alpha-2, or empty
	Place                string // what the site calls the network that it is in; empty: nothing
	Page, PageTitle      string // where he is now
	Address              string // the network address, for blocks
	// Mark is the SHA-256, in hexadecimal, of the random name that it keeps from one
	// chat to the next; empty: it has none.
	Mark string
	// Pages are those where he was, the last one where he is: the newest few.
	Pages []Visit
}

// Visit is a page that a visitor came to.
type Visit struct {
	Page, Title string
	At          time.Time
}

// mostVisits is how many pages of a visitor are kept.
const mostVisits = 10

// Came notes that the visitor is on a page now; of the one where he was already it may
// tell a new title.
func (b *Browser) Came(v Visit) {
	b.Page, b.PageTitle = v.Page, v.Title
	if last := len(b.Pages) - 1; last >= 0 && b.Pages[last].Page == v.Page {
		b.Pages[last].Title = v.Title
		return
	}
	b.Pages = append(slices.Clone(b.Pages), v)
	b.Pages = b.Pages[max(0, len(b.Pages)-mostVisits):]
}

// Parameter is a key and value on a conversation and where it came from.
type Parameter struct {
	Key, Value string
	From       string // FromForm, FromOperator, FromTree, FromScript, FromInvitation
}

// FromForm says that the contact answered it in the form before a chat, FromScript that
// the page around the widget told it, FromOperator that somebody wrote it at the desk
// (F111).
const (
	FromForm     = "form"
	FromScript   = "script"
	FromOperator = "operator"
)

// KeyAbout names, with FromInvitation, the conversation on which this one goes
// on.
const (
	KeyAbout       = "about"
	FromInvitation = "invitation"
)

// KeyPriority names, with FromTree, the conversation's priority: no visitor gives
// himself one.
const (
	KeyPriority = "priority"
	FromTree    = "tree"
)

// Part is one operator's share in a conversation.
type Part struct {
	ID           PartID
	Conversation ConversationID
	Operator     OperatorID
	Role         PartRole
	// Aside says of one who serves that he is only asked something: the contact
	// is not his, and he has nothing to wrap up.
	Aside bool
	Began time.Time
	Left  time.Time // zero: still in it
	// WrappedUp is when the wrap-up was submitted; until then a part that
	// serves keeps its place in the operator's capacity, because he still works
	// on it.
	WrappedUp time.Time
	Reason    ReasonID
	Note      string
}

// Open tells whether the part still takes a place in its operator's capacity.
func (p Part) Open() bool { return p.Role == Serving && p.WrappedUp.IsZero() }

// PartRole is how an operator takes part.
type PartRole string

// The roles in a conversation.
const (
	Serving   PartRole = "serving"
	Observing PartRole = "observing"
)

// Author is whose doing something was.
type Author string

// The authors.
const (
	ByContact  Author = "contact"
	ByOperator Author = "operator"
	BySystem   Author = "system"
)

// RecordingRule says whether what is spoken is recorded, and what who calls or is
// called hears before. The zero rule records, and says nothing.
type RecordingRule struct {
	Off bool
	// Notice names the prompt that is heard before anything is recorded, and
	// before anybody talks; empty: none.
	Notice string
}

// Retry is how often, and with which pause, a contact is called who is owed a
// call and does not take it.
type Retry struct {
	Tries int // the first call among them
	Pause time.Duration
}

// Recording is what was spoken in one conversation, a WAV file in
// appliance/blob: two channels, the caller left, the operators right.
type Recording struct {
	ID           RecordingID
	Conversation ConversationID
	File         string // its name in the blob directory
	Began        time.Time
	Length       time.Duration
	// Open means that it is being written, or was when the box stopped.
	Open bool
	// Broken means that its file could not be mended after that: it is kept,
	// but does not play.
	Broken bool
}
