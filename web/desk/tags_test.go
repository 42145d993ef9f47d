package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// tag adds one to the administrator's list.
func (s *stand) tag(name string, colour appliance.Colour) (t appliance.Tag) {
	s.t.Helper()
	s.write(func(tx *sqlite.Tx) (err error) {
		t, err = tx.AddTag(appliance.Tag{Name: name, Colour: colour, ByPage: true})
		tx.Emit(appliance.SiteChanged{})
		return err
	})
	return t
}

// tags has an operator put tags on a conversation.
func (s *stand) tags(o appliance.OperatorID, c appliance.ConversationID, all ...appliance.Tag) {
	s.t.Helper()
	for _, t := range all {
		if err := s.talks.Tag(s.t.Context(), o, c, t.ID); err != nil {
			s.t.Fatal(err)
		}
	}
}

// chip is a tag as a row, the head or the card shows it.
func chip(t appliance.Tag) string {
	return fmt.Sprintf(`<span class="chip tiny tag %s">%s</span>`, t.Colour, t.Name)
}

// TestConversationIsTaggedAndWhatIsUsedIsRetired goes from the administrator's list to
// the desk and back, with plain forms.
func TestConversationIsTaggedAndWhatIsUsedIsRetired(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana, tomas, stranger := s.plain("jana"), s.plain("tomas"), s.stranger()
	path := fmt.Sprintf("/desk/%d", sc.veronika)
	if _, page := jana.get(path); strings.Contains(page, `id="tagging"`) {
		t.Error("there is a menu without tags")
	}
	for _, c := range []struct {
		name, colour string
		status       int
		said         string
	}{
		{"Complaint <b>", "red", http.StatusOK, "Complaint &lt;b&gt;"},
		{"Praise", "green", http.StatusOK, "Praise"},
		{"COMPLAINT <B>", "blue", http.StatusConflict, "is taken"},
		{"Mauve", "mauve", http.StatusUnprocessableEntity, "Choose one of the colours."},
	} {
		if status, page := tomas.post("/admin/tags/new", "name", c.name, "colour", c.colour, "on", "on"); status != c.status || !strings.Contains(page, c.said) {
			t.Errorf("make %q: got %d, want %d and %q", c.name, status, c.status, c.said)
		}
	}
	complaint, praise := appliance.Tag{ID: 1, Name: "Complaint &lt;b&gt;", Colour: appliance.Red}, appliance.Tag{ID: 2, Name: "Praise", Colour: appliance.Green}
	for _, step := range []struct {
		who          *reader
		put, what    string
		status       int
		has, hasNone string
	}{
		{jana, "put", "1", http.StatusOK, chip(complaint), chip(praise)},
		{tomas, "put", "2", http.StatusOK, chip(praise), "no such text"},
		{stranger, "put", "2", http.StatusForbidden, chip(praise), "no such text"},
		{stranger, "take", "1", http.StatusForbidden, chip(complaint), "no such text"},
		{jana, "put", "99", http.StatusNotFound, chip(praise), "no such text"},
		{jana, "put", "x", http.StatusBadRequest, chip(praise), "no such text"},
		{jana, "take", "2", http.StatusOK, chip(complaint), chip(praise)},
	} {
		if status, _ := step.who.post(path+"/tag", step.put, step.what); status != step.status {
			t.Errorf("%s %s: got %d, want %d", step.put, step.what, status, step.status)
		}
		if _, page := jana.get(path); !strings.Contains(page, step.has) || strings.Contains(page, step.hasNone) {
			t.Errorf("after %s %s the page holds not %s or still %s", step.put, step.what, step.has, step.hasNone)
		}
	}
	for on, want := range map[string]bool{"on": true, "": false} {
		_, form := tomas.get("/admin/tags/1")
		_, version, _ := strings.Cut(form, `name="version" value="`)
		version, _, _ = strings.Cut(version, `"`)
		tomas.post("/admin/tags/1", "version", version, "name", "Complaint <b>", "colour", "red", "on", "on", "by-page", on)
		if _, form = tomas.get("/admin/tags/1"); strings.Contains(form, `name="by-page" value="on" checked`) != want {
			t.Errorf("pages may put it on is not %t: %s", want, form)
		}
	}
	_, page := jana.get("/desk?tab=active")
	if !strings.Contains(rowOf(page, sc.veronika), chip(complaint)) {
		t.Error("the row does not show it")
	}
	_, page = tomas.get(path)
	for _, said := range []string{s.jana.Name + " tagged: Complaint &lt;b&gt;", "You tagged: Praise", s.jana.Name + " took off the tag: Praise"} {
		if !strings.Contains(page, said) {
			t.Errorf("the story does not say %q", said)
		}
	}
	for id, left := range map[string]bool{"1": true, "2": false} {
		_, list := tomas.post("/admin/tags/"+id, "remove", "on")
		if strings.Contains(list, "/admin/tags/"+id+`"`) != left {
			t.Errorf("tag %s is removed: is it in the list? want %v", id, left)
		}
	}
	if _, page = jana.get(path); !strings.Contains(page, chip(complaint)) || !strings.Contains(page, `name="take" value="1"`) {
		t.Error("what is retired is not on the conversation any more, or cannot be taken off")
	}
	_, page = jana.get(fmt.Sprintf("/desk/%d", sc.aleksandra))
	if strings.Contains(page, `name="put" value="1"`) {
		t.Error("what is retired can still be put on")
	}
	if status, page := jana.post(fmt.Sprintf("/desk/%d/tag", sc.aleksandra), "put", "1"); status != http.StatusConflict || !strings.Contains(page, "not in use any more") {
		t.Errorf("it is put on all the same: %d", status)
	}
}

// TestFoldersAreNarrowedToTagsAndToWhatIsBlocked: one tag, several, in each folder, and
// beside them those whose contact was blocked.
func TestFoldersAreNarrowedToTagsAndToWhatIsBlocked(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	complaint, praise := s.tag("Complaint", appliance.Red), s.tag("Praise", appliance.Green)
	both := s.ended("Petr", s.jana.ID, s.ago(10, 0), "Kurýr přišel pozdě")
	one := s.ended("Pavla", s.jana.ID, s.ago(20, 0), "Kurýr přišel včas")
	theirs := s.ended("Ota", s.tomas.ID, s.ago(30, 0), "Kurýr nepřišel")
	s.tags(s.jana.ID, both, complaint, praise)
	s.tags(s.jana.ID, one, praise)
	s.tags(s.tomas.ID, theirs, praise)
	s.tags(s.jana.ID, sc.veronika, complaint)
	if err := s.talks.Block(t.Context(), s.jana.ID, s.keptAway(), talks.Blocking{Scope: appliance.BlockDevice}); err != nil {
		t.Fatal(err)
	}
	jana, tomas := s.plain("jana"), s.plain("tomas")
	page := jana.finds("tags=1", both)
	if !strings.Contains(rowOf(page, both), chip(complaint)) || !strings.Contains(rowOf(page, both), chip(praise)) {
		t.Error("the row does not show its tags")
	}
	jana.finds("tags=2", both, one)
	jana.finds("tags=1,2", both)
	jana.finds("tags=2&"+q("vcas"), one)
	tomas.finds("tags=2", both, one, theirs)
	page = jana.finds("tags=1&" + q("vcas"))
	if !strings.Contains(page, "Nothing here fits all that is chosen.") {
		t.Error("nobody says why the folder is empty")
	}
	if !strings.Contains(page, `name="tags" value="1"`) || !strings.Contains(page, "/desk?tab=active&amp;tags=1") {
		t.Error("the next search or the other folders are not narrowed")
	}
	page = jana.finds("blocked=on", s.blockedChat(t))
	if !strings.Contains(page, `name="blocked" value="on"`) || !strings.Contains(page, `<span class="chip bad tiny">blocked</span>`) {
		t.Error("the search forgets that blocked ones are sought, or the row does not say that it is")
	}
	if _, page = jana.get("/desk?tab=active&tags=1"); !strings.Contains(page, fmt.Sprintf(`id="row-%d"`, sc.veronika)) || strings.Contains(page, fmt.Sprintf(`id="row-%d"`, sc.aleksandra)) {
		t.Error("the active ones are not narrowed")
	}
}

// keptAway is a chat of Jana's that is over, from a browser that bears a mark.
func (s *stand) keptAway() appliance.ConversationID {
	s.t.Helper()
	id := s.disturbs("Zlobil Jan", "")
	if err := s.talks.End(s.t.Context(), id, appliance.ByOperator, s.jana.ID, ""); err != nil {
		s.t.Fatal(err)
	}
	if err := s.talks.WrapUp(s.t.Context(), s.jana.ID, id, talks.WrapUp{Reason: s.reasons["Question answered"].ID}); err != nil {
		s.t.Fatal(err)
	}
	return id
}

// blockedChat is the one whose contact was blocked.
func (s *stand) blockedChat(t *testing.T) (id appliance.ConversationID) {
	t.Helper()
	err := s.store.Read(t.Context(), func(v *sqlite.View) error {
		all, err := v.Conversations(sqlite.ConversationFilter{Blocked: true})
		if len(all) == 1 {
			id = all[0].ID
		}
		return err
	})
	if err != nil || id == 0 {
		t.Fatal(id, err)
	}
	return id
}

// TestTagIsPutOnByKeysAlone without diacritics, from the menu and where the chat is
// wrapped up, while a colleague who looks on sees it come and go.
func TestTagIsPutOnByKeysAlone(t *testing.T) {
	browser := peertest.StartBrowser(t)
	s, sc, tab := atDesk(t, browser, veronika)
	complaint := s.tag("Stížnost", appliance.Red)
	s.tag("Pochvala", appliance.Green)
	colleague := browser.TabOf(t, peertest.View{Still: true})
	s.signInAs(colleague, "tomas")
	colleague.Go(fmt.Sprintf("%s/desk/%d?tab=team", s.url, sc.veronika))
	colleague.Wait(`document.getElementById('net').dataset.state === 'live'`)
	tab.Wait(`document.getElementById('tagging')`)
	press(tab, "g", chromedp.ModifierAlt)
	tab.Wait(`document.activeElement.matches('#tagging [data-narrow]')`)
	tab.Type("stiznost")
	tab.Wait(`[...document.querySelectorAll('#tag-form [data-name]:not([hidden])')].map(n => n.dataset.name).join() === 'Stížnost'`)
	tab.Key("ArrowDown")
	tab.Wait(`document.activeElement.dataset.name === 'Stížnost'`)
	tab.Key("Enter")
	shows := fmt.Sprintf(`document.querySelector('#head .tags .%s')?.textContent === 'Stížnost'`, complaint.Colour)
	tab.Wait(shows + ` && document.activeElement.getAttribute('aria-pressed') === 'true' && document.getElementById('tagging').open`)
	colleague.Wait(shows + ` && [...document.querySelectorAll('#log .event')].at(-1).textContent.includes('Stížnost')`)
	tab.Key("Enter")
	tab.Wait(`!document.querySelector('#head .tags')`)
	colleague.Wait(`!document.querySelector('#head .tags')`)
	tab.Key("Escape")
	tab.Wait(`!document.getElementById('tagging').open && document.activeElement.matches('#more > summary')`)
	tab.Key("Enter")
	tab.Key("Tab")
	tab.Wait(`document.activeElement.matches('#more[open] [data-find-open]')`)
	tab.Key("Tab")
	tab.Key("Enter")
	tab.Wait(`document.activeElement.matches('#tagging[open] [data-narrow]') && !document.getElementById('more').open`)
	tab.Press(`#more > summary`)
	tab.Wait(`document.getElementById('more').open && !document.getElementById('tagging').open`)
	tab.Press(`#more [data-find-open]`)
	tab.Wait(`document.activeElement.matches('[data-find]') && !document.getElementById('more').open`)
	press(tab, "g", chromedp.ModifierAlt)
	tab.Wait(`document.activeElement.matches('#tagging [data-narrow]') && document.activeElement.value === ''`)
	tab.Type("stiznost")
	tab.Key("Enter") // what is found first, as in the other lists
	tab.Wait(shows)
}
