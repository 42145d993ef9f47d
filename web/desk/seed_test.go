package desk_test

import (
	"encoding/binary"
	"errors"
	"math"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// scene is a busy afternoon at the desk.
type scene struct {
	veronika, aleksandra, zofia, krzysztof, voicemail appliance.ConversationID
	waiting                                           []appliance.ConversationID
}

func (s *stand) ago(minutes, seconds int) time.Time {
	return s.now.Add(-time.Duration(minutes)*time.Minute - time.Duration(seconds)*time.Second)
}

func message(by appliance.Author, o appliance.OperatorID, at time.Time, text, page string) appliance.Entry {
	return appliance.Entry{Kind: appliance.EntryMessage, By: by, Operator: o, At: at, Text: text, Page: page}
}

// add stores a conversation with its log.
func (s *stand) add(c appliance.Conversation, log ...appliance.Entry) appliance.ConversationID {
	s.t.Helper()
	s.write(func(tx *sqlite.Tx) error {
		var err error
		c.Served = c.Operators
		if c, err = tx.AddConversation(c); err != nil {
			return err
		}
		for _, o := range c.Operators {
			p := appliance.Part{Conversation: c.ID, Operator: o, Role: appliance.Serving, Began: c.Joined}
			if c.State.Over() {
				p.Left = c.Ended
			}
			if _, err := tx.AddPart(p); err != nil {
				return err
			}
		}
		for _, e := range log {
			if err := post(tx, &c, e); err != nil {
				return err
			}
		}
		tx.Emit(appliance.ConversationQueued{Conversation: c})
		return nil
	})
	return c.ID
}

func (s *stand) contact(name, mail, phone string) (c appliance.Contact) {
	s.write(func(tx *sqlite.Tx) (err error) {
		c, err = tx.AddContact(appliance.Contact{Name: name, Mails: []string{mail}, Phones: []string{phone}, Created: s.now.AddDate(-1, -3, 0)})
		return err
	})
	return c
}

func (s *stand) chat(name, queue string, browser appliance.Browser, l appliance.Language) appliance.Conversation {
	return appliance.Conversation{
		Channel: appliance.WebChat, EntryPoint: s.entries["webchat"].ID, Queue: s.queues[queue].ID, Language: l,
		Name: name, Topic: queue, Browser: browser,
	}
}

func (s *stand) call(name, number, queue string, l appliance.Language) appliance.Conversation {
	return appliance.Conversation{
		Channel: appliance.Phone, EntryPoint: s.entries["phone"].ID, Queue: s.queues[queue].ID, Language: l,
		Name: name, Phone: number, Called: "+420 541 230 800", Call: "call-" + number,
	}
}

func waitingSince(c appliance.Conversation, t time.Time) appliance.Conversation {
	c.State, c.Began, c.Queued = appliance.Waiting, t.Add(-20*time.Second), t
	return c
}

func (s *stand) activeSince(c appliance.Conversation, t time.Time) appliance.Conversation {
	c.State, c.Began, c.Queued, c.Joined, c.Operators = appliance.Active, t.Add(-70*time.Second), t.Add(-48*time.Second), t, []appliance.OperatorID{s.jana.ID}
	return c
}

func (s *stand) seed() (sc scene) {
	jana := s.jana.ID
	veronika := s.contact("Veronika Malá", "v.mala@seznam.example", "+420 603 118 245")
	s.earlier(veronika.ID)
	c := s.activeSince(s.chat("Veronika Malá", "Doprava", appliance.Browser{Name: "Firefox", System: "Android", Country: "CZ", Page: "/doprava/vydejni-boxy", PageTitle: "Výdejní boxy"}, appliance.Czech), s.ago(13, 40))
	c.Contact, c.Mail = veronika.ID, "v.mala@seznam.example"
	c.Parameters = []appliance.Parameter{{Key: "Objednávka", Value: "24-11206", From: "form"}, {Key: "Dopravce", Value: "Zásilka Plus", From: "script"}}
	c.Browser.Pages = []appliance.Visit{
		{Page: "/objednavky/24-11206", Title: "Objednávka 24-11206", At: s.ago(15, 0)},
		{Page: "/doprava/vydejni-boxy", Title: "Výdejní boxy", At: s.ago(5, 0)},
	}
	sc.veronika = s.add(c,
		appliance.Entry{Kind: appliance.EntryBegan, By: appliance.ByContact, At: s.ago(15, 0)},
		appliance.Entry{Kind: appliance.EntryJoined, By: appliance.ByOperator, Operator: jana, At: s.ago(13, 40)},
		message(appliance.ByContact, 0, s.ago(13, 30), "Dobrý den, objednávka 24-11206 měla přijít včera a pořád ji vidím jako „předáno dopravci“.", "/objednavky/24-11206"),
		message(appliance.ByOperator, jana, s.ago(12, 50), "Dobrý den, paní Malá, hned se podívám.", ""),
		message(appliance.ByOperator, jana, s.ago(12, 10), "Zásilka je od rána na depu Brno-Slatina, řidič ji veze dnes mezi 16. a 18. hodinou. Sledovat ji můžete na https://zasilka.example/24-11206.", ""),
		message(appliance.ByContact, 0, s.ago(4, 20), "A dalo by se to přesměrovat na výdejní box? V 16 už nebudu doma.", "/doprava/vydejni-boxy"),
		appliance.Entry{Kind: appliance.EntryNote, By: appliance.ByOperator, Operator: jana, At: s.ago(3, 0), Text: "Tomáš: přesměrovat jde jen do 15:00, stihneš to u dopravce?"},
	)
	c = s.activeSince(s.chat("Aleksandra Lis", "Zwroty", appliance.Browser{Name: "Chrome", System: "Windows", Country: "PL"}, appliance.Polish), s.ago(9, 2))
	sc.aleksandra = s.add(c, message(appliance.ByContact, 0, s.ago(1, 0), "Czy mogę odesłać bez pudełka?", "/zwroty"))
	for _, w := range []struct {
		c   appliance.Conversation
		ago time.Time
		say string
	}{
		{s.call("", "+48 601 555 774", "Zwroty", appliance.Polish), s.ago(3, 41), ""},
		{s.chat("Ivana Procházková", "Reklamace", appliance.Browser{Name: "Firefox", System: "Windows", Country: "CZ"}, appliance.Czech), s.ago(1, 35), "Vrtačka z balíku nejde zapnout, mám ji poslat zpátky celou i s kufrem?"},
		{s.chat("", "Doprava", appliance.Browser{Name: "Chrome", System: "Android", Country: "CZ"}, appliance.Czech), s.ago(0, 40), "Kdy dorazí řidič?"},
		{s.chat("Thomas Whitfield", "Objednávky", appliance.Browser{Name: "Safari", System: "iPhone", Country: "GB"}, appliance.English), s.ago(0, 7), "Do you ship the BD-18 set to Leeds?"},
	} {
		var log []appliance.Entry
		if w.say != "" {
			log = append(log, message(appliance.ByContact, 0, w.ago, w.say, "/"))
		}
		sc.waiting = append(sc.waiting, s.add(waitingSince(w.c, w.ago), log...))
	}
	sc.zofia = s.endedCall()
	return sc
}

// earlier are conversations of before, for the card and for Finished.
func (s *stand) earlier(contact appliance.ContactID) {
	for i, e := range []struct {
		c    appliance.Conversation
		text string
	}{
		{s.chat("Veronika Malá", "Doprava", appliance.Browser{}, appliance.Czech), "Změna adresy doručení"},
		{s.call("Veronika Malá", "+420 603 118 245", "Objednávky", appliance.Czech), ""},
		{s.chat("Veronika Malá", "Reklamace", appliance.Browser{}, appliance.Czech), "Reklamace pilového listu"},
	} {
		c := e.c
		c.Contact, c.State, c.Began = contact, appliance.Finished, s.now.AddDate(0, -i-1, -3)
		c.Queued, c.Joined, c.Ended, c.EndedBy = c.Began, c.Began.Add(time.Minute), c.Began.Add(5*time.Minute), appliance.ByContact
		c.LastText, c.LastAt = e.text, c.Ended
		if c.Channel == appliance.WebChat {
			c.Rating = appliance.Rating{Face: appliance.Faces()[2-i%3], At: c.Ended.Add(time.Minute)}
		}
		c.Operators = []appliance.OperatorID{s.tomas.ID}
		c.Served = c.Operators
		s.write(func(tx *sqlite.Tx) error {
			c, err := tx.AddConversation(c)
			if err == nil && i == 0 {
				_, err = tx.AddEntry(appliance.Entry{
					Conversation: c.ID, At: c.Ended, Kind: appliance.EntryNote, By: appliance.ByOperator, Operator: s.tomas.ID,
					Text: "Volat až odpoledne, dopoledne je v dílně a neslyší.",
				})
			}
			return err
		})
	}
}

func (s *stand) story(answered time.Time) []appliance.Entry {
	at := func(before int) time.Time { return answered.Add(-time.Duration(before) * time.Second) }
	return []appliance.Entry{
		{Kind: appliance.EntryBegan, By: appliance.ByContact, At: at(97), Data: map[string]string{"called": "+420 541 230 800"}},
		{Kind: appliance.EntryPressed, By: appliance.ByContact, At: at(79), Data: map[string]string{"key": "3", "node": "jazyk"}},
		{Kind: appliance.EntryPressed, By: appliance.ByContact, At: at(56), Data: map[string]string{"key": "1", "node": "zamowienia", "label": "Zamówienia"}},
		{Kind: appliance.EntryQueued, By: appliance.BySystem, At: at(48), Data: map[string]string{"queue": "Objednávky"}},
		{Kind: appliance.EntryJoined, By: appliance.ByOperator, Operator: s.jana.ID, At: answered},
	}
}

// activeCall puts Jana on a call.
func (s *stand) activeCall() appliance.ConversationID {
	k := s.contact("Krzysztof Nowakowski", "k.nowakowski@stolarnia-knw.example", "+48 601 234 567")
	c := s.activeSince(s.call("Krzysztof Nowakowski", "+48 601 234 567", "Objednávky", appliance.Polish), s.ago(4, 12))
	c.Contact = k.ID
	c.Parameters = []appliance.Parameter{{Key: "Numer zamówienia", Value: "24-10873", From: "tree"}}
	log := append(s.story(s.ago(4, 12)),
		appliance.Entry{Kind: appliance.EntryHeld, By: appliance.ByOperator, Operator: s.jana.ID, At: s.ago(2, 40)},
		appliance.Entry{Kind: appliance.EntryResumed, By: appliance.ByOperator, Operator: s.jana.ID, At: s.ago(2, 6), Data: map[string]string{"seconds": "34"}},
		appliance.Entry{Kind: appliance.EntryNote, By: appliance.ByOperator, Operator: s.jana.ID, At: s.ago(1, 2), Text: "Zamawiał 2 × BD-18, w paczce był 1 szt. Magazyn potwierdza brak, dosyłamy dziś kurierem."})
	id := s.add(c, log...)
	s.write(func(tx *sqlite.Tx) error {
		if _, err := tx.AddRecording(appliance.Recording{Conversation: id, File: "krzysztof.wav", Began: s.ago(4, 12), Open: true}); err != nil {
			return err
		}
		busy := appliance.Presence{Operator: s.jana.ID, State: appliance.Busy, Since: s.ago(4, 12)}
		tx.Emit(appliance.PresenceChanged{Presence: busy})
		return tx.SavePresence(busy, busy.Since)
	})
	return id
}

// endedCall is a call that waits for its wrap-up, with its recording.
func (s *stand) endedCall() appliance.ConversationID {
	c := s.activeSince(s.call("Zofia Kamińska", "+48 12 555 0341", "Zwroty", appliance.Polish), s.ago(7, 20))
	c.State, c.Ended, c.EndedBy = appliance.Finished, s.ago(1, 13), appliance.ByContact
	log := append(s.story(s.ago(7, 20)), appliance.Entry{Kind: appliance.EntryEnded, By: appliance.ByContact, At: s.ago(1, 13)})
	id := s.add(c, log...)
	s.record(id, "zofia.wav", 12*time.Second)
	return id
}

// missedCall is a caller who gave up in a queue of Jana's.
func (s *stand) missedCall() appliance.ConversationID {
	c := waitingSince(s.call("Marek Dvořák", "+420 602 881 450", "Doprava", appliance.Czech), s.ago(9, 0))
	c.State, c.Ended, c.EndedBy = appliance.Abandoned, s.ago(6, 30), appliance.ByContact
	return s.add(c)
}

// calledInVain is Jana's call to him, which he did not take.
func (s *stand) calledInVain() {
	c := s.call("Marek Dvořák", "+420602881450", "Doprava", appliance.Czech)
	c.Queue, c.Outbound, c.State, c.Call = 0, true, appliance.Finished, "ours"
	c.Began, c.Joined, c.Ended, c.EndedBy = s.ago(5, 0), s.ago(5, 0), s.ago(4, 30), appliance.BySystem
	c.Operators = []appliance.OperatorID{s.jana.ID}
	c.Served = c.Operators
	s.write(func(tx *sqlite.Tx) error {
		_, err := tx.AddConversation(c)
		return err
	})
}

// owedCall is a contact who was called once, did not answer, and is called again in
// a quarter of an hour; from is where he had called from, if that is another number.
func (s *stand) owedCall(name, phone, from string) appliance.ConversationID {
	c := s.call(name, phone, "Doprava", appliance.Czech)
	c.Channel, c.State, c.Outbound, c.Called = appliance.Callback, appliance.InTree, true, phone
	c.Began, c.Queued = s.ago(21, 0), s.ago(20, 0)
	began := appliance.Entry{Kind: appliance.EntryBegan, By: appliance.ByContact, At: c.Began}
	if from != "" {
		began.Data = map[string]string{"from": from}
	}
	return s.add(c, began,
		appliance.Entry{
			Kind: appliance.EntryPartyFailed, By: appliance.BySystem, At: s.ago(2, 0),
			Data: map[string]string{"number": phone, "cause": "no-answer", "pause": "900"},
		})
}

// voicemail is a message that Jana listens to.
func (s *stand) voicemail() appliance.ConversationID {
	c := s.activeSince(s.call("", "+48 601 555 774", "Zwroty", appliance.Polish), s.ago(0, 40))
	c.Channel = appliance.Voicemail
	id := s.add(c,
		appliance.Entry{Kind: appliance.EntryBegan, By: appliance.ByContact, At: c.Began, Data: map[string]string{"called": c.Called}},
		appliance.Entry{Kind: appliance.EntryQueued, By: appliance.BySystem, At: c.Queued, Data: map[string]string{"queue": "Zwroty"}},
		appliance.Entry{Kind: appliance.EntryJoined, By: appliance.ByOperator, Operator: s.jana.ID, At: c.Joined})
	s.record(id, "voicemail.wav", 9*time.Second)
	return id
}

// record stores a recording of two tones, one in each ear.
func (s *stand) record(id appliance.ConversationID, name string, length time.Duration) {
	s.t.Helper()
	f, err := s.blobs.Create(name)
	if err != nil {
		s.t.Fatal(err)
	}
	frames := int(length.Seconds() * 8000)
	data := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(36+frames*4))
	data = append(data, "WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00\x40\x1f\x00\x00\x00\x7d\x00\x00\x04\x00\x10\x00data"...)
	data = binary.LittleEndian.AppendUint32(data, uint32(frames*4))
	for n := range frames {
		for _, hertz := range []float64{1000, 440} {
			data = binary.LittleEndian.AppendUint16(data, uint16(int16(8000*math.Sin(2*math.Pi*hertz*float64(n)/8000))))
		}
	}
	if _, err := f.Write(data); err != nil {
		s.t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.write(func(tx *sqlite.Tx) error {
		_, err := tx.AddRecording(appliance.Recording{Conversation: id, File: name, Began: s.ago(8, 0), Length: length})
		return err
	})
}

// offer asks Jana to take a conversation.
func (s *stand) offer(id appliance.ConversationID, left time.Duration) {
	s.write(func(tx *sqlite.Tx) error {
		o, err := tx.AddOffer(appliance.Offer{Conversation: id, Operator: s.jana.ID, Made: time.Now().Add(left - 30*time.Second), Until: time.Now().Add(left)})
		tx.Emit(appliance.OfferMade{Offer: o})
		return err
	})
}

// skills are two that an operator has, one of which a queue needs at a level that
// nobody reaches.
func (s *stand) skills() {
	s.write(func(tx *sqlite.Tx) error {
		english, err1 := tx.AddSkill(appliance.Skill{Name: "English"})
		invoices, err2 := tx.AddSkill(appliance.Skill{Name: "Invoices and payments"})
		jana, err3 := tx.Operator(s.jana.ID)
		jana.Skills = appliance.Levels{english.ID: 3, invoices.ID: 5}
		_, err4 := tx.AddQueue(appliance.Queue{Name: "Wholesale", Groups: jana.Groups, OfferFor: 30 * time.Second, Needs: appliance.Levels{english.ID: 5}})
		tx.Emit(appliance.SiteChanged{})
		return errors.Join(err1, err2, err3, err4, tx.SaveOperator(jana))
	})
}

// oldReason is why nobody may be away any more.
func (s *stand) oldReason() {
	s.write(func(tx *sqlite.Tx) error {
		a, err := tx.Absence(3)
		if err != nil {
			return err
		}
		a.Off = true
		tx.Emit(appliance.SiteChanged{})
		return tx.SaveAbsence(a)
	})
}
