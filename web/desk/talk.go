package desk

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/access"
	talks "cordboard/appliance/desk"
)

func (w *writer) talk(c appliance.Conversation, contact appliance.Contact) (talk, error) {
	part, serving := w.book.parts[c.ID]
	name := w.name(c, contact)
	t := talk{
		Open: true, ID: c.ID, Channel: c.Channel, State: c.State,
		Name: name, Address: w.addressOf(c, contact, name),
		Queue: w.queue(c.Queue), Entry: w.book.entries[c.EntryPoint].Name,
		Since: since(c), Until: c.Ended, Others: w.others(c), Onlookers: w.onlookersOf(c),
		Mine: serving && part.Left.IsZero(), Ended: c.State.Over(), Blocked: c.Blocked, Vouched: c.Vouched != "", Proposal: w.proposal(c),
		Tickets: w.book.me.May(appliance.RightTickets) && mayTicket(w.book.me, c), Rating: c.Rating, Tags: w.tagging(c),
	}
	if !c.State.Over() {
		t.Gone, t.Interrupted = c.Gone, w.book.interrupted(c)
		t.Off = w.book.entries[c.EntryPoint].Off && !t.Interrupted
	}
	if t.Mine && onLine(c.Channel) && c.State == appliance.Active {
		t.Call = &callView{Since: c.Joined, Outbound: c.Outbound, Target: w.book.queues[c.Queue].Target}
		if !c.Queued.IsZero() {
			t.Call.Queued, t.Call.Waited = true, c.Joined.Sub(c.Queued)
		}
	}
	if t.Passes = (t.Mine || w.passesOn(c)) && !t.Interrupted; t.Passes {
		t.Pass, t.Asked, t.Colleagues = w.passable(c), w.asked(c.ID), w.colleagues(c)
	}
	log, err := w.view.Entries(c.ID, w.since, 0)
	if err != nil {
		return t, err
	}
	if t.Entries, err = w.entries(c, name, log); err != nil {
		return t, err
	}
	if t.Receipt, err = w.receipt(c); err != nil {
		return t, err
	}
	if len(log) > 0 {
		t.Last = log[len(log)-1].ID
	}
	if t.Sound, err = w.sound(c); err != nil {
		return t, err
	}
	if t.Call != nil {
		if t.Call.Recorded, err = w.recorded(c, t.Sound); err != nil {
			return t, err
		}
	}
	if t.Veiled, err = w.veiled(c.ID); err != nil {
		return t, err
	}
	if t.Block, err = w.blocking(c.ID); err != nil {
		return t, err
	}
	t.Foot, err = w.foot(c, part, serving, name)
	return t, err
}

// onLine tells whether the contact is heard while he is served; a voicemail he
// has spoken before.
func onLine(c appliance.Channel) bool { return c.Kind() == appliance.KindCall }

// recorded tells whether a recording goes on: it is open, and its end was not
// told.
func (w *writer) recorded(c appliance.Conversation, sound []recording) (bool, error) {
	if !slices.ContainsFunc(sound, func(r recording) bool { return r.Open }) {
		return false, nil
	}
	ended, err := w.view.Told(c.ID, appliance.EntryUnrecorded)
	return !ended, err
}

// addressOf is what stands beside the name: mail or number, unless it is the
// name already.
func (w *writer) addressOf(c appliance.Conversation, contact appliance.Contact, name string) string {
	mail, phone := c.Mail, spaced(c.Phone)
	if len(contact.Mails) > 0 {
		mail = cmp.Or(mail, contact.Mails[0])
	}
	first, second := mail, phone
	if c.Channel.Voice() {
		first, second = phone, mail
	}
	for _, a := range []string{first, second} {
		if a != "" && a != name {
			return a
		}
	}
	return ""
}

func (w *writer) others(c appliance.Conversation) []string {
	var names []string
	for _, id := range c.Operators {
		if o, ok := w.book.operators[id]; ok && id != w.book.me.ID {
			names = append(names, o.Name)
		}
	}
	return names
}

func (w *writer) sound(c appliance.Conversation) ([]recording, error) {
	if !c.Channel.Voice() || !access.Can(w.book.me, access.Listen, access.Conversation(c)) {
		return nil, nil
	}
	r, err := w.view.RecordingOf(c.ID)
	if errors.Is(err, appliance.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return []recording{{Href: "/desk/recordings/" + r.ID.String(), Length: r.Length, Open: r.Open, Broken: r.Broken}}, nil
}

// foot decides what the reader can do below the log.
func (w *writer) foot(c appliance.Conversation, part appliance.Part, serving bool, name string) (foot, error) {
	f := foot{ID: c.ID, Voice: c.Channel.Voice(), ShiftSend: w.book.me.ShiftEnterSends, Name: name}
	if serving {
		var err error
		if f.Draft, err = w.view.Draft(w.book.me.ID, c.ID); err != nil {
			return f, err
		}
	}
	switch {
	case serving && (c.State.Over() || !part.Left.IsZero()):
		return w.wrapUp(f, c, part)
	case serving && w.book.interrupted(c):
		f.Kind, f.Sentence = "interrupted", w.texts().Text("desk.foot.interrupted", "entry", w.book.entries[c.EntryPoint].Name)
	case serving:
		f.Kind, f.FileLimit = "composer", w.book.chosen.Files.Limit
	case w.book.waitsFor(&c):
		f.Kind, f.Offline = "accept", w.book.offline()
		f.Sentence = w.texts().Text("desk.foot.waiting", "name", name)
	case c.State.Over():
		return w.closed(f, c)
	case len(c.Operators) > 0:
		f.Kind = "watch"
		f.Sentence = w.texts().Text("desk.foot.watch", "count", len(c.Operators), "name", w.names(c.Operators))
		f.Watch = w.watches(c)
	}
	return f, nil
}

// interrupted tells whether a chat goes on whose entry point was switched off.
func (b *book) interrupted(c appliance.Conversation) bool {
	return !c.State.Over() && c.Channel.Kind() == appliance.KindChat && b.entries[c.EntryPoint].Off
}

func (w *writer) wrapUp(f foot, c appliance.Conversation, part appliance.Part) (foot, error) {
	f.Kind, f.TakesUp = "wrap-up", w.book.takesUp(c)
	switch {
	case c.State.Over():
	case len(c.Operators) > 0:
		f.Sentence = w.texts().Text("desk.wrap-up.others", "count", len(c.Operators), "names", w.names(c.Operators))
	default:
		f.Sentence = w.texts().Text("desk.wrap-up.waits")
	}
	var err error
	if f.Reasons, err = w.reasons(); err != nil {
		return f, err
	}
	if f.Transcript, err = w.transcript(c); err != nil {
		return f, err
	}
	if total, now := w.book.queues[c.Queue].WrapUpFor, w.book.presence; total > 0 && onLine(c.Channel) && now.State == appliance.WrapUp {
		f.Total = total + now.Longer
		f.Until = now.Since.Add(f.Total)
	}
	return f, nil
}

// transcript asks who wraps up a chat whether its contact is mailed what was said, unless
// he is already. Who sees stars in place of addresses types none: what would go there is
// not masked.
func (w *writer) transcript(c appliance.Conversation) (*transcriptView, error) {
	chosen := w.book.chosen
	if chosen.Mail.Host == "" || !c.Rates() || c.Mail == "" && chosen.Masks {
		return nil, nil
	}
	sent, err := talks.Transcribed(w.view.View, c.ID)
	if err != nil || sent {
		return nil, err
	}
	return &transcriptView{To: c.Mail}, nil
}

// reasons are those that can be given, by name.
func (w *writer) reasons() (list []reason, err error) {
	all, err := w.view.Reasons()
	for _, r := range all {
		if !r.Off {
			list = append(list, reason{r.ID, w.reasonName(r)})
		}
	}
	slices.SortFunc(list, func(a, b reason) int { return cmp.Compare(a.Name, b.Name) })
	return list, err
}

// reasonName is a reason in the reader's language, else in any it has.
func (w *writer) reasonName(r appliance.Reason) string {
	return r.In(appliance.Language(w.texts().Language()))
}

// closed says how a conversation ended and what was noted.
func (w *writer) closed(f foot, c appliance.Conversation) (foot, error) {
	f.Kind, f.TakesUp = "closed", w.book.takesUp(c)
	f.Sentence = w.texts().Text("desk.foot.ended."+string(c.EndedBy), "time", w.texts().When(c.Ended, w.now))
	if err := w.untaken(&f, c); err != nil {
		return f, err
	}
	parts, err := w.view.Parts(c.ID)
	if err != nil {
		return f, err
	}
	said := wrappedUp(parts)
	for _, p := range said {
		whose := ""
		if len(said) > 1 {
			whose = w.operator(p.Operator) + ": "
		}
		if p.Reason != 0 {
			r, err := w.view.Reason(p.Reason)
			if err != nil && !errors.Is(err, appliance.ErrNotFound) {
				return f, err
			}
			f.Results = append(f.Results, whose+w.reasonName(r))
		}
		if p.Note != "" {
			f.Notes = append(f.Notes, whose+p.Note)
		}
	}
	return f, nil
}

// untaken says of a call of ours that its contact did not take what came of it, and
// lets him be called again.
func (w *writer) untaken(f *foot, c appliance.Conversation) error {
	if !c.ByUs() {
		return nil
	}
	story, err := w.view.Entries(c.ID, 0, 0)
	if err != nil || slices.ContainsFunc(story, func(e appliance.Entry) bool { return e.Kind == appliance.EntryReached }) {
		return err
	}
	f.Sentence = joined(w.end(c, story), w.texts().When(c.Ended, w.now))
	for _, n := range w.numbers() {
		if n.ID == c.EntryPoint {
			f.Again, f.As = true, n.ID
		}
	}
	return nil
}

// wrappedUp are the parts with what their operators said at the end; who came
// twice said it once for both.
func wrappedUp(parts []appliance.Part) (all []appliance.Part) {
	for _, p := range parts {
		again := func(o appliance.Part) bool {
			return o.Operator == p.Operator && o.Reason == p.Reason && o.Note == p.Note
		}
		if (p.Reason != 0 || p.Note != "") && !slices.ContainsFunc(all, again) {
			all = append(all, p)
		}
	}
	return all
}

// names are those of several operators.
func (w *writer) names(of []appliance.OperatorID) string {
	var all []string
	for _, o := range of {
		all = append(all, w.operator(o))
	}
	return strings.Join(all, ", ")
}

func (w *writer) operator(id appliance.OperatorID) string { return w.book.operators[id].Name }
