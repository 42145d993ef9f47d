package desk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/telephone"
	"cordboard/web/i18n"
)

func (w *writer) texts() *i18n.Texts { return i18n.From(w.ctx) }

func (w *writer) top() top {
	b := w.book
	chats, calls := b.holds()
	return top{
		Name: b.me.Name, Initials: initials(b.me.Name), Admin: b.me.MayAny(appliance.SetUp()...), Takes: b.me.Answers(), Unlettered: b.me.Unlettered, Shortcuts: b.me.Shortcuts, SeesMissed: b.me.MayAny(appliance.RightTake, appliance.RightObserve),
		State: b.presence.State, Word: w.standsAs(b.presence, calls), Since: b.presence.Since,
		Chats: load{chats, b.me.Chats}, Calls: load{calls, b.me.Calls}, Absences: w.absences(), Numbers: w.numbers(), Telephone: w.telephone(),
	}
}

func (w *writer) left(before appliance.ConversationID) (left, error) {
	b := w.book
	l := left{
		Tab: w.tab, Away: w.sentAway(), Closing: b.closing(w.ctx, w.now),
		Counts: map[tab]int{tabWaiting: len(b.waiting), tabActive: len(b.mine)},
		Team:   b.oversees(), Assigned: b.chosen.Offered,
	}
	var err error
	active, err := b.active(w.view)
	if err != nil {
		return l, err
	}
	team := b.ofOthers(active)
	if l.Team {
		l.Counts[tabTeam], l.Alarms = len(team), w.alarmed()
	}
	if l.Offer, err = w.offer(); err != nil {
		return l, err
	}
	l.More = max(0, len(b.offers)-1)
	if l.News, err = w.alerts(); err != nil {
		return l, err
	}
	list := b.others() // what is offered to him stands on top
	other := b.mine
	l.Ways, l.Tags = w.ways(), w.choices()
	switch w.tab {
	case tabActive:
		list, other, l.BelowOf = b.mine, list, tabWaiting
		passed, err := b.passed(w.view)
		if err != nil {
			return l, err
		}
		if l.Observed, err = w.rows(w.through(passed)); err != nil {
			return l, err
		}
	case tabTeam:
		if l.Team {
			l.People = w.people(active)
		}
		list, other, l.BelowOf = team, list, tabWaiting
	case tabFinished:
		other, l.BelowOf = b.mine, tabActive
		if list = nil; !w.lists {
			break
		}
		var last appliance.ConversationID
		if list, last, err = w.finished(before); appliance.AsRefusal(err) != nil {
			no := appliance.AsRefusal(err)
			l.Flaw, list = w.texts().Fill(no.Text, no.Args), nil
		} else if err != nil {
			return l, err
		}
		if last != 0 {
			l.Older = w.sought.href(w.open, tabFinished) + "&before=" + last.String()
		}
		if w.sought.Text != "" {
			if l.Behind, err = w.view.Unsearched(); err != nil {
				return l, err
			}
		}
		list = slices.DeleteFunc(list, func(c appliance.Conversation) bool { return b.hasPart(c.ID) })
		if w.ends, err = w.readOutcomes(list); err != nil {
			return l, err
		}
	default:
		l.Hours, l.BelowOf = b.openHours(w.ctx, w.now), tabActive
		if l.Owed, err = w.owed(); err != nil {
			return l, err
		}
	}
	if l.Rows, err = w.rows(w.through(list)); err != nil {
		return l, err
	}
	l.Below, err = w.rows(other[:min(len(other), listedBelow)])
	return l, err
}

// sentAway says why the box offers the reader nothing, and what he can do about
// it; empty: it does, or he is away by himself.
func (w *writer) sentAway() string {
	now := w.book.presence
	switch {
	case !now.SentAway():
		return ""
	case now.State == appliance.RONA:
		return w.texts().Text("desk.rona")
	}
	why := w.faultOf(cmp.Or(w.telephones.Standing(w.book.me.ID).Fault, telephone.Unreachable))
	return w.texts().Text("desk.unreached", "why", why)
}

// alarmsShown are so many that those who wait are still in sight below them; the
// rest unfolds.
const alarmsShown = 2

// alarmed says what there is to be alarmed about: to an administrator also what to
// do, to the others whom to tell.
func (w *writer) alarmed() (a alarms) {
	mends := w.book.me.May(appliance.RightExchange)
	for _, one := range w.alarms {
		places := one.Places(w.operator(one.Use.Operator))
		said := w.texts().Text(one.Text(), places...)
		if remedy := one.Remedy(); remedy != "" && mends {
			said += " " + w.texts().Text(remedy, places...)
		}
		a.Sentences = append(a.Sentences, said)
	}
	switch {
	case len(a.Sentences) == 0:
	case mends:
		a.Mend = "/admin"
	default:
		a.Ask = w.texts().Text("alarm.ask", "names", strings.Join(administrators(w.book.operators), ", "))
	}
	return a
}

// administrators are the names of those who may set up what the alarms are about.
func administrators(all map[appliance.OperatorID]appliance.Operator) (names []string) {
	for _, o := range all {
		if o.May(appliance.RightExchange) {
			names = append(names, o.Name)
		}
	}
	slices.Sort(names)
	return names
}

// finished lists what is over and sought, what ended last first. last is where the
// list goes on; zero: it does not.
func (w *writer) finished(before appliance.ConversationID) (list []appliance.Conversation, last appliance.ConversationID, err error) {
	f := sqlite.ConversationFilter{
		States: []appliance.ConversationState{appliance.Finished}, ByEnd: true, Limit: listed + 1, Before: before,
		EntryPoint: w.sought.Entry, Tags: w.sought.tags(), Blocked: w.sought.Blocked,
	}
	if !w.book.oversees() {
		f.Operator = w.book.me.ID
	}
	if f.From, f.To, err = w.sought.days(w.texts().Zone()); err != nil {
		return nil, 0, err
	}
	if w.sought.Text != "" {
		return w.seek(f, w.sought.Text)
	}
	if list, err = w.view.Conversations(f); len(list) > listed {
		list = list[:listed]
		last = list[listed-1].ID
	}
	return list, last, err
}

// through are those that came by the entry point and have the tags that the list is
// narrowed to.
func (w *writer) through(list []appliance.Conversation) []appliance.Conversation {
	entry, tags := w.sought.Entry, w.sought.tags()
	return slices.DeleteFunc(slices.Clone(list), func(c appliance.Conversation) bool {
		return entry != 0 && c.EntryPoint != entry || !c.HasTags(tags)
	})
}

// ways are the entry points that the list can be narrowed to, by name, after all of
// them; none where there is only one.
func (w *writer) ways() []way {
	if len(w.book.sorted) < 2 {
		return nil
	}
	to := w.sought
	to.Entry = 0
	list := []way{{w.texts().Text("desk.seek.all"), to.href(w.open, w.tab), w.sought.Entry == 0}}
	for _, e := range w.book.sorted {
		to.Entry = e.ID
		list = append(list, way{e.Name, to.href(w.open, w.tab), e.ID == w.sought.Entry})
	}
	return list
}

func (w *writer) rows(list []appliance.Conversation) ([]row, error) {
	rows := make([]row, 0, len(list))
	for _, c := range list {
		if len(rows) == listed {
			break
		}
		r, err := w.row(c)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func (w *writer) row(c appliance.Conversation) (row, error) {
	contact, err := w.contact(c)
	if err != nil {
		return row{}, err
	}
	passed, err := w.passedAtOnce(c)
	if err != nil {
		return row{}, err
	}
	ours, err := w.wrote(c)
	queue := w.book.queues[c.Queue]
	r := row{
		ID: c.ID, Href: w.sought.href(c.ID, w.tab), Passage: w.lit[c.ID], Channel: c.Channel, Name: w.name(c, contact), Queue: w.queue(c.Queue),
		Preview: oneLine(c.LastText), Said: !c.Channel.Voice(), Ours: ours, Meta: w.meta(c),
		Unread: c.Unread, Selected: c.ID == w.open, Blocked: c.Blocked, Gone: !c.Gone.IsZero() && !c.State.Over(), Passed: passed, Vouched: c.Vouched != "", Proposal: w.proposal(c), Tags: w.tags(c),
	}
	if c.For != 0 {
		r.Queue = w.texts().Text("desk.row.for", "name", w.operator(c.For))
	}
	if c.LastBy != "" && c.LastText == "" {
		r.Preview, r.Said = w.texts().Text("desk.deleted"), false
	}
	if c.Channel == appliance.Voicemail {
		r.Preview = w.texts().Text("desk.row.voicemail", "number", spaced(c.Called))
	}
	part, mine := w.book.parts[c.ID]
	switch {
	case c.State == appliance.Waiting && !mine:
		r.Waits, r.Target = c.Queued, queue.Target
		r.Accept, r.Previews, r.Others = w.book.takes(&c), w.book.waitsFor(&c) && w.book.chosen.Preview, w.othersFor(c)
		if !w.book.sees(c) {
			r.Href = ""
		}
		switch {
		case c.Channel == appliance.Callback:
			r.Preview = w.texts().Text("desk.row.callback", "number", spaced(c.Called))
		case onLine(c.Channel):
			r.Preview = w.texts().Text("desk.row.caller", "number", spaced(c.Called))
		}
	case mine && (c.State.Over() || !part.Left.IsZero()):
		// What is over takes no more time, and says how long it took.
		r.Status = w.unwrapped(c)
		r.When = w.texts().Clock(over(c, part).Sub(part.Began))
	case c.State == appliance.Active:
		r.Since = since(c)
		if !mine && len(c.Operators) > 0 {
			r.Meta = joined(w.operator(c.Operators[0]), r.Meta)
		}
		if onLine(c.Channel) {
			r.Status = w.line(c, mine)
		}
	default:
		r.When = w.texts().When(c.Ended, w.now)
		r.Unread = 0
		if onLine(c.Channel) && r.Preview == "" {
			r.Preview = w.dialled(c)
		}
		if w.tab == tabFinished {
			w.outcome(c, &r)
		}
	}
	if r.Selected {
		r.Unread, r.Passed = 0, false // he is reading it
	}
	return r, err
}

// unwrapped says why the reader has a conversation to wrap up: it is over, or goes
// on without him.
func (w *writer) unwrapped(c appliance.Conversation) string {
	if c.State.Over() {
		return w.texts().Text("desk.row.wrap-up")
	}
	return w.texts().Text("desk.row.left")
}

// dialled says of a call that is over who called whom.
func (w *writer) dialled(c appliance.Conversation) string {
	if c.Outbound {
		return w.texts().Text("desk.row.dialled", "number", spaced(c.Called))
	}
	return w.texts().Text("entry.called", "number", spaced(c.Called))
}

// queue is what the reader calls it.
func (w *writer) queue(id appliance.QueueID) string {
	return w.book.queues[id].In(appliance.Language(w.texts().Language()))
}

// over is when the reader's part in a conversation ended.
func over(c appliance.Conversation, part appliance.Part) time.Time {
	if !part.Left.IsZero() {
		return part.Left
	}
	return c.Ended
}

// line says how a call stands; on hold or without sound is known of one's own.
func (w *writer) line(c appliance.Conversation, mine bool) string {
	switch stands := w.calls.Standing(c.ID); {
	case mine && !w.sounds:
		return w.texts().Text("desk.call.soundless")
	case mine && stands.Role(w.book.me.ID) == call.Aside:
		return w.texts().Text("desk.aside.row")
	case mine && w.with(stands) != "":
		return w.texts().Text("desk.aside.with.row")
	case mine && stands.Held:
		return w.texts().Text("desk.call.held")
	case stands.Ringing:
		return w.texts().Text("desk.call.ringing")
	}
	return w.texts().Text("desk.row.line")
}

// wrote names who wrote the last message, if it was one of us.
func (w *writer) wrote(c appliance.Conversation) (string, error) {
	if c.LastBy != appliance.ByOperator {
		return "", nil
	}
	var by appliance.OperatorID
	if len(c.Served) == 1 {
		by = c.Served[0]
	} else { // only then the log is asked: rows are many
		var err error
		if _, by, err = w.view.NewestReply(c.ID); err != nil || by == 0 {
			return "", err
		}
	}
	if by == w.book.me.ID {
		return w.texts().Text("desk.you"), nil
	}
	return w.texts().Text("desk.they", "name", w.operator(by)), nil
}

// name is the best that is known: the contact's card, the caller's display
// name, a number, an address, else a number of ours. A visitor comes with the
// mail that he gave, which may be anybody's: he is called as he says, and the
// card says whose mail it is.
func (w *writer) name(c appliance.Conversation, contact appliance.Contact) string {
	known, said := contact.Name, c.Name
	if !c.Channel.Voice() {
		known, said = said, known
	}
	for _, name := range []string{known, said, spaced(c.Phone), c.Mail} {
		if strings.TrimSpace(name) != "" {
			return oneLine(name)
		}
	}
	if c.Channel.Voice() {
		return w.texts().Text("desk.caller.withheld")
	}
	return w.texts().Text("desk.visitor", "number", c.ID.String())
}

// meta is the row's third line: language, browser, system, country, entry.
func (w *writer) meta(c appliance.Conversation) string {
	parts := []string{string(c.Language), c.Browser.Name, c.Browser.System, c.Browser.Country, c.Browser.Place, w.book.entries[c.EntryPoint].Name}
	return joined(parts...)
}

// joined sets a middle dot between the parts that say something.
func joined(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, " · ")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// since is the moment a conversation's own timer counts from.
func since(c appliance.Conversation) time.Time {
	switch {
	case !c.Queued.IsZero() && (c.State == appliance.Waiting || c.Channel == appliance.Voicemail && !c.State.Over()):
		return c.Queued // a message waits also while it is heard
	case !c.Joined.IsZero():
		return c.Joined
	}
	return c.Began
}
