package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/call"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

func TestFinishedRowSaysWhoServedWhatCameOfItAndHowLong(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	shows := func(wanted ...string) {
		t.Helper()
		row := rowOf(second(s.plain("tomas").get("/desk?tab=finished")), sc.zofia)
		for _, w := range wanted {
			if !strings.Contains(row, w) {
				t.Errorf("the row lacks %q: %s", w, row)
			}
		}
	}
	shows("Jana Dvořáková", "To be wrapped up by Jana Dvořáková")
	s.plain("jana").post(fmt.Sprintf("/desk/%d/wrap-up", sc.zofia), "reason", s.reasons["Question answered"].ID.String())
	shows("Jana Dvořáková · Question answered<", "· 6\u00a0min<", "Called +420 541 230 800")
	page := second(s.plain("tomas").get("/desk?tab=finished"))
	if newest := strings.Index(page, fmt.Sprintf(`id="row-%d"`, sc.zofia)); newest < 0 || newest > strings.Index(page, `Veronika Malá`) {
		t.Error("what ended last does not stand first")
	}
	if strings.Contains(rowOf(page, sc.zofia), "wrapped up") {
		t.Error("what is wrapped up is said to wait for it")
	}
}

// TestFinishedIsSortedByEndOverAllItsPages: what began first may end last.
func TestFinishedIsSortedByEndOverAllItsPages(t *testing.T) {
	s := newStand(t, appliance.English)
	var byEnd []appliance.ConversationID
	for i := range 70 {
		c := s.activeSince(s.chat(fmt.Sprint("Visitor ", i), "Doprava", appliance.Browser{}, appliance.Czech), s.ago(200-i, 0))
		c.State, c.Ended, c.EndedBy = appliance.Finished, s.ago(1+i, 0), appliance.ByContact
		c.Served = []appliance.OperatorID{s.tomas.ID}
		s.write(func(tx *sqlite.Tx) (err error) {
			c, err = tx.AddConversation(c)
			return err
		})
		byEnd = append(byEnd, c.ID)
	}
	for _, login := range []string{"tomas", "jana"} {
		page := second(s.plain(login).get("/desk?tab=finished"))
		older := second(s.plain(login).get(fmt.Sprintf("/desk?tab=finished&before=%s", byEnd[59])))
		if login == "jana" { // none are hers
			if strings.Contains(page+older, `id="row-`) {
				t.Error("Jana sees what is not hers")
			}
			continue
		}
		at := -1
		for i, id := range byEnd {
			list := page
			if i >= 60 {
				list = older
			}
			if i == 60 {
				at = -1
			}
			now := strings.Index(list, fmt.Sprintf(`id="row-%s"`, id))
			if now <= at {
				t.Fatalf("what ended as number %d stands at %d, after %d", i+1, now, at)
			}
			at = now
		}
	}
}

// TestWhoIsAskedAsideIsToldByWhomAndHasWhatIsHis looks at the colleague's page.
func TestWhoIsAskedAsideIsToldByWhomAndHasWhatIsHis(t *testing.T) {
	s := newStand(t, appliance.English)
	id := s.activeCall()
	s.write(func(tx *sqlite.Tx) error {
		_, err := tx.AddPart(appliance.Part{Conversation: id, Operator: s.tomas.ID, Role: appliance.Serving, Began: s.ago(0, 20)})
		return err
	})
	s.held, s.parties = true, []call.Party{{Seat: 2, Role: call.Aside, Operator: s.tomas.ID, Answered: true}}
	jana := second(s.plain("jana").get(fmt.Sprintf("/desk/%d?tab=active", id)))
	if !strings.Contains(jana, "End the question") || strings.Contains(strip(jana), "button danger") {
		t.Error("who asks cannot tell the end of the question from that of the call")
	}
	own := []string{"/resume", `id="passing"`, `id="adding"`, "End for all", "others go on talking"}
	for login, asked := range map[string]bool{"jana": false, "tomas": true} {
		_, page := s.plain(login).get(fmt.Sprintf("/desk/%d?tab=active", id))
		for _, text := range own {
			if strings.Contains(page, text) == asked {
				t.Errorf("%s: the page holds %q %t", login, text, asked)
			}
		}
		for _, text := range []string{"Jana Dvořáková asks you. The caller hears music."} {
			if strings.Contains(page, text) != asked {
				t.Errorf("%s: the page holds %q %t, want %t", login, text, !asked, asked)
			}
		}
	}
	if _, page := s.plain("tomas").get(fmt.Sprintf("/desk/%d?tab=active", id)); !strings.Contains(page, "<span>Leave</span>") {
		t.Error("he cannot leave the call to whom it is")
	}
	s.held = false
	if _, page := s.plain("tomas").get(fmt.Sprintf("/desk/%d?tab=active", id)); !strings.Contains(page, "Jana Dvořáková talks with the caller. You are waiting.") {
		t.Error("he is not told that he waits")
	}
}

// TestOperatorsEachSeeTheirOwnReasonInTheirLists: Jana passed a call on to Pavel,
// and both wrapped it up. Tomáš, who sees all, reads the last one's; the
// conversation itself tells what each of them said.
func TestOperatorsEachSeeTheirOwnReasonInTheirLists(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	id := s.activeCall()
	pavel := s.colleague("pavel", "Pavel Říha")
	s.entered(id, pavel.ID, s.jana.ID, appliance.ToPass)
	if err := s.talks.End(t.Context(), id, appliance.ByContact, 0, "hangup"); err != nil {
		t.Fatal(err)
	}
	const his, hers = "Question answered", "Return, damaged in transport"
	wrapUp := func(o appliance.Operator, reason, note string) {
		if err := s.talks.WrapUp(t.Context(), o.ID, id, talks.WrapUp{Reason: s.reasons[reason].ID, Note: note}); err != nil {
			t.Fatal(err)
		}
	}
	row := func(login string) string {
		return rowOf(second(s.plain(login).get("/desk?tab=finished")), id)
	}
	foot := func() string {
		_, page := s.plain("jana").get(fmt.Sprintf("/desk/%d?tab=finished", id))
		_, foot, _ := strings.Cut(page, `id="foot"`)
		foot, _, _ = strings.Cut(foot, "</footer>")
		return foot
	}
	wrapUp(s.jana, hers, "Sent a label")
	if f := foot(); !strings.Contains(f, ">"+hers+"<") || !strings.Contains(f, ">Sent a label<") {
		t.Errorf("the only reason and note: %s", f)
	}
	wrapUp(pavel, his, "All told")
	for login, want := range map[string]string{"jana": hers, "pavel": his, "tomas": his} {
		if r := row(login); strings.Contains(r, hers) != (want == hers) || strings.Contains(r, his) != (want == his) {
			t.Errorf("the row of %s, who reads %q: %s", login, want, r)
		}
	}
	for _, want := range []string{"Jana Dvořáková: " + hers, "Pavel Říha: " + his, "Jana Dvořáková: Sent a label", "Pavel Říha: All told"} {
		if f := foot(); !strings.Contains(f, want) {
			t.Errorf("the conversation lacks %q: %s", want, f)
		}
	}
}

// TestRowSaysHowLongItTookHoweverNarrow, and the wrap-up has its button in sight.
func TestRowSaysHowLongItTookHoweverNarrow(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	tab := peertest.StartBrowser(t).Tab(peertest.View{Width: 320, Height: 640, Phone: true, Still: true})
	s.signInAs(tab, "jana")
	tab.Go(fmt.Sprintf("%s/desk/%d?tab=active", s.url, sc.zofia))
	tab.Wait(`(() => {
		const button = document.querySelector('.wrap-up-foot .primary').getBoundingClientRect(), panel = document.getElementById('foot')
		return panel.scrollHeight > panel.clientHeight && button.bottom <= document.querySelector('.bottom').getBoundingClientRect().top
	})()`)
	if err := s.talks.WrapUp(t.Context(), s.jana.ID, sc.zofia, talks.WrapUp{Reason: s.reasons["Return, damaged in transport"].ID}); err != nil {
		t.Fatal(err)
	}
	tab.Go(s.url + "/desk?tab=finished")
	tab.Wait(fmt.Sprintf(`(() => {
		const line = document.querySelector('#row-%d .row-meta').getBoundingClientRect(), took = document.querySelector('#row-%[1]d .row-took')
		return took.textContent.includes('min') && took.scrollWidth <= took.clientWidth + 1 && took.getBoundingClientRect().right <= line.right && line.right <= innerWidth
	})()`, sc.zofia))
}

// TestCallThatNobodyTookSaysWhyAndIsMadeAgain looks at a call of Jana's after its end,
// with nothing to wrap up.
func TestCallThatNobodyTookSaysWhyAndIsMadeAgain(t *testing.T) {
	s := newStand(t, appliance.English)
	c := s.call("", "+420 602 881 470", "", appliance.Czech)
	c.Outbound, c.Called, c.State, c.EndedBy = true, c.Phone, appliance.Finished, appliance.BySystem
	c.Began, c.Joined, c.Ended, c.Served = s.ago(3, 0), s.ago(3, 0), s.ago(2, 0), []appliance.OperatorID{s.jana.ID}
	ended := appliance.Entry{Kind: appliance.EntryEnded, By: appliance.BySystem, At: c.Ended, Data: map[string]string{"cause": "no-answer"}}
	add := func(log ...appliance.Entry) (id appliance.ConversationID) {
		s.write(func(tx *sqlite.Tx) error {
			added, err := tx.AddConversation(c)
			id = added.ID
			for _, e := range log {
				e.Conversation = id
				if err == nil {
					_, err = tx.AddEntry(e)
				}
			}
			return err
		})
		return id
	}
	untaken := add(ended)
	taken := add(appliance.Entry{Kind: appliance.EntryReached, By: appliance.ByContact, At: c.Joined}, ended)

	jana := s.plain("jana")
	foot := func(id appliance.ConversationID) string {
		_, page := jana.get(fmt.Sprintf("/desk/%d?tab=finished", id))
		_, after, _ := strings.Cut(page, `<footer id="foot"`)
		return after
	}
	for _, words := range []string{"+420 602 881 470 did not answer", "Call again", `value="called"`} {
		if !strings.Contains(foot(untaken), words) {
			t.Errorf("the foot lacks %q", words)
		}
	}
	_, list := jana.get("/desk?tab=finished")
	row := func(id appliance.ConversationID) string {
		_, after, _ := strings.Cut(list, fmt.Sprintf(`id="row-%s"`, id))
		text, _, _ := strings.Cut(after, "</a>")
		return text
	}
	if r := row(untaken); !strings.Contains(r, "did not answer") || strings.Contains(r, "1\u00a0min") {
		t.Errorf("the row of a call that nobody took says %s", r)
	}
	if r := row(taken); strings.Contains(r, "did not answer") || !strings.Contains(r, "1\u00a0min") {
		t.Errorf("the row of a call that was taken says %s", r)
	}
	if strings.Contains(foot(taken), "Call again") {
		t.Error("one who took the call is to be called again")
	}
	_, page := jana.post("/desk/calls", "number", c.Called, "as", c.EntryPoint.String())
	if !strings.Contains(page, "You called +420 602 881 470") {
		t.Error("he is not called again")
	}
}

// TestWhatNobodyAnsweredStandsInNoFolder has one visitor go while he waits, and one
// after he was answered (F209).
func TestWhatNobodyAnsweredStandsInNoFolder(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	abandoned := sc.waiting[2]
	jana, tomas := s.plain("jana"), s.plain("tomas")
	folders := func(id appliance.ConversationID) (all []string) {
		for name, r := range map[string]*reader{"jana": jana, "tomas": tomas} {
			for _, tab := range []string{"waiting", "active", "finished", "team"} {
				if _, page := r.get("/desk?tab=" + tab); rowOf(page, id) != "" {
					all = append(all, name+"'s "+tab)
				}
			}
		}
		return all
	}
	if len(folders(abandoned)) == 0 {
		t.Fatal("who waits stands in no folder")
	}
	if err := s.talks.Abandon(t.Context(), abandoned, "gone"); err != nil {
		t.Fatal(err)
	}
	if c, err := s.talks.Conversation(t.Context(), abandoned); err != nil || c.State != appliance.Abandoned {
		t.Fatalf("got %+v, %v", c, err)
	}
	if got := folders(abandoned); len(got) > 0 {
		t.Errorf("who went unanswered stands in %v", got)
	}
	if err := s.talks.End(t.Context(), sc.veronika, appliance.ByContact, 0, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.talks.WrapUp(t.Context(), s.jana.ID, sc.veronika, talks.WrapUp{Reason: s.reasons["Question answered"].ID}); err != nil {
		t.Fatal(err)
	}
	if got := folders(sc.veronika); len(got) != 2 {
		t.Errorf("who was answered stands in %v, want both folders of the finished", got)
	}
}
