package sqlite

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cordboard/appliance"
)

// TestEveryNounReadsBackAsItWasWritten fills each noun so that no field is
// zero, adds it, reads it, changes it, saves it and reads it again.
func TestEveryNounReadsBackAsItWasWritten(t *testing.T) {
	s := open(t)
	w := newWorld(t, s)

	c := filled[appliance.Conversation](t)
	c.For, c.Last = w.other.ID, w.other.ID
	c.EntryPoint, c.Queue, c.Contact = w.entryPoint.ID, w.queue.ID, w.contact.ID
	c.Operators, c.Served = []appliance.OperatorID{w.other.ID}, []appliance.OperatorID{w.operator.ID, w.other.ID}
	c.State, c.Tags = appliance.Active, []appliance.TagID{w.tag.ID}
	c = add(t, s, (*Tx).AddConversation, c)
	back(t, s, c, func(v *View) (appliance.Conversation, error) { return v.Conversation(c.ID) })
	c.State, c.Operators, c.Unread, c.Queued, c.Queue = appliance.Finished, nil, 7, time.Time{}, 0
	c.Mail, c.Browser, c.For, c.Last = "another@example.org", appliance.Browser{}, 0, 0
	c.Parameters = append(c.Parameters, appliance.Parameter{Key: "topic", Value: "orders", From: "tree"})
	write(t, s, func(tx *Tx) error {
		other := c // how it came stays as it was
		other.Channel, other.EntryPoint, other.Called, other.Call = appliance.WebChat, 0, "", ""
		other.Visitor, other.Began = nil, time.Time{}
		return tx.SaveConversation(other)
	})
	back(t, s, c, func(v *View) (appliance.Conversation, error) { return v.Conversation(c.ID) })

	e := filled[appliance.Entry](t)
	e.Conversation, e.Operator = c.ID, w.operator.ID
	e.Quotes = add(t, s, (*Tx).AddEntry, appliance.Entry{Conversation: c.ID, At: noon}).ID
	e = add(t, s, (*Tx).AddEntry, e)
	back(t, s, e, func(v *View) (appliance.Entry, error) { return v.Entry(e.ID) })
	back(t, s, e, func(v *View) (appliance.Entry, error) { return v.EntryByKey(c.ID, e.Key) })
	back(t, s, []appliance.Entry{e}, func(v *View) ([]appliance.Entry, error) { return v.Entries(c.ID, e.ID-1, 5) })

	f := filled[appliance.File](t)
	f.Entry, f.Conversation, f.Operator, f.State = e.ID, c.ID, w.operator.ID, appliance.FileAsked
	write(t, s, func(tx *Tx) error { return tx.AddFile(f) })
	back(t, s, f, func(v *View) (appliance.File, error) { return v.File(e.ID) })
	back(t, s, []string{f.Blob}, (*View).FileBlobs)
	f.State, f.Decided, f.Operator = appliance.FileRejected, time.Time{}, 0
	write(t, s, func(tx *Tx) error { return tx.SaveFile(f) })
	back(t, s, []appliance.File{f}, func(v *View) ([]appliance.File, error) { return v.FilesOf(c.ID) })
	back(t, s, nil, (*View).FileBlobs)

	p := filled[appliance.Part](t)
	p.Conversation, p.Operator, p.Reason = c.ID, w.operator.ID, w.reason.ID
	p = add(t, s, (*Tx).AddPart, p)
	back(t, s, p, func(v *View) (appliance.Part, error) { return v.Part(p.ID) })
	p.Left, p.WrappedUp, p.Reason, p.Note = time.Time{}, time.Time{}, 0, "another"
	write(t, s, func(tx *Tx) error { return tx.SavePart(p) })
	back(t, s, p, func(v *View) (appliance.Part, error) { return v.PartOf(c.ID, w.operator.ID) })

	o := filled[appliance.Offer](t)
	o.Conversation, o.Operator = c.ID, w.operator.ID
	o = add(t, s, (*Tx).AddOffer, o)
	back(t, s, o, func(v *View) (appliance.Offer, error) { return v.Offer(o.ID) })

	r := filled[appliance.Recording](t)
	r.Conversation = c.ID
	r = add(t, s, (*Tx).AddRecording, r)
	back(t, s, r, func(v *View) (appliance.Recording, error) { return v.Recording(r.ID) })
	back(t, s, []appliance.Recording{r}, (*View).OpenRecordings)
	r.Open, r.Length = false, 90*time.Second
	write(t, s, func(tx *Tx) error { return tx.SaveRecording(r) })
	back(t, s, r, func(v *View) (appliance.Recording, error) { return v.RecordingOf(c.ID) })

	k := filled[appliance.Ticket](t)
	k.EntryPoint, k.Queue, k.Contact, k.Conversation, k.Assignee = w.entryPoint.ID, w.queue.ID, w.contact.ID, c.ID, w.operator.ID
	k = add(t, s, (*Tx).AddTicket, k)
	back(t, s, k, func(v *View) (appliance.Ticket, error) { return v.Ticket(k.ID) })
	k.State, k.Assignee = appliance.TicketClosed, 0
	write(t, s, func(tx *Tx) error { return tx.SaveTicket(k) })
	back(t, s, []appliance.Ticket{k}, func(v *View) ([]appliance.Ticket, error) {
		return v.Tickets(TicketFilter{State: appliance.TicketClosed})
	})

	a := filled[appliance.Template](t)
	a = add(t, s, (*Tx).AddTemplate, a)
	back(t, s, a, func(v *View) (appliance.Template, error) { return v.Template(a.ID) })
	a.Name, a.Texts, a.Groups, a.Off = "another", nil, nil, false
	write(t, s, func(tx *Tx) error { return tx.SaveTemplate(a) })
	back(t, s, []appliance.Template{a}, (*View).Templates)

	line := filled[appliance.Audit](t)
	line.Operator = w.operator.ID
	line = add(t, s, (*Tx).AddAudit, line)
	back(t, s, line, func(v *View) (appliance.Audit, error) { return v.Audit(line.ID) })

	away := filled[appliance.Block](t)
	away.Conversation, away.By, away.LiftedBy, away.Lifted = c.ID, w.operator.ID, 0, time.Time{}
	away = add(t, s, (*Tx).AddBlock, away)
	back(t, s, away, func(v *View) (appliance.Block, error) { return v.Block(away.ID) })
	back(t, s, []appliance.Block{away}, func(v *View) ([]appliance.Block, error) {
		return v.BlocksOf([]appliance.Identity{away.Identity, {Value: "another"}})
	})
	back(t, s, []appliance.Block{away}, func(v *View) ([]appliance.Block, error) { return v.Blocks(away.Until.Add(-time.Second)) })
	back(t, s, nil, func(v *View) ([]appliance.Block, error) { return v.Blocks(away.Until) })
	away.Lifted, away.LiftedBy = away.At.Add(time.Minute), w.other.ID
	write(t, s, func(tx *Tx) error { return tx.SaveBlock(away) })
	back(t, s, away, func(v *View) (appliance.Block, error) { return v.Block(away.ID) })
	back(t, s, nil, func(v *View) ([]appliance.Block, error) { return v.BlocksOf([]appliance.Identity{away.Identity}) })
	back(t, s, nil, func(v *View) ([]appliance.Block, error) { return v.Blocks(noon) })

	m := filled[appliance.Mail](t)
	m.Conversation = c.ID
	m = add(t, s, (*Tx).AddMail, m)
	m.Sent, m.Failed = time.Time{}, false
	write(t, s, func(tx *Tx) error { return tx.SaveMail(m) })
	back(t, s, []appliance.Mail{m}, func(v *View) ([]appliance.Mail, error) { return v.Outbox(m.Due, 0) })

	l := filled[appliance.Login](t)
	l.Operator = w.operator.ID
	write(t, s, func(tx *Tx) error { return tx.AddLogin(l) })
	back(t, s, l, func(v *View) (appliance.Login, error) { return v.Login(l.Hash) })
	l.Seen = l.Seen.Add(time.Minute)
	write(t, s, func(tx *Tx) error { return tx.TouchLogin(l.Hash, l.Seen) })
	back(t, s, []appliance.Login{l}, func(v *View) ([]appliance.Login, error) { return v.Logins(l.Operator) })

	h := filled[appliance.Presence](t)
	h.Operator = w.operator.ID
	write(t, s, func(tx *Tx) error { return tx.SavePresence(h, h.Since) })
	back(t, s, h, func(v *View) (appliance.Presence, error) { return v.Presence(h.Operator) })
	h.State, h.Reason = appliance.Available, ""
	write(t, s, func(tx *Tx) error { return tx.SavePresence(h, h.Since) })
	back(t, s, []appliance.Presence{h}, (*View).Presences)
}

// TestTheSiteReadsBackAsItWasWritten does the same for what an administrator
// sets up.
func TestTheSiteReadsBackAsItWasWritten(t *testing.T) {
	s := open(t)
	w := newWorld(t, s)

	back(t, s, w.operator, func(v *View) (appliance.Operator, error) { return v.Operator(w.operator.ID) })
	write(t, s, func(tx *Tx) error { return tx.SetHash(w.operator.ID, "argon") })
	w.operator.Name, w.operator.Groups, w.operator.Skills, w.operator.Disabled = "Jana", nil, nil, false
	write(t, s, func(tx *Tx) error { return tx.SaveOperator(w.operator) })
	back(t, s, appliance.Credentials{Operator: w.operator, Hash: "argon"}, func(v *View) (appliance.Credentials, error) { return v.Credentials("LOGIN") })
	back(t, s, w.operator, func(v *View) (appliance.Operator, error) { return v.OperatorByLogin("login") })

	w.group.Name = "night"
	write(t, s, func(tx *Tx) error { return tx.SaveGroup(w.group) })
	back(t, s, []appliance.Group{w.group}, (*View).Groups)

	used := add(t, s, (*Tx).AddConversation, appliance.Conversation{Began: noon, Tags: []appliance.TagID{w.tag.ID}})
	back(t, s, true, func(v *View) (bool, error) { return v.TagUsed(w.tag.ID) })
	used.Tags = nil
	write(t, s, func(tx *Tx) error { return tx.SaveConversation(used) })
	back(t, s, false, func(v *View) (bool, error) { return v.TagUsed(w.tag.ID) })
	w.tag.Name, w.tag.Colour, w.tag.Off = "Stížnost", appliance.Amber, false
	write(t, s, func(tx *Tx) error { return tx.SaveTag(w.tag) })
	back(t, s, w.tag, func(v *View) (appliance.Tag, error) { return v.Tag(w.tag.ID) })
	back(t, s, []appliance.Tag{w.tag}, (*View).Tags)
	write(t, s, func(tx *Tx) error { return tx.DeleteTag(w.tag.ID) })
	back(t, s, nil, (*View).Tags)

	k := add(t, s, (*Tx).AddSkill, filled[appliance.Skill](t))
	back(t, s, k, func(v *View) (appliance.Skill, error) { return v.Skill(k.ID) })
	k.Name = "invoices"
	write(t, s, func(tx *Tx) error { return tx.SaveSkill(k) })
	back(t, s, []appliance.Skill{k}, (*View).Skills)
	write(t, s, func(tx *Tx) error { return tx.DeleteSkill(k.ID) })
	back(t, s, nil, (*View).Skills)

	back(t, s, w.queue, func(v *View) (appliance.Queue, error) { return v.Queue(w.queue.ID) })
	w.queue.Name, w.queue.Groups, w.queue.Needs, w.queue.Overflow = "sales", nil, nil, appliance.Overflow{}
	w.queue.Names = map[appliance.Language]string{appliance.Czech: "Prodej"}
	write(t, s, func(tx *Tx) error { return tx.SaveQueue(w.queue) })
	back(t, s, w.queue, func(v *View) (appliance.Queue, error) { return v.QueueByName("sales") })
	back(t, s, []appliance.Queue{w.second, w.queue}, (*View).Queues)

	var before []appliance.Absence
	err := s.Read(t.Context(), func(v *View) (err error) {
		before, err = v.Absences()
		return err
	})
	if err != nil || len(before) != 4 || before[1].In(appliance.Polish) != "Obiad" {
		t.Fatalf("the reasons for being away that a new box has: %+v, %v", before, err)
	}
	a := add(t, s, (*Tx).AddAbsence, filled[appliance.Absence](t))
	a.Name, a.Off = map[appliance.Language]string{appliance.Czech: "Školení"}, false
	write(t, s, func(tx *Tx) error { return tx.SaveAbsence(a) })
	back(t, s, a, func(v *View) (appliance.Absence, error) { return v.Absence(a.ID) })
	back(t, s, append(before, a), (*View).Absences)

	e := w.entryPoint
	back(t, s, e, func(v *View) (appliance.EntryPoint, error) { return v.EntryPoint(e.ID) })
	back(t, s, e, func(v *View) (appliance.EntryPoint, error) { return v.EntryPointByKey(e.Widget.Key) })
	e.Widget = appliance.WidgetEntry{}
	e.Phone.Number = "+420100"
	write(t, s, func(tx *Tx) error { return tx.SaveEntryPoint(e) })
	back(t, s, e, func(v *View) (appliance.EntryPoint, error) { return v.EntryPointByNumber("+420100") })
	back(t, s, []appliance.EntryPoint{e}, (*View).EntryPoints)

	back(t, s, w.reason, func(v *View) (appliance.Reason, error) { return v.Reason(w.reason.ID) })
	w.reason.Off, w.reason.Name = false, map[appliance.Language]string{appliance.Polish: "inne"}
	write(t, s, func(tx *Tx) error { return tx.SaveReason(w.reason) })
	back(t, s, []appliance.Reason{w.reason}, (*View).Reasons)

	back(t, s, w.contact, func(v *View) (appliance.Contact, error) { return v.Contact(w.contact.ID) })
	w.contact.Name, w.contact.Mails, w.contact.Phones = "Łukasz Žďárský", []string{"a@b.example"}, []string{"+48500", "+48501"}
	write(t, s, func(tx *Tx) error { return tx.SaveContact(w.contact) })
	for what, find := range map[string]func(v *View) (appliance.Contact, error){
		"mail in other case": func(v *View) (appliance.Contact, error) { return v.ContactByMail("A@b.example") },
		"second number":      func(v *View) (appliance.Contact, error) { return v.ContactByPhone("+48501") },
	} {
		t.Run(what, func(t *testing.T) { back(t, s, w.contact, find) })
	}
	back(t, s, []appliance.Contact{w.contact}, func(v *View) ([]appliance.Contact, error) { return v.Contacts("lukasz zdar", 5) })
	read(t, s, func(v *View) error {
		if _, err := v.ContactByPhone("Phones"); !errors.Is(err, appliance.ErrNotFound) {
			t.Errorf("a number that he had before: got %v, want not found", err)
		}
		return nil
	})
}

func TestSettingsReadBackAsTheyWereSet(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) error {
		return errors.Join(tx.SetSetting("smtp.host", "old"), tx.SetSetting("smtp.host", "new"),
			tx.SetSetting("smtp.port", "25"), tx.SetSetting("smt", "x"), tx.SetSetting("gone", "x"), tx.DeleteSetting("gone"))
	})
	read(t, s, func(v *View) error {
		if got, set, err := v.Setting("smtp.host"); got != "new" || !set || err != nil {
			t.Errorf("got %q, %v, %v, want new", got, set, err)
		}
		if got, set, err := v.Setting("gone"); got != "" || set || err != nil {
			t.Errorf("got %q, %v, %v, want none", got, set, err)
		}
		got, err := v.Settings("smtp.")
		if want := map[string]string{"smtp.host": "new", "smtp.port": "25"}; !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		return err
	})
}

// world is a site as small as it can be, each noun with every field filled.
type world struct {
	group         appliance.Group
	operator      appliance.Operator
	other         appliance.Operator
	queue, second appliance.Queue
	entryPoint    appliance.EntryPoint
	reason        appliance.Reason
	contact       appliance.Contact
	tag           appliance.Tag
}

func newWorld(t testing.TB, s *Store) (w world) {
	t.Helper()
	w.group = add(t, s, (*Tx).AddGroup, filled[appliance.Group](t))
	w.operator = filled[appliance.Operator](t)
	w.operator.Groups, w.operator.Duties = []appliance.GroupID{w.group.ID}, nil // duties are not saved with him
	w.operator = add(t, s, (*Tx).AddOperator, w.operator)
	w.other = add(t, s, (*Tx).AddOperator, appliance.Operator{Login: "other"})
	w.second = add(t, s, (*Tx).AddQueue, appliance.Queue{Name: "other"})
	w.queue = filled[appliance.Queue](t)
	w.queue.Overflow.To = w.second.ID
	w.queue = add(t, s, (*Tx).AddQueue, w.queue)
	w.entryPoint = filled[appliance.EntryPoint](t)
	w.entryPoint.Queue = w.queue.ID
	w.entryPoint = add(t, s, (*Tx).AddEntryPoint, w.entryPoint)
	w.reason = add(t, s, (*Tx).AddReason, filled[appliance.Reason](t))
	w.tag = add(t, s, (*Tx).AddTag, filled[appliance.Tag](t))
	w.contact = add(t, s, (*Tx).AddContact, filled[appliance.Contact](t))
	return w
}

// back checks that what is read is what was written.
func back[T any](t testing.TB, s *Store, want T, how func(*View) (T, error)) {
	t.Helper()
	read(t, s, func(v *View) error {
		got, err := how(v)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%T: read back otherwise (-written +read):\n%s", want, diff)
		}
		return err
	})
}

// filled is a T whose every field, at any depth, is not zero, so that a column
// that is forgotten shows: texts are the field's name, the rest is what fill
// makes of it.
func filled[T any](t testing.TB) T {
	t.Helper()
	var v T
	fill(t, "", reflect.ValueOf(&v).Elem())
	return v
}

func fill(t testing.TB, name string, v reflect.Value) {
	t.Helper()
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(noon.Add(time.Duration(len(name)) * time.Second)))
		return
	case time.Duration:
		v.Set(reflect.ValueOf(time.Duration(len(name)) * time.Millisecond))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(name)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64, reflect.Uint8:
		v.Set(reflect.ValueOf(len(name)).Convert(v.Type()))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, name, v.Index(0))
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(t, name+"Key", key)
		fill(t, name, value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Type().Field(i).Name, v.Field(i))
		}
	default:
		t.Fatalf("%s: %s cannot be filled", name, v.Type())
	}
}
