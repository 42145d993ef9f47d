package desk_test

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
	"cordboard/web/ui"
)

// ended stores a chat of an operator's that is over.
func (s *stand) ended(name string, whose appliance.OperatorID, at time.Time, said ...string) appliance.ConversationID {
	s.t.Helper()
	c := s.chat(name, "Doprava", appliance.Browser{Name: "Firefox"}, appliance.Czech)
	c.State, c.Began, c.Joined, c.Ended, c.EndedBy = appliance.Finished, at.Add(-9*time.Minute), at.Add(-8*time.Minute), at, appliance.ByContact
	c.Operators = []appliance.OperatorID{whose}
	var log []appliance.Entry
	for i, text := range said {
		log = append(log, message(appliance.ByContact, 0, at.Add(time.Duration(i-len(said))*time.Minute), text, "/"))
	}
	id := s.add(c, log...)
	s.write(func(tx *sqlite.Tx) error {
		p, err := tx.PartOf(id, whose)
		if err != nil {
			return err
		}
		p.WrappedUp, p.Reason = at, s.reasons["Question answered"].ID
		c.ID = id
		tx.Emit(appliance.ConversationEnded{Conversation: c})
		return tx.SavePart(p)
	})
	return id
}

// rowsOf are the conversations that the list of a page shows.
func rowsOf(page string) (ids []string) {
	_, list, _ := strings.Cut(page, `id="list"`)
	list, _, _ = strings.Cut(list, `id="below"`)
	for _, m := range regexp.MustCompile(`id="row-(\d+)"`).FindAllStringSubmatch(list, -1) {
		ids = append(ids, m[1])
	}
	return ids
}

// wordsOf the list of a page, without its markup: the ids and moments there are of
// any digits.
func wordsOf(page string) string {
	_, list, _ := strings.Cut(page, `id="list"`)
	list, _, _ = strings.Cut(list, `id="below"`)
	return regexp.MustCompile(`<[^>]*>`).ReplaceAllString(list, "")
}

// finds asks for what is sought among the finished, and expects these conversations.
func (r *reader) finds(q string, want ...appliance.ConversationID) string {
	r.t.Helper()
	_, page := r.get("/desk?tab=finished&" + q)
	var ids []string
	for _, id := range want {
		ids = append(ids, id.String())
	}
	if got := rowsOf(page); !slices.Equal(got, ids) {
		r.t.Errorf("%s: got rows %v, want %v", q, got, ids)
	}
	return page
}

func q(phrase string) string { return url.Values{"q": {phrase}}.Encode() }

func TestFinishedIsSearchedByPhraseAndByDays(t *testing.T) {
	s := newStand(t, appliance.English)
	day := func(n, hour int) time.Time { return time.Date(2026, 2, n, hour, 0, 0, 0, time.Local) }
	first := s.ended("Petr", s.jana.ID, day(3, 10), "Kurýr přišel pozdě", "a bez balíku <b>")
	second := s.ended("Řehoř Beran", s.jana.ID, day(4, 23), "Kurýr nepřišel")
	theirs := s.ended("Pavla", s.tomas.ID, day(5, 0), "Kurýr přišel včas")
	jana, tomas := s.plain("jana"), s.plain("tomas")

	page := jana.finds(q("kuryr PRISEL"), first)
	for _, want := range []string{
		`<mark>Kurýr přišel</mark> pozdě`, fmt.Sprintf(`href="/desk/%s?tab=finished&amp;q=kuryr&#43;PRISEL"`, first), `value="kuryr PRISEL"`, `href="/desk?tab=finished"`,
	} {
		if !strings.Contains(html.UnescapeString(page), html.UnescapeString(want)) {
			t.Errorf("the page does not hold %s", want)
		}
	}
	jana.finds(q("kuryr"), second, first)
	tomas.finds(q("kuryr"), theirs, second, first)
	jana.finds(q("rehor"), second)
	if page := jana.finds(q("baliku <b>"), first); strings.Contains(page, "<b></mark>") {
		t.Error("what somebody wrote became a tag")
	}
	for phrase, sentence := range map[string]string{
		"ab": "Type at least 3 letters.", "nikdo": "Nothing found. Try fewer or other words.", `kuryr" OR "pozde`: "Nothing found.", "kuryr*": "Nothing found.",
	} {
		if page := jana.finds(q(phrase)); !strings.Contains(page, sentence) {
			t.Errorf("%q: the page does not say %q", phrase, sentence)
		}
	}
	tomas.finds("from=2026-02-03", first)
	tomas.finds("from=2026-02-04&to=2026-02-05", theirs, second)
	tomas.finds("to=2026-02-03", first)
	tomas.finds("from=2026-02-05&"+q("kuryr"), theirs)
	for q, sentence := range map[string]string{
		"from=2026-02-05&to=2026-02-03": "The last day is before the first one.", "from=5.2.": "Write the day as", "from=2025-01-01": "Nothing ended on these days.", "from=2025-01-01&q=kuryr": "Try other words, more days or all entry points.",
	} {
		if page := tomas.finds(q); !strings.Contains(page, sentence) {
			t.Errorf("%s: the page does not say %q", q, sentence)
		}
	}
}

func TestFoldersAreNarrowedToAnEntryPoint(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	chat, phone := s.entries["webchat"].ID.String(), s.entries["phone"].ID.String()
	jana := s.plain("jana")
	shown := func(path string) []string {
		t.Helper()
		_, page := jana.get(path)
		return rowsOf(page)
	}
	for _, folder := range []string{"waiting", "active"} {
		all := shown("/desk?tab=" + folder)
		chats, calls := shown("/desk?tab="+folder+"&way="+chat), shown("/desk?tab="+folder+"&way="+phone)
		if len(all) == 0 || len(chats) == 0 || len(chats)+len(calls) != len(all) {
			t.Errorf("%s: of %v there are %v by the widget and %v by telephone", folder, all, chats, calls)
		}
	}
	if got := shown("/desk?tab=active&way=" + chat); !slices.Contains(got, sc.veronika.String()) || slices.Contains(got, sc.zofia.String()) {
		t.Errorf("by the widget came %v", got)
	}
	_, page := jana.get("/desk?tab=waiting&way=" + phone)
	if want := "/desk?tab=active&amp;way=" + phone; !strings.Contains(page, want) {
		t.Errorf("the other folders are not narrowed: the page holds no %s", want)
	}
	if _, page = jana.get("/desk?tab=waiting&way=99999"); !strings.Contains(page, "Nothing here came by this entry point.") {
		t.Error("nobody says why the folder is empty")
	}
}

// TestSearchGoesOnWhereItsListEnds finds a phrase that is nearly everywhere, page by
// page, each once.
func TestSearchGoesOnWhereItsListEnds(t *testing.T) {
	s := newStand(t, appliance.English)
	var want []string
	for i := range 130 {
		text := "dobrý den"
		if i%3 == 0 {
			text = "nazdar"
		}
		id := s.ended(fmt.Sprint("Visitor ", i), s.jana.ID, s.ago(1000-i, 0), text)
		if i%3 != 0 {
			want = append([]string{id.String()}, want...)
		}
	}
	jana := s.plain("jana")
	var got []string
	for path := "/desk?tab=finished&" + q("dobry den"); path != ""; {
		_, page := jana.get(path)
		got = append(got, rowsOf(page)...)
		older := regexp.MustCompile(`class="older" href="([^"]*before=[^"]*)"`).FindStringSubmatch(page)
		if path = ""; older != nil {
			path = html.UnescapeString(older[1])
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %d conversations %v, want %d %v", len(got), got, len(want), want)
	}
}

// TestWhatIsMaskedIsNotFound searches for everything that strangers gave of themselves:
// with the switch off it is found, so that the test sees; with it on it is not, and the
// rest of the same sentences is.
func TestWhatIsMaskedIsNotFound(t *testing.T) {
	a := newAviary(t)
	number, mail := "608441207", "zpevak@ptactvo.example"
	said := a.ended("Volejte 608 441 208", a.jana.ID, a.ago(5, 0), "Volejte prosím na 608 441 207", "nebo pište na "+mail)
	jana := a.plain("jana")
	pieces := []string{number, "608 441 207", "41207 ", "608441", mail, "zpevak", "608441208", "prosim na 608"}
	for _, piece := range pieces {
		if strings.TrimSpace(piece) != piece {
			continue
		}
		jana.finds(q(piece), said)
	}
	shown := func() bool {
		return strings.Contains(wordsOf(jana.finds(q("volejte prosim na"), said)), "608")
	}
	if !shown() {
		t.Error("the passage shows no number where nothing is masked")
	}
	a.mask(true)
	for _, piece := range pieces {
		jana.finds(q(piece))
	}
	if shown() {
		t.Error("the passage shows what is masked")
	}
}

// seeks goes to the search of what is finished by its key, which opens the palette first.
func seeks(tab *peertest.Tab) {
	press(tab, "k", chromedp.ModifierCtrl)
	tab.Wait(`document.activeElement.id === 'palette-text'`)
	press(tab, "k", chromedp.ModifierCtrl)
}

// TestFinishedIsSearchedByKeysAlone goes from what is being written to a conversation
// of last month and back, without a mouse.
func TestFinishedIsSearchedByKeysAlone(t *testing.T) {
	s, _, tab := atDesk(t, peertest.StartBrowser(t), veronika)
	id := s.ended("Petr", s.jana.ID, s.ago(40000, 0), "Kurýr přišel pozdě")
	s.ended("Pavla", s.jana.ID, s.ago(50000, 0), "Jiná věc")
	tab.Wait(`document.activeElement.matches('[data-text]')`)
	seeks(tab)
	tab.Wait(`document.activeElement.id === 'seek-text' && document.getElementById('seek').dataset.tab === 'finished'`)
	tab.Type("kuryr prisel")
	tab.Key("Enter")
	tab.Wait(fmt.Sprintf(`[...document.querySelectorAll('#list mark')].map(n => n.textContent).join() === 'Kurýr přišel' && document.querySelectorAll('#list .row').length === 1 && document.getElementById('row-%s')`, id))
	for range 12 {
		tab.Key("Tab")
		var there bool
		tab.Eval(`document.activeElement.matches('#list .row-link')`, &there)
		if there {
			break
		}
	}
	tab.Key("Enter")
	tab.Wait(fmt.Sprintf(`location.pathname === '/desk/%s' && location.search.includes('q=kuryr') && document.getElementById('log').dataset.conversation === '%s' && document.querySelector('#list mark')`, id, id))
	// What comes meanwhile leaves the list as it is sought.
	other := s.ended("Jiří", s.jana.ID, s.ago(1, 0), "Kurýr přišel, děkuji")
	tab.Wait(fmt.Sprintf(`document.getElementById('row-%s') && document.querySelectorAll('#list .row').length === 2 && document.querySelectorAll('#list mark').length === 2`, other))
	seeks(tab)
	tab.Wait(`document.activeElement.id === 'seek-text' && getSelection().toString() === 'kuryr prisel'`)
	tab.Type("nikdo takový")
	tab.Key("Enter")
	tab.Wait(`document.querySelector('#list .empty[role=status]')?.textContent.includes('Nothing found.')`)
	tab.Eval(`document.querySelector('.seek-clear').focus()`, nil)
	tab.Key("Enter")
	tab.Wait(`document.querySelectorAll('#list .row').length > 2 && document.getElementById('seek-text').value === ''`)
}

// TestConversationIsSearchedByKeysAlone goes from place to place of what was said, also
// of what is said meanwhile, and back to what is being written.
func TestConversationIsSearchedByKeysAlone(t *testing.T) {
	s, sc, tab := atDesk(t, peertest.StartBrowser(t), veronika)
	tab.Wait(`document.activeElement.matches('[data-text]')`)
	stands := func(count, now string, size int) {
		t.Helper()
		tab.Wait(fmt.Sprintf(`document.querySelector('[data-find-count]').textContent === %q && CSS.highlights.get('found').size === %d && [...CSS.highlights.get('found-now')].map(String).join() === %q`, count, size, now))
	}
	press(tab, "f", chromedp.ModifierAlt)
	tab.Wait(`document.activeElement.matches('[data-find]') && !document.getElementById('find').hidden`)
	tab.Type("PRISEL")
	stands("Nothing found", "", 0)
	s.receive(sc.veronika, "Kurýr přišel, přišel i soused")
	stands("1 of 2", "přišel", 2)
	tab.Eval(`document.activeElement.value = ''; 1`, nil)
	tab.Type("zasilk")
	stands("1 of 2", "Zásilk", 2)
	tab.Key("Enter")
	stands("2 of 2", "zasilk", 2) // within a link
	tab.Key("Enter")
	stands("1 of 2", "Zásilk", 2)
	tab.Eval(`document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', shiftKey: true, bubbles: true, cancelable: true}))`, nil)
	stands("2 of 2", "zasilk", 2)
	tab.Eval(`document.activeElement.value = ''; 1`, nil)
	tab.Type("24 11206")
	stands("1 of 2", "24-11206", 2)
	tab.Key("Escape")
	tab.Wait(`document.getElementById('find').hidden && document.activeElement.matches('[data-text]') && CSS.highlights.get('found').size === 0`)

	// What was sought among all is sought in what is opened.
	id := s.ended("Petr", s.jana.ID, s.ago(40000, 0), "Nic", "Kurýr nepřišel", "ani jiný kurýr")
	tab.Go(fmt.Sprintf("%s/desk/%s?tab=finished&q=kuryr", s.url, id))
	stands("1 of 2", "Kurýr", 2)
	tab.Wait(`document.querySelector('#find [data-find]').value === 'kuryr'`)

	// By his name alone he was found: nothing in it is.
	tab.Go(fmt.Sprintf("%s/desk/%s?tab=finished&q=petr", s.url, id))
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && document.getElementById('find').hidden`)
}

// TestPageFoldsAsTheBox: what is looked for in a page is what is looked for in the store.
func TestPageFoldsAsTheBox(t *testing.T) {
	_, _, tab := atDesk(t, peertest.StartBrowser(t), veronika)
	for _, text := range []string{"Žluťoučký KŮŇ", "Zażółć GĘŚLĄ jaźń", "Łódź", "Đorđe Þór", "Smørrebrød", "GROSSE Straße", "Æsop œuvre", "İstanbul", "cafe\u0301"} {
		var got struct{ Folded, Again string }
		tab.Eval(fmt.Sprintf(`import(%q).then(({ fold, within }) => {
			const text = %q, folded = fold(text), place = within(text, folded);
			return { Folded: folded, Again: text.slice(place.from, place.to) };
		})`, ui.Asset("fold.js"), text), &got)
		if want := plain.Fold(text); got.Folded != want || got.Again != text {
			t.Errorf("%q: the page looks for %q and finds it in %q, the box for %q", text, got.Folded, got.Again, want)
		}
	}
	var part string
	tab.Eval(fmt.Sprintf(`import(%q).then(({ within }) => { const place = within('Weiße Łódź', 'sse lo'); return 'Weiße Łódź'.slice(place.from, place.to) })`, ui.Asset("fold.js")), &part)
	if part != "ße Łó" {
		t.Errorf("a part of it is %q", part)
	}
}
