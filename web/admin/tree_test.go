package admin_test

import (
	"maps"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
)

// crowd is a fake of admin.Calls: who is in the tree "main", and called long ago.
type crowd struct {
	mu    sync.Mutex
	nodes map[string]int
}

func (c *crowd) Callers(is func(tree string, at time.Time) bool) map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !is("main", time.Time{}) {
		return nil
	}
	return maps.Clone(c.nodes)
}

func (c *crowd) come(node string, count int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.nodes = map[string]int{node: count}
}

// seen are the fields of a tree's form that say what its writer has read.
func (o *office) seen(name string) []string {
	o.t.Helper()
	w := o.work(name)
	return []string{"edition", w.Edition(), "over", strconv.Itoa(w.Live.Number)}
}

func (o *office) work(name string) site.Work {
	o.t.Helper()
	w, err := o.site.Work(o.t.Context(), name)
	if err != nil {
		o.t.Fatal(err)
	}
	return w
}

// publish writes a tree as its page does.
func (o *office) publish(name, text string, more ...string) {
	o.t.Helper()
	o.save("/admin/trees/"+name, append(append(o.seen(name), "text", text, "do", "publish"), more...)...)
}

// keep puts a tree there that nobody published.
func (o *office) keep(name, text string) {
	o.t.Helper()
	if err := o.store.Write(o.t.Context(), func(tx *sqlite.Tx) error { return tx.SetSetting("tree."+name, text) }); err != nil {
		o.t.Fatal(err)
	}
}

const (
	endsInQueue = "nodes:\n  a:\n    queue: Orders\n"
	endsAtOnce  = "nodes:\n  a:\n    hangup:\n"
)

func (o *office) orders() {
	o.save("/admin/groups/new", "name", "Sales")
	o.save("/admin/queues/new", "name", "Orders", "groups", "1", "target", "60", "offer", "30", "wrap-up", "45")
}

func TestDraftIsEditedAndPublishedThroughItsPage(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/trees/main", append(o.seen("main"), "text", "nodes: [")...)
	_, page := o.get("/admin/trees/main")
	for _, want := range []string{"Draft of version 1", "No version was published", "nodes: [", "1 error", `class="code-note bad"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the draft's page lacks %q", want)
		}
	}
	status, page := o.post("/admin/trees/main", append(o.seen("main"), "text", "nodes: []", "do", "publish", "note", "first")...)
	if status != http.StatusUnprocessableEntity || o.work("main").Takes || !strings.Contains(page, "mend what was found first") || !strings.Contains(page, `value="first"`) {
		t.Errorf("publishing a mistake: got %d", status)
	}
	if o.work("main").Draft.Text != "nodes: []" {
		t.Error("what could not be published was lost")
	}
	o.publish("main", endsAtOnce, "note", "first")
	if _, page = o.get("/admin/trees/main?done=published"); !strings.Contains(page, "Version 1 is live since") || strings.Contains(page, "Draft of") {
		t.Error("the page does not say that version 1 is live")
	}
	o.save("/admin/trees/main", append(o.seen("main"), "text", endsAtOnce+"# better\n")...)
	if _, page = o.get("/admin/trees"); !strings.Contains(page, "Draft saved") {
		t.Error("the list does not show the draft")
	}
	o.save("/admin/trees/main", append(o.seen("main"), "do", "drop")...)
	if w := o.work("main"); w.Draft != nil || w.Live.Text != endsAtOnce {
		t.Errorf("after throwing the draft away: %+v", w)
	}
}

func TestStaleDraftIsRefusedAndLosesNothing(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/trees/main", append(o.seen("main"), "text", "one\n")...)
	read := o.seen("main")
	o.save("/admin/trees/main", append(o.seen("main"), "text", "two\n")...)
	status, page := o.post("/admin/trees/main", append(read, "text", "three\n")...)
	if status != http.StatusConflict || o.work("main").Draft.Text != "two\n" {
		t.Errorf("got %d, and the draft is %q", status, o.work("main").Draft.Text)
	}
	for _, want := range []string{"Somebody else changed this tree", "\nthree\n</textarea>", ">two</td>", "Take theirs", `value="` + o.work("main").Draft.Edition + `"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	o.save("/admin/trees/main", append(o.seen("main"), "text", "three\n")...)
	if got := o.work("main").Draft.Text; got != "three\n" {
		t.Errorf("with the eyes open: the draft is %q", got)
	}
}

func TestVersionPublishedMeanwhileIsNotReplacedUnseen(t *testing.T) {
	o := newOffice(t)
	o.orders()
	o.publish("main", endsInQueue)
	read := o.seen("main")
	o.publish("main", endsAtOnce)
	status, page := o.post("/admin/trees/main", append(read, "text", endsInQueue+"# mine\n", "do", "publish")...)
	if status != http.StatusConflict || !strings.Contains(page, "Version 2 was published meanwhile") || o.work("main").Live.Text != endsAtOnce {
		t.Errorf("got %d, and live is %q", status, o.work("main").Live.Text)
	}
}

func TestOlderVersionOfATreeIsComparedAndPublishedAgain(t *testing.T) {
	o := newOffice(t)
	o.orders()
	o.publish("main", endsInQueue, "note", "for the spring")
	o.publish("main", endsAtOnce)
	status, page := o.get("/admin/trees/main/versions")
	for _, want := range []string{"Nora", "for the spring", "Version 1", "added", "    queue: Orders</td>", "    hangup:</td>"} {
		if status != http.StatusOK || !strings.Contains(page, want) {
			t.Errorf("got %d, the page lacks %q", status, want)
		}
	}
	has(t, page, "An older one can be published again")
	has(t, o.led("/admin/trees/main/versions", "version", "1"), "Published. New calls walk the new version")
	if w := o.work("main"); w.Live.Text != endsInQueue || w.Live.Number != 3 || w.Live.Again != 1 || w.Live.By != o.nora.ID {
		t.Errorf("rolled back to %+v", w.Live)
	}
	o.save("/admin/trees/main", append(o.seen("main"), "text", endsInQueue+"# draft\n")...)
	for query, want := range map[string]string{
		"from=1&to=3":     "The two are the same.",
		"from=3&to=draft": "# draft</td>",
		"from=0&to=1":     "nodes:</td>",
		"to=3":            "Version 1 anew",
	} {
		if status, page := o.get("/admin/trees/main/versions?" + query); status != http.StatusOK || !strings.Contains(page, want) {
			t.Errorf("%s: got %d, the page lacks %q", query, status, want)
		}
	}
	for _, path := range []string{"/admin/trees/none/versions", "/admin/trees/main/versions?to=9", "/admin/trees/main/versions?from=9"} {
		if status, _ := o.get(path); status != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, status)
		}
	}
	if status, _ := o.post("/admin/trees/main/versions", "version", "9"); status != http.StatusNotFound {
		t.Errorf("rolling back to none: got %d, want 404", status)
	}
	o.publish("main", endsAtOnce)
	o.save("/admin/queues/1", "name", "Ordres", "groups", "1", "target", "60", "offer", "30", "wrap-up", "45")
	if status, page := o.post("/admin/trees/main/versions", "version", "1"); status != http.StatusUnprocessableEntity || !strings.Contains(page, "does not check any more") {
		t.Errorf("rolling back to what misses its queue: got %d", status)
	}
}

// TestOlderVersionOfATreeIsTakenAsTheDraft, as who may not publish it anew is told to
// do; never in place of a draft that is there.
func TestOlderVersionOfATreeIsTakenAsTheDraft(t *testing.T) {
	o := newOffice(t)
	o.orders()
	o.publish("main", endsInQueue)
	o.publish("main", endsAtOnce)
	const versions, take = "/admin/trees/main/versions", `name="draft" value="1"`
	if _, page := o.get(versions + "?to=1"); !strings.Contains(page, take) {
		t.Error("the version cannot be taken as the draft")
	}
	o.save(versions, "draft", "1")
	if w := o.work("main"); w.Draft == nil || w.Draft.Text != endsInQueue || w.Live.Text != endsAtOnce {
		t.Errorf("the draft is %+v beside %+v", w.Draft, w.Live)
	}
	o.save("/admin/trees/main", append(o.seen("main"), "text", "mine\n")...)
	if _, page := o.get(versions + "?to=1"); strings.Contains(page, take) || !strings.Contains(page, "throw that away first") {
		t.Error("it does not say that there is a draft")
	}
	if status, page := o.post(versions, "draft", "1"); status != http.StatusConflict || !strings.Contains(page, "throw that away first") || o.work("main").Draft.Text != "mine\n" {
		t.Errorf("over a draft: got %d, and the draft is %q", status, o.work("main").Draft.Text)
	}
	if status, _ := o.post(versions, "draft", "9"); status != http.StatusNotFound {
		t.Errorf("a version that is none: got %d, want 404", status)
	}
}

func TestPictureShowsWaysAndFindingsAndWhoIsWhere(t *testing.T) {
	o := newOffice(t)
	o.crowd.come("ask", 3)
	o.keep("main", "nodes:\n  ask:\n    menu: ask\n    1: stop\n    9: end\n    nothing: end\n  stop:\n    play: stop\n  end:\n    hangup:\n  alone:\n    hangup:\n")
	_, page := o.get("/admin/trees/main")
	for _, want := range []string{
		"ask, Menu. 1 leads to stop. 9 · silence (9 nothing) leads to end. 3 callers in it now",
		"stop, Play. dead end", "alone, Hang up. unreachable", "3 callers in it now</span>", `class="callers-count"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the picture lacks %q", want)
		}
	}
	o.nora.Language = appliance.Czech
	_, page = o.get("/admin/trees/main")
	has(t, page, "9 · ticho (9 nothing) vede do end", ">9 · ticho<title>9 · ticho (9 nothing)</title></text>")
	o.nora.Language = appliance.English
	o.led("/admin/trees/main/rename", "name", "front door")
	for _, path := range []string{"/admin/trees/front%20door", "/admin/trees"} {
		if _, page := o.get(path); !strings.Contains(page, `class="callers-count"`) && !strings.Contains(page, `<td class="right">3</td>`) {
			t.Errorf("under its new name nobody is in the tree at %s", path)
		}
	}
	if status, _ := o.get("/admin/trees/none/picture"); status != http.StatusNotFound {
		t.Errorf("of no tree: got %d, want 404", status)
	}
}

func TestTextThatCannotBeReadSaysWhereAndThePictureOfWhatTakesCallsStays(t *testing.T) {
	o := newOffice(t)
	if _, err := o.site.SaveTree(t.Context(), 0, "main", "language: cs\nnodes:\n  hello: {play: ask, then: end}\n  end: {hangup: goodbye}\n"); err != nil {
		t.Fatal(err)
	}
	o.save("/admin/trees/main", append(o.seen("main"), "do", "draft", "text", "language: cs\nnodes:\n  hello: {play: [ask, then: end}\n")...)
	if _, page := o.get("/admin/trees/main"); !strings.Contains(page, `class="picture old"`) || !strings.Contains(page, "<li>hello, Play.") {
		t.Error("the picture is gone")
	}
	_, page := o.get("/admin/trees/main/try")
	if !strings.Contains(page, `id="try-problem"`) || !regexp.MustCompile(`class="finding bad"(?s:.*)href="/admin/trees/main#line-[34]"`).MatchString(page) {
		t.Error("who tries it is not told what is wrong and where")
	}
	o.save("/admin/trees/main", append(o.seen("main"), "do", "draft", "text", "language: cs\nnodes:\n  hello: {queue: Nowhere}\n")...)
	if _, page = o.get("/admin/trees/main/try"); strings.Contains(page, `id="try-problem"`) || !strings.Contains(page, `href="/admin/trees/main#line-3"`) {
		t.Error("who tries what can be read is not told what is wrong with it")
	}
}

// TestTreeIsDrawnAndTriedWhateverIsWrongWithItsTests, and those that can be read
// are run.
func TestTreeIsDrawnAndTriedWhateverIsWrongWithItsTests(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/trees/main", append(o.seen("main"), "do", "draft", "text", "language: cs\nnodes:\n  hello: {play: ask, then: end}\n  end: {hangup: goodbye}\ntests:\n  good: {reaches: end, at: Mon 10:00, closed: [Shop, Office]}\n  fails: {reaches: hello}\n  wrong: {reachs: end}\n")...)
	_, page := o.get("/admin/trees/main")
	has(t, page, "<li>hello, Play.", "“reachs” means nothing in “wrong”.", "Did you mean “reaches”?", "The test “fails” fails", "<td>Mon 10:00; Shop, Office closed</td>")
	if _, page = o.get("/admin/trees/main/try"); strings.Contains(page, `id="try-problem"`) || !strings.Contains(page, `href="/admin/trees/main#line-8"`) {
		t.Error("it cannot be tried, or what is wrong is not said there")
	}
	_, page = o.get("/admin/trees/main/nodes")
	has(t, page, "<li>hello, Play.")
	status, page := o.post("/admin/trees/main", append(o.seen("main"), "do", "publish", "text", o.work("main").Text())...)
	if status != http.StatusUnprocessableEntity || o.work("main").Takes {
		t.Errorf("publishing it in spite of its tests: got %d", status)
	}
	has(t, page, "no number can lead here until it is published")
	if page = o.led("/admin/trees/main", append(o.seen("main"), "do", "drop")...); !strings.Contains(page, "Nothing of this tree was published.") {
		t.Error("what is left of a draft alone is not said")
	}
}

func TestListOfTreesTestsThemOnceForEachEditionOfTheSite(t *testing.T) {
	o := newOffice(t)
	o.keep("main", "language: cs\nnodes:\n  a: {hangup: bye}\n")
	look := func() int32 {
		before := o.asked.Load()
		o.get("/admin/trees")
		return o.asked.Load() - before
	}
	if look() == 0 {
		t.Fatal("the first look asks for no prompt: the test sees nothing")
	}
	if n := look(); n != 0 {
		t.Errorf("the second look asked for prompts %d times", n)
	}
	o.save("/admin/groups/new", "name", "Sales")
	if look() == 0 {
		t.Error("after a change of the site the trees are not looked at again")
	}
	o.save("/admin/trees/main", append(o.seen("main"), "do", "draft", "text", "language: cs\nnodes:\n  a: {hangup: other}\n")...)
	if look() == 0 {
		t.Error("another draft is not looked at")
	}
}

func TestPictureIsSentAnewWhenCallersMove(t *testing.T) {
	o := newOffice(t)
	o.keep("main", "language: cs\nnodes:\n  a: {hangup: bye}\n")
	o.crowd.come("a", 3)
	until := o.follows("/admin/trees/main/picture")
	until("a, Hang up. 3 callers in it now")
	asked := o.asked.Load()
	o.crowd.come("a", 5)
	until("a, Hang up. 5 callers in it now")
	if now := o.asked.Load(); asked == 0 || now != asked {
		t.Errorf("the tree's prompts were looked for %d times, and %d when a caller moved: it was checked again", asked, now)
	}
	o.save("/admin/groups/new", "name", "Sales") // the site is another
	o.crowd.come("a", 6)
	until("a, Hang up. 6 callers in it now")
	if o.asked.Load() == asked {
		t.Error("after a change of the site it was not checked again")
	}
}

func TestTreeSaysWhichNumbersLeadToIt(t *testing.T) {
	o := newOffice(t)
	const text = "language: cs\nnodes:\n  a: {hangup: }\n"
	if _, err := o.site.SaveTree(t.Context(), 0, "main", text); err != nil {
		t.Fatal(err)
	}
	if _, page := o.get("/admin/trees/main"); !strings.Contains(page, `<a href="/admin/entry-points">No number leads here</a>`) {
		t.Error("the page does not say that no number leads to the tree")
	}
	if err := o.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		q, err := tx.AddQueue(appliance.Queue{Name: "Orders"})
		for _, number := range []string{"100", "200"} {
			if err == nil {
				_, err = tx.AddEntryPoint(appliance.EntryPoint{
					Channel: appliance.Phone, Name: "Line " + number, Language: appliance.Czech, Queue: q.ID,
					Phone: appliance.PhoneEntry{Number: number, Tree: "main", Answer: appliance.AnswerAtOnce},
				})
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/admin/trees", "/admin/trees/main"} {
		_, page := o.get(path)
		for _, want := range []string{`<a class="number" href="/admin/entry-points/1">100</a>`, `<a class="number" href="/admin/entry-points/2">200</a>`} {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %q", path, want)
			}
		}
	}
}

func TestFindingOfAMissingPromptNamesTheLanguagesAndLeadsToIt(t *testing.T) {
	o := newOffice(t)
	o.lacking = "gone"
	o.save("/admin/trees/main", "text", "language: pl\nnodes:\n  a: {play: gone, then: b}\n  b: {hangup: }\n")
	_, page := o.get("/admin/trees/main")
	for _, want := range []string{"The prompt “gone” is missing in Polski.", `<a href="/admin/prompt?language=pl&amp;name=gone">Record or upload it</a>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestFormOfANodeSaysWhatHoldsWhereAFieldIsEmpty(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/trees/main", "text", "nodes:\n  ask: {menu: ask, 1: b, nothing: b}\n  b: {hangup: }\n")
	_, page := o.get("/admin/trees/main/nodes/ask")
	for _, want := range []string{"As 30s or 2m. Left empty: 5s.", "Left empty: 2.", ">– (Yes)</option>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the form lacks %q", want)
		}
	}
}
