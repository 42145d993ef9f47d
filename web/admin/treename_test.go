package admin_test

import (
	"net/http"
	"strings"
	"testing"
)

// has tells whether each part stands in the page.
func has(t *testing.T, page string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
}

func TestTreeIsRenamedCopiedAndRemovedFromItsPage(t *testing.T) {
	o := newOffice(t)
	o.orders()
	o.publish("main", endsInQueue)
	o.publish("outer", "nodes:\n  in: {tree: main, then: bye}\n  bye: {hangup: }\n")
	line := []string{"name", "Main line", "channel", "phone", "number", "100", "queue", "1", "language", "cs", "answer", "at-once"}
	o.save("/admin/entry-points/new", append(line, "tree", "main")...)

	_, page := o.get("/admin/trees/main")
	has(t, page, `href="/admin/trees/main/name"`)
	_, page = o.get("/admin/trees/main/name")
	has(t, page, `href="/admin/entry-points/1">100 · Main line</a>`, `href="/admin/trees/outer">outer</a>`, "First lead elsewhere what leads here.")
	status, page := o.post("/admin/trees/main/remove")
	if status != http.StatusConflict || !o.work("main").Takes {
		t.Errorf("removed while something leads to it: got %d", status)
	}
	has(t, page, "Something still leads to this tree.", "100 · Main line")

	for do, field := range map[string]string{"rename": "tree-rename", "copy": "tree-copy"} {
		status, page = o.post("/admin/trees/main/"+do, "name", "outer")
		if status != http.StatusConflict {
			t.Errorf("%s to a name that is taken: got %d", do, status)
		}
		has(t, page, `id="`+field+`" name="name" value="outer" required maxlength="60" autofocus aria-invalid="true"`, "There is a tree of the name “outer”")
	}
	page = o.led("/admin/trees/main/rename", "name", "front door")
	if !o.work("front door").Takes {
		t.Fatal("it has no other name")
	}
	has(t, page, "Renamed. What leads here leads here by the new name.", ">100</a>")
	if _, page = o.get("/admin/trees/outer"); strings.Contains(page, `class="finding bad"`) {
		t.Error("what leads through it does not check any more")
	}
	_, page = o.get("/admin/trees/main")
	has(t, page, "“main” was renamed.", `href="/admin/trees/front%20door">front door</a>`)
	status, page = o.post("/admin/trees/main", "edition", "", "over", "1", "text", endsAtOnce+"# typed", "do", "draft")
	if status != http.StatusConflict || o.work("main").Draft != nil {
		t.Errorf("saved under the old name by who had it open: got %d", status)
	}
	has(t, page, "This tree was renamed or removed meanwhile.", "# typed")

	page = o.led("/admin/trees/front%20door/copy", "name", "second")
	if w := o.work("second"); w.Takes || w.Draft == nil || w.Draft.Text != endsInQueue {
		t.Fatalf("copied there is %+v", w)
	}
	has(t, page, "Copied. The copy takes no calls until it is published.")
	page = o.led("/admin/trees/second/remove")
	if o.work("second").Draft != nil {
		t.Error("it was not removed")
	}
	has(t, page, "“second” was removed.", `action="/admin/trees"`, "second · Removed", "second · Copied from front door", "main → front door", ">Nora<")
	if strings.Contains(page, `href="/admin/trees/second"`) {
		t.Error("it is still listed")
	}
	change := o.change("second")
	o.save("/admin/trees", "change", change)
	if w := o.work("second"); w.Draft == nil {
		t.Error("it was not put back")
	}
	if status, page = o.post("/admin/trees", "change", change); status != http.StatusConflict {
		t.Errorf("put back twice: got %d", status)
	}
	has(t, page, "There is a tree of the name “second”")
	for _, path := range []string{"/admin/trees/none/name", "/admin/trees/main/name"} {
		if status, _ := o.get(path); status != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, status)
		}
	}
}

// led is the page to which a form leads.
func (o *office) led(path string, values ...string) string {
	o.t.Helper()
	answer := o.answer(path, values...)
	if answer.Code != http.StatusSeeOther {
		o.t.Fatalf("%s: got %d, want to be led on", path, answer.Code)
	}
	_, page := o.get(answer.Header().Get("Location"))
	return page
}

// change is the number of the change that a tree's page offers to put back.
func (o *office) change(tree string) string {
	o.t.Helper()
	_, page := o.get("/admin/trees?removed=" + tree)
	_, rest, _ := strings.Cut(page, `class="saved removed"><input type="hidden" name="change" value="`)
	number, _, found := strings.Cut(rest, `"`)
	if _, beside, _ := strings.Cut(page, "“"+tree+"” was removed."); found && beside != "" {
		return number
	}
	return "0"
}

func TestTreeThatWasRemovedSaysSoAndIsPutBackUnlessWhatItNeedsIsGone(t *testing.T) {
	o := newOffice(t)
	o.orders()
	o.publish("main", endsInQueue)
	o.save("/admin/trees/main/remove")
	_, page := o.get("/admin/trees/main")
	has(t, page, "“main” was removed.", "Publish version 2", `href="/admin/trees/main/versions"`)
	change := o.change("main")
	o.save("/admin/queues/1", "name", "Sales", "groups", "1", "target", "60", "offer", "30", "wrap-up", "45")
	status, page := o.post("/admin/trees", "change", change)
	if status != http.StatusConflict || o.work("main").Takes {
		t.Errorf("without the queue that it needs: got %d", status)
	}
	has(t, page, "It was not put back: what it needs is missing")
	_, page = o.post("/admin/trees/main/versions", "version", "1")
	has(t, page, "nothing was published")
	o.save("/admin/queues/1", "name", "Orders", "groups", "1", "target", "60", "offer", "30", "wrap-up", "45")
	o.save("/admin/trees", "change", change)
	if w := o.work("main"); !w.Takes || w.Live.Number != 2 || w.Live.Again != 1 {
		t.Errorf("put back it is %+v", w.Live)
	}
}
