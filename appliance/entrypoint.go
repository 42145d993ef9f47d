package appliance

import (
	"cmp"
	"time"
)

// EntryPoint is a configured way in: a called number, or a widget on a site.
type EntryPoint struct {
	ID      EntryPointID
	Channel Channel
	Name    string
	// Language is spoken until the caller or visitor chooses another.
	Language Language
	// Queue is where a conversation goes when nothing else chooses.
	Queue QueueID
	// Hours names the opening hours; empty means always open.
	Hours string
	Off   bool

	Phone  PhoneEntry  // when Channel is Phone
	Widget WidgetEntry // when Channel is WebChat
}

// AllAway is what a widget's entry point is while all who are there for it are away
// (F099).
type AllAway string

// The choices.
const (
	AllAwayAsSite  AllAway = "" // what the site's settings say
	AllAwayBusy    AllAway = "busy"
	AllAwayOffline AllAway = "offline"
)

// Known tells whether there is such a choice.
func (a AllAway) Known() bool { return a == AllAwayAsSite || a == AllAwayBusy || a == AllAwayOffline }

// PhoneEntry is what a called number adds to an entry point.
type PhoneEntry struct {
	// Number is the called number as the trunk's plan delivers it.
	Number string
	// Tree names the IVR tree; empty leads straight into Queue.
	Tree string
	// Answer says when the caller hears 200, from which on the call costs him.
	Answer Answer
}

// Answer says when an incoming call is answered.
type Answer string

// The moments at which 200 goes out.
const (
	AnswerAtOnce   Answer = "at-once"
	AnswerOnAccept Answer = "on-accept"
)

// WidgetEntry is what a widget adds to an entry point.
type WidgetEntry struct {
	// Key names the widget in the page's script tag. Public.
	Key string
	// Sites are the origins that may embed the widget, exact, as in
	// "https://shop.example" (RFC 6454 section 6.1).
	Sites []string
	// Topics are the queues that the visitor chooses from, in this order.
	Topics []QueueID
	Form   Form
	// Questions are fields of the site's own in that form, in their order.
	Questions []Question
	// Accent is the colour of buttons and bubbles, "#rrggbb"; empty: ours.
	Accent string
	// AtStart says that the launcher stands in the page's lower corner where lines begin
	// and not where they end: at the left of a page that is read from the left.
	AtStart bool
	// Words are texts of the widget's own; of a word or a language without one it is ours.
	Words map[WidgetWord]map[Language]string
	// OfflineMail gets a copy of every offline form; empty: tickets only.
	OfflineMail string
	// Files says whether visitors may send them; empty: each is asked for.
	Files FileLeave
	// AllAway is what visitors meet while all who are there for it are away.
	AllAway AllAway
	// Unrated says that visitors are not asked how it was.
	Unrated bool
	// VouchedOnly says that a page's word for who its visitor is is taken only where the
	// site vouches for him. Attributes and tags are taken all the same.
	VouchedOnly bool
	// Consent says that the widget keeps nothing, and asks the box for nothing, before the
	// page or the visitor himself says that it may.
	Consent bool
	// History is for how long after its end a visitor may read a chat again, on the
	// browser where it was or as the same user of the site; zero: not at all.
	History time.Duration
	// Proposals are the rules that propose a chat, in their order.
	Proposals []Proposal
}

// WidgetWord is a text of the panel that an entry point may have words of its own for.
type WidgetWord string

// The texts: what stands at the head of the panel, and what over its form while operators
// are there, while all are busy and while nobody is there.
const (
	WordHeading     WidgetWord = "heading"
	WordLead        WidgetWord = "lead"
	WordLeadBusy    WidgetWord = "lead-busy"
	WordLeadOffline WidgetWord = "lead-offline"
)

// WidgetWords are all of them, as the panel has them.
func WidgetWords() []WidgetWord {
	return []WidgetWord{WordHeading, WordLead, WordLeadBusy, WordLeadOffline}
}

// TakesFiles says whether visitors may send files.
func (w WidgetEntry) TakesFiles() FileLeave { return cmp.Or(w.Files, FilesAsked) }

// Form says what the entry form asks before a chat.
type Form struct {
	Name, Mail, Phone, Topic Ask
}

// Ask says whether a field is asked for.
type Ask string

// The ways to ask.
const (
	AskNot      Ask = "no"
	AskOptional Ask = "optional"
	AskRequired Ask = "required"
)
