package desk

import (
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/site"
)

// tab is one of the folders of the left column (F200).
type tab string

const (
	tabWaiting  tab = "waiting"
	tabActive   tab = "active"
	tabFinished tab = "finished"
	tabTeam     tab = "team" // what others serve, for those who look after them
)

// tabs are those of a reader, who oversees others or does not.
func tabs(oversees bool) []tab {
	if oversees {
		return []tab{tabWaiting, tabActive, tabTeam, tabFinished}
	}
	return []tab{tabWaiting, tabActive, tabFinished}
}

// page is everything that the desk shows at one moment.
type page struct {
	Now   time.Time
	Beat  time.Duration // how often its stream says something
	After string        // where the page's stream goes on
	// Version is another when the page must be read anew.
	Version string
	Tab     tab
	View    string // "list", "talk" or "card": what a narrow screen shows
	Open    appliance.ConversationID
	Before  appliance.ConversationID // the list goes on after this one
	Sought  sought                   // what the list is narrowed to
	Top     top
	Left    left
	Talk    talk
	Card    card

	// Shown are the lines of the audit log by which something is Revealed.
	Shown    []appliance.AuditID
	Revealed revealed

	holds  map[appliance.ConversationID]appliance.Part // the reader's open parts; not drawn
	masked bool                                        // the site masks personal data; not drawn
}

// top is the bar above everything.
type top struct {
	Name, Initials string
	Admin          bool // he sets something up
	Takes          bool // conversations
	Unlettered     bool // letters alone do nothing
	Shortcuts      appliance.Shortcuts
	SeesTickets    bool
	SeesMissed     bool
	State          appliance.PresenceState
	Word           string // the state, in words
	Since          time.Time
	Chats, Calls   load
	Absences       []absence // that he chooses from
	Duties         []duty    // the entry points that he serves
	Invite         invite
	Tickets        int // open ones
	Missed         int // numbers that nobody has called back
	Mentions       []mention
	Telephone      telephoneView
	Numbers        []ours // from which he may call; none: he may not
}

// absence is a reason for being away, in the reader's language.
type absence struct{ Key, Name string }

// duty is an entry point that the reader serves, and how he stands to it.
type duty struct {
	ID      appliance.EntryPointID
	Channel appliance.Channel
	Name    string
	State   site.State
	Others  string // who else is there for it
	Is      appliance.Duty
}

// load is how much an operator holds of what he may.
type load struct{ Held, Limit int }

// left is the column of lists.
type left struct {
	Tab      tab
	Counts   map[tab]int // Finished is not counted
	Away     string      // why the box offers him nothing, and what brings him back
	Alarms   alarms      // to who oversees others
	Closing  []string    // the ways in to him that close soon
	News     alerts
	Offer    *offer
	More     int         // offers behind the first
	People   []teammate  // in the folder of the team
	Hours    []openHours // in the folder of those who wait
	Owed     int         // contacts who are called again, in the same folder
	Rows     []row
	Observed []row // what the reader passed on, in the folder of what he serves
	Below    []row // the other folder's first rows
	BelowOf  tab
	Older    string // address of the next page of Finished
	Ways     []way  // the entry points that the list can be narrowed to
	Tags     []tagChoice
	Flaw     string // why what is sought cannot be
	Behind   bool   // not all of what an older version kept is looked through yet
	Team     bool   // the reader oversees others
	// Assigned says that the rows tell who else could take what waits; not drawn.
	Assigned bool
}

// way is an entry point that a list can be narrowed to, or all.
type way struct {
	Name, Href string
	Chosen     bool
}

// offer is one contact request (F120).
type offer struct {
	Row         row
	Made, Until time.Time
	Asks        bool   // a colleague does
	Line        string // where it comes from, or who asks for what
	Before      string // who served its contact last, and when
	Soundless   bool   // it is a call, and the reader has no sound yet
}

// row is one conversation in a list.
type row struct {
	ID       appliance.ConversationID
	Href     string
	Channel  appliance.Channel
	Name     string
	Queue    string
	Preview  string
	Passage  []lit  // in its place: where what is sought stands
	Said     bool   // the preview is what somebody wrote
	Ours     string // whose own message of ours the preview is; empty: not ours
	Status   string // in place of a preview: on the line, wrap-up
	Meta     string
	Took     string    // how long a finished one was served, said however narrow the row
	Waits    time.Time // waiting since; zero: does not wait
	Target   time.Duration
	Since    time.Time // active since; zero: not active
	When     string    // for a finished one
	Unread   int
	Selected bool
	Accept   bool   // may be taken from here
	Previews bool   // may be looked at before that
	Blocked  bool   // its contact was, in it
	Gone     bool   // its visitor left the page
	Passed   bool   // a colleague passed it to the reader, who was not asked
	Vouched  bool   // the site vouches for its contact
	Proposal string // what proposed it
	Others   string // who else could take it, where the site shows that
	Face     appliance.Face
	Tags     []tagView
}

// talk is the centre.
type talk struct {
	Open      bool
	ID        appliance.ConversationID
	Channel   appliance.Channel
	State     appliance.ConversationState
	Name      string
	Address   string // mail or number
	Veiled    bool   // something of the contact is masked that the reader may see
	Queue     string
	Entry     string // the entry point
	Since     time.Time
	Until     time.Time // zero: goes on
	Others    []string  // operators in it besides the reader
	Onlookers []string  // operators who look at it besides the reader
	Mine      bool      // the reader serves it
	Passes    bool      // he does, or may pass it on without
	Ended     bool
	// Interrupted says that nothing can be said in it, for its entry point was switched
	// off (F127), and Off that it was, and who is on the telephone goes on.
	Interrupted, Off bool
	Tickets          bool // the reader may open a ticket out of it
	Call             *callView
	Joined           *joinedView   // the reader talks at somebody else's call; nil: he does not
	Pass             []destination // where it can be passed on to
	Colleagues       []colleague   // to whom
	Asked            string        // for which colleague's answer he waits; empty: nobody's
	Entries          []entry
	Last             appliance.EntryID
	Sound            []recording
	Block            blockView
	Blocked          bool      // in this conversation
	Gone             time.Time // since when its visitor has had no page open; zero: he has one
	Vouched          bool      // the site vouches for its contact
	Proposal         string
	Receipt          string // how far our newest message has come, as a key of the catalogues
	Rating           appliance.Rating
	Tags             tagsView
	Foot             foot
}

// destination is a queue that a conversation can be passed on to.
type destination struct {
	ID   appliance.QueueID
	Name string
}

// callView is the strip above the story of a call that the reader holds.
type callView struct {
	Since       time.Time
	Queued      bool // he waited for us
	Waited      time.Duration
	Target      time.Duration
	Outbound    bool // we called
	Held, Muted bool
	Soundless   bool   // the reader has no sound: nobody hears anybody
	Aside       string // who asks the reader aside, and what the caller hears; empty: the call is his own
	Asker       string // his name
	With        string // whom the reader asks aside and talks with while the contact is held; empty: nobody
	Waits       bool   // whom the reader asks aside waits while he talks with the contact
	Ringing     bool   // we called, and nobody has answered yet
	Numbers     bool   // somebody can be called for it
	Calls       bool   // it rings, and nothing is to be heard of it
	Recorded    bool   // the recording is open and has not failed
	Unkept      bool   // the site has none made
	Telling     bool   // the other side hears that one will be made, and nobody talks with it yet
	Paused      bool   // somebody paused it
	Parties     []party
	Endings     []ending
	Codec       string    // in which the contact is heard, as browsers call it; empty: nothing is heard yet
	Failed      *attempt  // who was called for it and did not come; nil: nobody
	Line        *lineView // nil: nothing is known of it
}

// codec is what the browser is to send; empty: what it likes.
func (c *callView) codec() string {
	if c == nil {
		return ""
	}
	return c.Codec
}

// silent tells whether the reader hears nobody.
func (c *callView) silent() bool {
	return c != nil && c.Aside == "" && c.With == "" && (c.Held || c.Telling)
}

// recording tells whether what is said at this moment is being recorded: on
// hold and while the reader has no sound the caller hears music, and nothing is.
func (c *callView) recording() bool { return c.Recorded && !c.Held && !c.Paused && !c.Soundless }

// entry is one line of the log.
type entry struct {
	ID       appliance.EntryID
	Key      string
	Kind     string // "theirs", "ours", "note", "event"
	Spans    []span
	At       time.Time
	Author   string
	Initials string
	Place    place
	Veiled   bool      // something of it is masked that the reader may see
	File     *fileView // in place of Spans
	Strong   bool      // a turn of the story
	Last     bool      // its end
	Tone     string

	Quote           *quote
	Edited, Deleted time.Time // zero: it was not
	Former          []former  // what it said before, for who may read that
	Quotable        bool      // by the reader
	Colleague       bool      // wrote it, not the reader
	Mine            string    // its text, which the reader may change; empty: he may not
}

// span is a piece of text, or a link when Href is set.
type span struct{ Text, Href string }

// within tells whether it leads to another page of the desk; what contacts write
// leads out of it.
func (s span) within() bool { return strings.HasPrefix(s.Href, "/") }

// recording is what can be listened to.
type recording struct {
	Href   string
	Length time.Duration
	Open   bool
	Broken bool // its file does not play
}

// foot is what stands below the log.
type foot struct {
	Offline   bool   // and cannot accept
	Kind      string // "", "composer", "interrupted", "accept", "wrap-up", "closed", "watch"
	ID        appliance.ConversationID
	Voice     bool            // a call: the composer writes notes
	Draft     appliance.Draft // what the reader has written and not sent
	ShiftSend bool
	FileLimit int // of one, in megabytes
	Name      string
	Reasons   []reason
	Until     time.Time // wrap-up ends by itself
	Total     time.Duration
	Sentence  string
	Watch     *watchView
	// Transcript is whether, and where to, the contact can be mailed what was said.
	Transcript *transcriptView
	Results    []string // the reasons that were given, with whose they are where there are several
	Notes      []string
	TakesUp    bool // the reader may serve it again
	// Again says that the reader may call a contact who did not take our call, and As
	// is the entry point whose number he saw.
	Again bool
	As    appliance.EntryPointID
}

// noteDraft is what the reader has begun as a note; what was meant for the contact is none.
func (f foot) noteDraft() string {
	if f.Voice || f.Draft.Note {
		return f.Draft.Text
	}
	return ""
}

// transcriptView asks whether the contact is mailed what was said.
type transcriptView struct{ To string } // empty: he gave no address, and one may be typed

// watchView is what a supervisor can do at a call of somebody else's.
type watchView struct {
	Call      bool       // it has a line
	Ways      []watching // how he may hear it
	JoinsIn   bool       // he may serve it beside who does
	TakesOver bool       // he may take it over
	Role      call.Role  // what he does; empty: he does not hear it
}

// joinedView is the strip of a supervisor who is heard at a call.
type joinedView struct {
	Sentence  string // by whom
	Theirs    string // whom he hears
	Muted     bool
	Soundless bool // he has no sound
}

// reason is a wrap-up reason in the reader's language.
type reason struct {
	ID   appliance.ReasonID
	Name string
}

// card is the column about the contact.
type card struct {
	Open       bool
	Of         appliance.ConversationID // in which the reader sees it
	Rings      bool                     // it is that of a caller whom the reader is offered
	Identified bool
	Name       string
	Initials   string
	Since      string
	Facts      []fact
	Parameters []parameter
	Fills      bool // the reader writes parameters
	Visit      []fact
	Past       []past
	Pages      []pageSeen
	Notes      []pastNote
}

// phone is the first number on the card.
func (k card) phone() string {
	for _, f := range k.Facts {
		if f.Call != "" {
			return f.Value
		}
	}
	return ""
}

// fact is a label and a value; From says where it came from.
type fact struct {
	Label, Value, From string
	Href               string // where it leads; empty: nowhere
	Call               string // which of the contact's numbers it is, where it can be called
}

// parameter is one of the conversation's, as its reader sees it.
type parameter struct {
	Name, Value, From string
	Ours              bool   // written at the desk, where it is changed as well
	Known             string // its value for who changes it; empty: it is hidden from him
}

// past is an earlier conversation of the same contact; the whole card is shown
// to who serves him, without Href where he may not look further.
type past struct {
	Href, Title, Line, When string
	Channel                 appliance.Channel
	Tags                    []tagView
}

// pastNote is what a colleague wrote in an earlier conversation with the contact.
type pastNote struct{ Author, When, Text string }

// pageSeen is a page that the contact came to, the newest first.
type pageSeen struct {
	place
	When string
}

// alarms are what is to be known of calls. Who can mend it is led there; the
// others are told whom to ask.
type alarms struct {
	Sentences []string
	Mend, Ask string
}
