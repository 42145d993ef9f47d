package desk

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"time"

	"cordboard/appliance"
)

func (w *writer) entries(c appliance.Conversation, name string, log []appliance.Entry) ([]entry, error) {
	if err := w.readFormer(c.ID, log); err != nil {
		return nil, err
	}
	if err := w.readFiles(c.ID, log); err != nil {
		return nil, err
	}
	w.log = log
	list := make([]entry, 0, len(log))
	for _, e := range log {
		if e.Kind == appliance.EntryWatched && !w.book.me.MayAny(appliance.RightListenIn, appliance.RightIntervene) {
			continue
		}
		line, err := w.entry(c, name, e)
		if err != nil {
			return nil, err
		}
		list = append(list, line)
	}
	return list, nil
}

func (w *writer) entry(c appliance.Conversation, name string, e appliance.Entry) (entry, error) {
	quote, err := w.quoted(name, e.Quotes)
	if err != nil {
		return entry{}, err
	}
	line := entry{Quote: quote, Veiled: w.mayReveal() && w.view.veiled[e.ID], ID: e.ID, Key: e.Key, At: e.At, Place: w.place(c, e), Author: name, Initials: initials(name)}
	switch {
	case e.Kind == appliance.EntryNote:
		line.Kind, line.Author = "note", w.operator(e.Operator)
		line.Spans = spans(e.Text)
	case e.Kind == appliance.EntryMessage && e.By == appliance.ByContact:
		line.Kind, line.Spans = "theirs", spans(e.Text)
	case e.Kind == appliance.EntryMessage:
		line.Kind, line.Author = "ours", w.operator(e.Operator)
		line.Spans = spans(e.Text)
	case e.Kind == appliance.EntryFile:
		line.Kind = "theirs"
		if e.By == appliance.ByOperator {
			line.Kind, line.Author = "ours", w.operator(e.Operator)
		}
		file, err := w.file(c, e)
		if err != nil {
			return line, err
		}
		line.File = file
	default:
		other, err := w.other(e)
		if err != nil {
			return line, err
		}
		if id := e.Ticket(); id != 0 && w.book.me.May(appliance.RightTickets) {
			other = append(other, span{Text: " · "}, span{Text: w.texts().Text("entry.other.ticket"), Href: ticketHref(id)})
		}
		line.Kind = "event"
		line.Spans = append([]span{{Text: w.happened(c, e)}}, other...)
		line.Strong = e.Kind == appliance.EntryJoined && !asideOnly(e) || e.Kind == appliance.EntryEnded
		line.Last, line.Tone = e.Kind == appliance.EntryEnded, toneOf(e)
	}
	if line.Kind != "event" {
		line.Colleague = line.Kind == "ours" && e.Operator != w.book.me.ID
		w.revised(&line, e)
		line.Quotable, line.Mine = w.acts(c, e)
	}
	return line, nil
}

// said is an entry of the open conversation, read by itself only if the log that is
// written does not go back so far.
func (w *writer) said(id appliance.EntryID) (appliance.Entry, error) {
	at, there := slices.BinarySearchFunc(w.log, id, func(e appliance.Entry, id appliance.EntryID) int { return cmp.Compare(e.ID, id) })
	if there {
		return w.log[at], nil
	}
	return w.view.Entry(id)
}

// other leads to the conversation that an event names, if the reader may see it and
// it is still there.
func (w *writer) other(e appliance.Entry) ([]span, error) {
	id := e.Other()
	if id == 0 {
		return nil, nil
	}
	c, err := w.view.Conversation(id)
	switch {
	case errors.Is(err, appliance.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case !w.book.sees(c):
		return nil, nil
	}
	return []span{{Text: " · "}, {Text: w.texts().Text("entry.other." + string(e.Kind)), Href: href(id, w.tab)}}, nil
}

// happened says an event in a sentence. Facts that an entry lacks are taken
// from the conversation, so that the sentence is never left with a hole.
func (w *writer) happened(c appliance.Conversation, e appliance.Entry) string {
	t := w.texts()
	switch e.Kind {
	case appliance.EntryBegan:
		return w.began(c, e)
	case appliance.EntryPressed:
		return w.pressed(e)
	case appliance.EntryQueued:
		if e.By == appliance.ByOperator {
			return t.Text("entry.queued.by", "name", w.operator(e.Operator), "queue", w.queueName(c, e))
		}
		return t.Text("entry.queued", "queue", w.queueName(c, e))
	case appliance.EntryCallOwed:
		return t.Text("entry.callback", "number", spaced(e.Data["number"]))
	case appliance.EntryFull:
		return t.Text("entry.full", "queue", w.queueName(c, e))
	case appliance.EntryLate:
		return t.Text("entry.late", "queue", w.queueName(c, e), "time", t.Clock(lasted(e)))
	case appliance.EntryClosed:
		return t.Text("entry.closed", "hours", e.Data["hours"])
	case appliance.EntryJoined:
		return w.came(c, e)
	case appliance.EntryAsked, appliance.EntryDeclined, appliance.EntryRung, appliance.EntryInvited:
		return t.Text("entry."+string(e.Kind), "name", e.Data["operator"])
	case appliance.EntryPassed:
		if e.Operator == w.book.me.ID {
			return t.Text("entry.passed.you", "to", e.Data["operator"])
		}
		return t.Text("entry.passed", "name", w.operator(e.Operator), "to", e.Data["operator"])
	case appliance.EntryLanguage:
		return t.Text("entry.language", "language", t.Text("language."+e.Data["language"]))
	case appliance.EntryTakenOver:
		return w.who(e, "entry.taken-over")
	case appliance.EntryTakenUp:
		return w.who(e, "entry.taken-up")
	case appliance.EntryWatched:
		return t.Text("entry.watched."+cmp.Or(e.Data["role"], "left"), "name", w.operator(e.Operator))
	case appliance.EntryLeft:
		return w.who(e, "entry.left")
	case appliance.EntryMissed, appliance.EntryUnanswered:
		return w.who(e, "entry."+string(e.Kind))
	case appliance.EntryUnreached:
		if e.Operator == w.book.me.ID {
			return w.faultOf(e.Data["cause"])
		}
		return t.Text("entry.unreached."+e.Data["cause"], "name", w.operator(e.Operator))
	case appliance.EntryResumed:
		return t.Text("entry.resumed", "time", t.Clock(lasted(e)))
	case appliance.EntryBroken, appliance.EntryRestored:
		return w.soundOf(e)
	case appliance.EntryPartyFailed:
		return w.partyFailed(e)
	case appliance.EntrySucceeded:
		if e.Data["number"] == "" {
			return t.Text("entry.succeeded.unknown")
		}
		return t.Text("entry.succeeded", "number", spaced(e.Data["number"]))
	case appliance.EntryPartyJoined:
		return t.Text("entry.party-joined."+w.servedThen(c, e)+otherSide(c.Outbound), "number", spaced(e.Data["number"]))
	case appliance.EntryHanded:
		return t.Text("entry.handed."+otherSide(c.Outbound), "number", spaced(e.Data["number"]))
	case appliance.EntryPartyCalled, appliance.EntryPartyLeft, appliance.EntryReferred:
		return t.Text("entry."+string(e.Kind), "number", spaced(e.Data["number"]))
	case appliance.EntryBreaks:
		return w.brokeOften(e)
	case appliance.EntryRecordingOff:
		return t.Text("entry.recording-off", "reason", e.Data["reason"])
	case appliance.EntryUnnoticed:
		return t.Text("entry.unnoticed", "prompt", e.Data["prompt"])
	case appliance.EntrySound:
		return w.soundWas(e)
	case appliance.EntryEnded:
		return w.ended(c, e)
	case appliance.EntryWrappedUp:
		return w.wrappedUp(e)
	case appliance.EntryBlocked:
		return w.blockedIn(e)
	case appliance.EntrySettled:
		return w.settled(e)
	case appliance.EntryTranscript, appliance.EntryTranscriptFailed:
		return t.Text("entry."+string(e.Kind), "mail", e.Data["mail"])
	case appliance.EntryTagged, appliance.EntryUntagged:
		return w.tagged(e)
	case appliance.EntryTicket:
		return t.Text("entry.ticket", "number", e.Data["ticket"])
	}
	return t.Text("entry." + string(e.Kind)) // held, nobody, recording-on
}

// partyFailed says why a number was not reached, and when it is called again.
func (w *writer) partyFailed(e appliance.Entry) string {
	t := w.texts()
	said := t.Text("entry.party-failed."+e.Data["cause"], "number", spaced(e.Data["number"]))
	if again := e.Again(); !again.IsZero() {
		return joined(said, t.Text("owed.again", "time", t.When(again, w.now)))
	}
	return said
}

// came says what an operator came for: to take the contact, to join those who have
// him, or to answer a colleague's question, which the contact does not hear.
func (w *writer) came(c appliance.Conversation, e appliance.Entry) string {
	switch {
	case asideOnly(e):
		return w.talksAside(e)
	case e.Data["purpose"] == string(appliance.ToJoin):
		return w.who(e, "entry.joined")
	case c.Channel == appliance.Voicemail || c.Channel == appliance.Callback:
		return w.who(e, "entry.taken")
	case c.Channel.Voice():
		return w.who(e, "entry.answered")
	}
	return w.who(e, "entry.joined")
}

// servedThen chooses the sentence for a reader who talked with the contact when
// something happened: to the others it says nothing of him.
func (w *writer) servedThen(c appliance.Conversation, e appliance.Entry) string {
	p, his := w.book.parts[c.ID]
	if his && !p.Began.After(e.At) && (p.Left.IsZero() || p.Left.After(e.At)) {
		return "you."
	}
	return ""
}

// asideOnly tells of one who came whether it was to a colleague and not to the contact.
func asideOnly(e appliance.Entry) bool { return e.Data["purpose"] == string(appliance.ToConsult) }

// talksAside says who talks aside with whom, to either of them as "you".
func (w *writer) talksAside(e appliance.Entry) string {
	id, _ := strconv.ParseInt(e.Data["asker"], 10, 64) // what is no number is nobody's
	name, asker := w.operator(e.Operator), w.operator(appliance.OperatorID(id))
	switch w.book.me.ID {
	case e.Operator:
		return w.texts().Text("entry.aside.you", "name", asker)
	case appliance.OperatorID(id):
		return w.texts().Text("entry.aside.you", "name", name)
	}
	return w.texts().Text("entry.aside", "name", name, "asker", asker)
}

// pressed says what a key chose in the menu's own words; a node's name is the
// tree's and means nothing to who answers.
func (w *writer) pressed(e appliance.Entry) string {
	if e.Data["label"] == "" {
		return w.texts().Text("entry.pressed", "key", e.Data["key"])
	}
	return w.texts().Text("entry.pressed.label", "key", e.Data["key"], "label", e.Data["label"])
}

// soundWas says how good the sound was, and how long the way where that was measured.
func (w *writer) soundWas(e appliance.Entry) string {
	said := w.texts().Text("entry.sound."+e.Data["sound"], "lost", e.Data["lost"], "jitter", e.Data["jitter"], "address", e.Data["address"])
	if trip := e.Data["trip"]; trip != "" {
		return w.texts().Text("entry.sound.trip", "sound", said, "trip", trip)
	}
	return said
}

// ended says who ended it: a caller hangs up, a visitor ends a chat.
func (w *writer) ended(c appliance.Conversation, e appliance.Entry) string {
	if onLine(c.Channel) {
		return w.hungUp(c, e)
	}
	if cause := e.Data["cause"]; cause == "gone" || cause == "silence" {
		return w.texts().Text("entry.ended." + cause)
	}
	return w.texts().Text("entry.ended."+w.ender(e), "operator", w.operator(e.Operator))
}

// hungUp says how a call ended. Why the last try of a promised one failed, the
// story has told already.
func (w *writer) hungUp(c appliance.Conversation, e appliance.Entry) string {
	t := w.texts()
	switch cause := e.Data["cause"]; {
	case unreached(cause) && c.Channel == appliance.Callback:
		return t.Text("entry.owed.spent")
	case unreached(cause):
		return t.Text("entry.party-failed."+cause, "number", spaced(c.Called))
	case cause == "closed":
		return t.Text("entry.owed.closed")
	case cause == "silence":
		return t.Text("entry.hung-up.silence")
	case gaveUpWaiting(c):
		return t.Text("entry.hung-up.waiting", "time", t.Clock(c.Ended.Sub(c.Queued)))
	case e.By == appliance.ByContact:
		return t.Text("entry.hung-up." + otherSide(c.Outbound))
	}
	return t.Text("entry.hung-up."+w.ender(e), "operator", w.operator(e.Operator))
}

// ender names who ended a conversation, to the reader himself as "you".
func (w *writer) ender(e appliance.Entry) string {
	if e.By == appliance.ByOperator && e.Operator == w.book.me.ID {
		return "you"
	}
	return string(e.By)
}

// unreached tells whether a call of ours ended because nobody took it.
func unreached(cause string) bool {
	switch cause {
	case "busy", "declined", "no-answer", "no-such-number", "not-allowed", "no-sound", "unreachable",
		"no-way-out", "denied", "no-number", "all-busy", "capped":
		return true
	}
	return false
}

func (w *writer) began(c appliance.Conversation, e appliance.Entry) string {
	if c.Outbound && c.Channel != appliance.Callback {
		if e.Operator == w.book.me.ID {
			return w.texts().Text("entry.dialled.you", "number", spaced(c.Called))
		}
		return w.texts().Text("entry.dialled", "name", w.operator(e.Operator), "number", spaced(c.Called))
	}
	called := cmp.Or(e.Data["called"], c.Called)
	switch {
	case c.Channel == appliance.Callback:
		return cmp.Or(askedAt(w.texts(), c, e.Data["from"]), w.texts().Text("entry.callback", "number", spaced(c.Called)))
	case c.Channel == appliance.Voicemail:
		return w.texts().Text("entry.voicemail", "number", spaced(called))
	case c.Channel.Voice():
		return w.texts().Text("entry.called", "number", spaced(called))
	}
	if topic := w.topic(c); topic != "" && w.proposal(c) == "" {
		return w.texts().Text("entry.began.topic", "entry", w.book.entries[c.EntryPoint].Name, "topic", topic)
	}
	if by := w.proposal(c); by != "" {
		return w.texts().Text("entry.began.proposed", "entry", w.book.entries[c.EntryPoint].Name, "rule", by)
	}
	return w.texts().Text("entry.began", "entry", w.book.entries[c.EntryPoint].Name)
}

// proposal is what proposed the chat, or empty.
func (w *writer) proposal(c appliance.Conversation) string {
	if c.Proposal == appliance.ProposedByPage {
		return w.texts().Text("desk.proposed.page")
	}
	return oneLine(c.Proposal)
}

func (w *writer) queueName(c appliance.Conversation, e appliance.Entry) string {
	if id, err := strconv.ParseInt(e.Data["queue"], 10, 64); err == nil {
		if name := w.queue(appliance.QueueID(id)); name != "" {
			return name
		}
	}
	for _, q := range w.book.queues {
		if q.Name == e.Data["queue"] { // as trees call it
			return w.queue(q.ID)
		}
	}
	return cmp.Or(e.Data["queue"], w.queue(c.Queue))
}

// who says what an operator did, to himself as "you".
func (w *writer) who(e appliance.Entry, key string) string {
	if e.Operator == w.book.me.ID {
		return w.texts().Text(key + ".you")
	}
	return w.texts().Text(key, "name", w.operator(e.Operator))
}

// soundOf says whose sound was lost or is back, as far as that is known.
func (w *writer) soundOf(e appliance.Entry) string {
	key, name := "entry."+string(e.Kind), ""
	switch {
	case e.Operator == 0:
	case e.Operator == w.book.me.ID:
		key += ".you"
	default:
		if name = w.operator(e.Operator); name != "" {
			key += ".name"
		}
	}
	return w.texts().Text(key, "name", name, "time", w.texts().Clock(lasted(e)))
}

func (w *writer) wrappedUp(e appliance.Entry) string {
	return w.texts().Text("entry.wrapped-up", "name", w.operator(e.Operator), "reason", w.reasonOf(e))
}

// settled says who has nobody call any more, and for which reason.
func (w *writer) settled(e appliance.Entry) string {
	said := w.who(e, "entry.settled")
	if why := w.reasonOf(e); why != "" {
		return w.texts().Text("entry.settled.reason", "said", said, "reason", why)
	}
	return said
}

// blockedIn says who blocked the contact, by what, until when and why.
func (w *writer) blockedIn(e appliance.Entry) string {
	until, err := time.Parse(time.RFC3339, e.Data["until"])
	if err != nil { // there is none
		until = time.Time{}
	}
	return w.blockedBy(e.Operator, appliance.BlockScope(e.Data["scope"]), until, e.Data["reason"])
}

func (w *writer) blockedBy(o appliance.OperatorID, by appliance.BlockScope, until time.Time, why string) string {
	t := w.texts()
	key, places := "entry.blocked", []any{"name", w.operator(o), "scope", t.Text("block.scope." + string(by))}
	if !until.IsZero() {
		key, places = key+".until", append(places, "time", t.Moment(until.In(t.Zone()), w.now))
	}
	return joined(t.Text(key, places...), why)
}

// reasonOf is the reason that an entry names; empty: none.
func (w *writer) reasonOf(e appliance.Entry) string {
	name := e.Data["reason"]
	if id, err := strconv.ParseInt(name, 10, 64); err == nil {
		if r, err := w.view.Reason(appliance.ReasonID(id)); err == nil {
			return w.reasonName(r)
		}
	}
	return name
}

// brokeOften says how often the sound was lost besides what was told, and for
// how long in all.
func (w *writer) brokeOften(e appliance.Entry) string {
	count, err := strconv.Atoi(e.Data["count"])
	if err != nil {
		count = 1
	}
	return w.texts().Text("entry.breaks", "count", count, "time", w.texts().Clock(lasted(e)))
}

// lasted is how long what an entry ends went on. What was over at once took a
// second too: nothing that is told takes no time.
func lasted(e appliance.Entry) time.Duration {
	seconds, err := strconv.Atoi(e.Data["seconds"])
	if err != nil {
		seconds = 0
	}
	return time.Duration(max(seconds, 1)) * time.Second
}
