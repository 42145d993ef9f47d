package desk_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
)

// rings has a contact who talked with us before call, and wait.
func (s *stand) rings() appliance.ConversationID {
	k := s.contact("Krzysztof Nowakowski", "k.nowakowski@stolarnia-knw.example", "+48 601 234 567")
	before := s.chat("Krzysztof", "Reklamace", appliance.Browser{}, appliance.Polish)
	before.Contact, before.State, before.Began, before.Ended = k.ID, appliance.Finished, s.ago(2000, 0), s.ago(1990, 0)
	before.LastText = "Reklamace pily"
	s.add(before)
	c := waitingSince(s.call("KNW", "+48 601 234 567", "Objednávky", appliance.Polish), s.ago(0, 20))
	c.Contact = k.ID
	return s.add(c)
}

// offerInstead offers Jana that conversation in place of what she is offered.
func (s *stand) offerInstead(id appliance.ConversationID) {
	s.write(func(tx *sqlite.Tx) error {
		offers, err := tx.Offers()
		for _, o := range offers {
			err = errors.Join(err, s.endOffers(tx, o.Conversation, appliance.OfferWithdrawn))
		}
		return err
	})
	s.offer(id, time.Minute)
}

// cardOf is the column about the contact, of a page.
func cardOf(page string) string {
	return regexp.MustCompile(`(?s)<aside id="card".*?</aside>`).FindString(page)
}

// TestCardOfWhoCallsStandsBesideTheOffer looks with and without a conversation
// open: a call lays its caller's card over the column while it rings, a chat
// does not.
func TestCardOfWhoCallsStandsBesideTheOffer(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana, call := s.plain("jana"), s.rings()
	paths := map[string]string{"nothing open": "/desk", "a chat open": fmt.Sprintf("/desk/%d?tab=active", sc.veronika)}
	wants := func(when string, want bool) {
		t.Helper()
		for what, path := range paths {
			_, page := jana.get(path)
			for _, text := range []string{"Krzysztof Nowakowski", "+48 601 234 567", "Reklamace pily", "The call that you are offered"} {
				if strings.Contains(cardOf(page), text) != want {
					t.Errorf("%s, %s: the card says %q %t, want %t", when, what, text, !want, want)
				}
			}
		}
	}
	wants("it waits", false)
	s.offer(sc.waiting[1], 30*time.Second)
	wants("a chat is offered", false)
	if err := s.Decline(t.Context(), s.jana.ID, sc.waiting[1]); err != nil {
		t.Fatal(err)
	}
	s.offer(call, 30*time.Second)
	wants("it rings", true)
	if _, page := jana.get(paths["a chat open"]); !strings.Contains(page, `data-composer="`+sc.veronika.String()+`"`) {
		t.Error("the chat that he writes in is not open any more")
	}
	if _, page := s.stranger().get("/desk"); strings.Contains(page, "Krzysztof Nowakowski") {
		t.Error("who is not offered the call sees who calls")
	}
	if err := s.Decline(t.Context(), s.jana.ID, call); err != nil {
		t.Fatal(err)
	}
	wants("he declined it", false)
}

func cardComesAndGoesWithTheRinging(t *testing.T, b *peertest.Browser) {
	s, _, tab := atDesk(t, b, veronika)
	call := s.rings()
	card := `document.getElementById('card').textContent`
	tab.Wait(card + `.includes('Veronika Malá')`)
	s.offer(call, 30*time.Second)
	tab.Wait(card + `.includes('Krzysztof Nowakowski')`)
	if err := s.Decline(t.Context(), s.jana.ID, call); err != nil {
		t.Fatal(err)
	}
	tab.Wait(card + `.includes('Veronika Malá')`)
}

// TestPreviewShowsWhatColleaguesNotedBefore: a note and what was said at the wrap-up,
// of the contact's earlier conversations alone that the reader may see, the newest
// first: F011.
func TestPreviewShowsWhatColleaguesNotedBefore(t *testing.T) {
	s := newStand(t, appliance.English)
	known, other := s.contact("Pekařství Novák", "", "+420602881450"), s.contact("Jitka Horká", "", "+420602881451")
	noted := func(by appliance.Contact, served appliance.Operator, day int, note string, wrappedUp bool) {
		c := s.activeSince(s.call("", by.Phones[0], "Doprava", appliance.Czech), s.now.AddDate(0, 0, -day))
		c.Contact, c.State, c.Ended, c.Served = by.ID, appliance.Finished, c.Joined.Add(time.Minute), []appliance.OperatorID{served.ID}
		s.write(func(tx *sqlite.Tx) error {
			c, err := tx.AddConversation(c)
			if err == nil && wrappedUp {
				_, err = tx.AddPart(appliance.Part{Conversation: c.ID, Operator: s.tomas.ID, Role: appliance.Serving, Began: c.Joined, Left: c.Ended, WrappedUp: c.Ended, Note: note})
			} else if err == nil {
				_, err = tx.AddEntry(appliance.Entry{Conversation: c.ID, At: c.Ended, Kind: appliance.EntryNote, By: appliance.ByOperator, Operator: s.tomas.ID, Text: note})
			}
			return err
		})
	}
	noted(known, s.jana, 3, "Rings before six", false)
	noted(known, s.jana, 2, "Wants an invoice", true)
	noted(other, s.jana, 1, "Somebody else's", false)
	noted(known, s.tomas, 1, "Not hers to read", false)
	noted(known, s.tomas, 0, "Nor what was wrapped up", true)
	c := waitingSince(s.call("", known.Phones[0], "Doprava", appliance.Czech), s.ago(2, 0))
	c.Contact = known.ID
	id := s.add(c)
	_, page := s.plain("jana").get(fmt.Sprintf("/desk/%d?tab=waiting", id))
	_, card, _ := strings.Cut(page, `id="section-notes"`)
	card, _, _ = strings.Cut(card, "</details>")
	newer, older := strings.Index(card, "Wants an invoice"), strings.Index(card, "Rings before six")
	if newer < 0 || older < newer || strings.Contains(card, "Somebody else") || strings.Contains(card, "Not hers") || strings.Contains(card, "Nor what") || !strings.Contains(card, s.tomas.Name) {
		t.Errorf("the notes on the card are: %s", card)
	}
}

// TestPreviewShowsThePagesThatAContactCameTo, the newest first, and leads to none but
// those of the site: F011.
func TestPreviewShowsThePagesThatAContactCameTo(t *testing.T) {
	s := newStand(t, appliance.English)
	c := waitingSince(s.chat("Veronika", "Doprava", appliance.Browser{}, appliance.Czech), s.ago(2, 0))
	c.Browser.Came(appliance.Visit{Page: "/saws", Title: "Saws", At: s.ago(3, 0)})
	id := s.add(c)
	pages := func() string {
		_, page := s.plain("jana").get(fmt.Sprintf("/desk/%d?tab=waiting", id))
		_, card, _ := strings.Cut(page, `id="section-pages"`)
		card, _, _ = strings.Cut(card, "</details>")
		return card
	}
	if got := pages(); got != "" {
		t.Errorf("he was on one page, where he is, and the card lists: %s", got)
	}
	for _, page := range []string{"/cart", "//elsewhere.example/x"} {
		if err := s.talks.Visited(t.Context(), id, page, ""); err != nil {
			t.Fatal(err)
		}
	}
	got := pages()
	newest, cart, saws := strings.Index(got, "elsewhere"), strings.Index(got, "/cart"), strings.Index(got, "Saws")
	if newest < 0 || cart < newest || saws < cart || strings.Contains(got, `href="//elsewhere`) {
		t.Errorf("the card lists: %s", got)
	}
}

// TestOperatorOpensThePageThatTheVisitorIsOn out of the pane of what he sits at (F022,
// F174); an address that leads elsewhere is no link.
func TestOperatorOpensThePageThatTheVisitorIsOn(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.onSite("https://hobla.example")
	pane := func(id string) string {
		t.Helper()
		_, page := s.plain("jana").get(fmt.Sprintf("/desk/%d?tab=active", sc.veronika))
		_, pane, there := strings.Cut(page, `id="section-`+id+`"`)
		if !there {
			t.Fatalf("there is no pane of the %s", id)
		}
		pane, _, _ = strings.Cut(pane, "</details>")
		return pane
	}
	if got := pane("contact"); !strings.Contains(got, "v.mala@seznam.example") {
		t.Errorf("the contact's pane: %s", got)
	}
	if got := pane("visit"); !strings.Contains(got, "Firefox") || !strings.Contains(got, `href="https://hobla.example/doprava/vydejni-boxy" target="_blank" rel="noopener noreferrer nofollow"`) {
		t.Errorf("the pane of what he sits at: %s", got)
	}
	if err := s.talks.Visited(t.Context(), sc.veronika, "//elsewhere.example/x", ""); err != nil {
		t.Fatal(err)
	}
	if got := pane("visit"); !strings.Contains(got, "elsewhere.example/x") || strings.Contains(got, "<a ") {
		t.Errorf("of a page elsewhere: %s", got)
	}
}

// TestCardShowsTheParametersThatTheSiteChose (F175), and what operators wrote themselves.
func TestCardShowsTheParametersThatTheSiteChose(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	if err := s.talks.Set(t.Context(), sc.veronika, appliance.Parameter{Key: "Segment", Value: "gold-7", From: appliance.FromScript}); err != nil {
		t.Fatal(err)
	}
	if err := s.talks.Fill(t.Context(), s.jana.ID, sc.veronika, "Account", "own-9"); err != nil {
		t.Fatal(err)
	}
	shows := func(value string, want bool) {
		t.Helper()
		if _, page := s.plain("jana").get(fmt.Sprintf("/desk/%d?tab=active", sc.veronika)); strings.Contains(page, value) != want {
			t.Errorf("the card shows %q: %t, want %t", value, !want, want)
		}
	}
	shows("gold-7", true)
	s.choose(func(all *site.Settings) { all.Hides = []string{"segment", "account"} })
	shows("gold-7", false)
	shows("own-9", true)
	if c, err := s.talks.Conversation(t.Context(), sc.veronika); err != nil || !slices.ContainsFunc(c.Parameters, func(p appliance.Parameter) bool { return p.Value == "gold-7" }) {
		t.Errorf("it is not kept: %+v, %v", c.Parameters, err)
	}
}

// TestPreviewShowsTheTagsOfWhatWaits (F011), and where its visitor sits and a caller calls
// from (F013).
func TestPreviewShowsTheTagsOfWhatWaits(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	shows := func(id appliance.ConversationID, what string, want bool) {
		t.Helper()
		_, page := s.plain("jana").get(fmt.Sprintf("/desk/%d?tab=waiting", id))
		if !strings.Contains(page, `data-kind="accept"`) {
			t.Fatalf("conversation %s is not previewed", id)
		}
		_, page, _ = strings.Cut(page, `id="centre"`)
		if strings.Contains(page, what) != want {
			t.Errorf("the preview of %s shows %q: %t, want %t", id, what, !want, want)
		}
	}
	chat, call := sc.waiting[1], sc.waiting[0]
	shows(chat, "Complaint", false)
	shows(chat, "Brno depot", false)
	s.write(func(tx *sqlite.Tx) error {
		tag, err := tx.AddTag(appliance.Tag{Name: "Complaint"})
		if err != nil {
			return err
		}
		c, err := tx.Conversation(chat)
		if err != nil {
			return err
		}
		c.Tags, c.Browser.Place = []appliance.TagID{tag.ID}, "Brno depot"
		tx.Emit(appliance.SiteChanged{})
		tx.Emit(appliance.ConversationChanged{Conversation: c})
		return tx.SaveConversation(c)
	})
	shows(chat, "Complaint", true)
	shows(chat, "Brno depot", true)
	shows(call, "Poland", true)
	s.choose(func(all *site.Settings) { all.Region = "PL" })
	shows(call, "Poland", false)
}

// TestOfferTellsWhoServedItsContactLastAndWhen (F120); of who never was here it tells
// nothing.
func TestOfferTellsWhoServedItsContactLastAndWhen(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	offer := func(id appliance.ConversationID) string {
		t.Helper()
		s.offer(id, time.Minute)
		_, page := s.plain("jana").get("/desk")
		_, offer, _ := strings.Cut(page, `class="offer"`)
		offer, _, _ = strings.Cut(offer, "</article>")
		s.write(func(tx *sqlite.Tx) error { return s.endOffers(tx, id, appliance.OfferWithdrawn) })
		return offer
	}
	stranger := s.add(waitingSince(s.chat("Nobody", "Doprava", appliance.Browser{}, appliance.Czech), s.ago(1, 0)))
	if got := offer(stranger); got == "" || strings.Contains(got, "Last with") {
		t.Errorf("of a stranger: %s", got)
	}
	c := s.chat("Veronika Malá", "Doprava", appliance.Browser{}, appliance.Czech)
	before, err := s.talks.Conversation(t.Context(), sc.veronika)
	if err != nil {
		t.Fatal(err)
	}
	c.Contact = before.Contact
	if got := offer(s.add(waitingSince(c, s.ago(1, 0)))); !strings.Contains(got, "Last with Jana Dvořáková, ") {
		t.Errorf("of who was here before: %s", got)
	}
}

// TestOfferQuotesItsContactInOneLine, and not as an answer quotes a message.
func TestOfferQuotesItsContactInOneLine(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.offer(sc.waiting[1], time.Minute)
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(s.url + "/desk")
	tab.Wait(`document.querySelector('#offer .offer-line.quote')`)
	var looks string
	tab.Eval(`(() => { const q = getComputedStyle(document.querySelector('#offer .offer-line.quote')); return q.whiteSpace + ' ' + q.borderLeftStyle })()`, &looks)
	if looks != "nowrap none" {
		t.Errorf("the offer quotes as %q", looks)
	}
}
