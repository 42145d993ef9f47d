package admin_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// shop is a tree as somebody wrote it by hand.
const shop = `# of the shop
nodes:
  # where all begin
  welcome:
    menu: welcome # Jana's voice
    1: {label: Orders, then: orders}
    2: bye
    nothing: {play: sorry, then: bye}
    retreis: 3
  orders: {queue: Orders}
  bye:
    hangup: goodbye
`

// node is the form of a node as it is shown, with values in it that are
// changed; names and values in turn.
func (o *office) node(name string, values ...string) (status int, page string) {
	o.t.Helper()
	return o.post("/admin/trees/main/nodes/"+name, append(values, "edition", o.work("main").Edition(), "node", name, "do", "save")...)
}

func TestNodeIsEditedByFormAndTheTextStaysItsAuthors(t *testing.T) {
	o := newOffice(t)
	o.orders()
	o.keep("main", shop)
	_, page := o.get("/admin/trees/main/nodes/welcome")
	for _, want := range []string{`name="f-menu" aria-label="Question"`, `<option value="welcome" selected>welcome ?</option>`, `name="label-1" value="Orders"`, `<option value="orders" selected>`, `<option value="sorry" selected>sorry ?</option>`, "“retreis” means nothing"} {
		if !strings.Contains(page, want) {
			t.Errorf("the form lacks %q", want)
		}
	}
	status, _ := o.node("welcome", "kind", "menu", "f-menu", "welcome, choose", "label-1", "Orders", "to-1", "orders", "to-9", "welcome", "f-nothing", "bye", "f-retries", "3")
	if status != http.StatusSeeOther {
		t.Fatalf("saving: got %d", status)
	}
	want := strings.Replace(shop, "menu: welcome # Jana", "menu: [welcome, choose] # Jana", 1)
	want = strings.Replace(want, "    2: bye\n    nothing: {play: sorry, then: bye}\n", "    9: welcome\n    nothing: bye\n    retries: 3\n", 1)
	if w := o.work("main"); w.Draft == nil || w.Draft.Text != want || w.Live.Text != shop {
		t.Errorf("the draft is\n%s\nwant\n%s", w.Text(), want)
	}
}

func TestNodeIsAddedRenamedAndTakenOutByForm(t *testing.T) {
	o := newOffice(t)
	o.orders()
	if status, page := o.get("/admin/trees/main/nodes"); status != http.StatusOK || !strings.Contains(page, "No node yet") {
		t.Errorf("a new tree: got %d", status)
	}
	if status, _ := o.node("hello", "kind", "say", "f-say-cs", "Dobrý den,\nvítejte.", "f-say-en", "Hello.", "f-then", ""); status != http.StatusSeeOther {
		t.Fatalf("adding: got %d", status)
	}
	o.node("stay", "kind", "queue", "f-queue", "Orders", "f-after", "hello")
	o.node("hello", "kind", "say", "f-say-cs", "Dobrý den, vítejte.", "f-say-en", "Hello.", "f-then", "stay", "node", "greet")
	const want = "nodes:\n  greet:\n    say:\n      cs: \"Dobrý den, vítejte.\"\n      en: \"Hello.\"\n    then: stay\n  stay:\n    queue: Orders\n    after: greet\n"
	if got := o.work("main").Text(); got != want {
		t.Errorf("the draft is\n%s\nwant\n%s", got, want)
	}
	if status, page := o.node("stay", "kind", "queue", "f-queue", "Orders", "node", "greet"); status != http.StatusUnprocessableEntity || !strings.Contains(page, "is its own") {
		t.Errorf("two of one name: got %d", status)
	}
	if status, page := o.get("/admin/trees/main/nodes/stay?kind=hangup"); status != http.StatusOK || !strings.Contains(page, `name="f-hangup"`) {
		t.Errorf("of another kind: got %d", status)
	}
	o.save("/admin/trees/main/nodes", "edition", o.work("main").Edition(), "start", "stay")
	o.save("/admin/trees/main/nodes/greet", "edition", o.work("main").Edition(), "kind", "say", "do", "drop", "instead", "stay")
	if got := o.work("main").Text(); got != "start: stay\nnodes:\n  stay:\n    queue: Orders\n    after: stay\n" {
		t.Errorf("after taking one out the draft is\n%s", got)
	}
	for path, want := range map[string]int{
		"/admin/trees/main/nodes/none":           http.StatusNotFound,
		"/admin/trees/main/nodes/none?kind=fly":  http.StatusNotFound,
		"/admin/trees/main/nodes?add=x&kind=say": http.StatusSeeOther,
	} {
		if status, _ := o.get(path); status != want {
			t.Errorf("%s: got %d, want %d", path, status, want)
		}
	}
}

// TestValuesOfANodeThatCannotBeReadComeBackAtTheirFields: nothing of it is kept,
// and the rest of the form stands as it was typed.
func TestValuesOfANodeThatCannotBeReadComeBackAtTheirFields(t *testing.T) {
	o := newOffice(t)
	o.orders()
	o.keep("main", "nodes:\n  bye:\n    hangup: goodbye\n")
	for _, c := range []struct {
		filled []string
		want   []string
	}{
		{
			[]string{"kind", "queue", "f-queue", "Orders", "f-for", "abc", "f-late", "bye", "f-most", "-1", "f-full", "bye", "f-nobody", "bye"},
			[]string{`value="abc"`, `value="-1"`, `id="f-for-flaw">“abc” is not a time`, `id="f-most-flaw">“-1” is not a whole number`, "2 fields need another look", `<option value="bye" selected>`},
		},
		{
			[]string{"kind", "menu", "f-menu", "welcome", "to-1", "bye", "f-nothing-play", "Sorry there!", "f-nothing", "bye"},
			[]string{`id="f-nothing-play-flaw">“Sorry there!” cannot name a prompt`, "One field needs another look"},
		},
		{
			[]string{"kind", "say", "f-say-cs", "Dobrý den", "f-say-en", "You owe {2x}", "f-then", "bye"},
			[]string{`id="f-say-en-flaw">In “You owe {2x}” no value`, "One field needs another look"},
		},
		{
			[]string{"kind", "menu", "f-menu", "welcome", "to-1", "bye", "label-1", strings.Repeat("long ", 60), "f-nothing", "bye"},
			[]string{`id="form-problem"`, "This cannot be a name", "long long long"},
		},
	} {
		status, page := o.node("wait", c.filled...)
		if status != http.StatusUnprocessableEntity || o.work("main").Draft != nil {
			t.Errorf("%q: got %d, and the draft is %+v", c.filled, status, o.work("main").Draft)
		}
		for _, want := range c.want {
			if !strings.Contains(page, want) {
				t.Errorf("%q: the form lacks %q", c.filled, want)
			}
		}
		if strings.Contains(page, "does nothing without") || strings.Count(page, " autofocus") > 1 {
			t.Errorf("%q: something is called missing that is there, or two fields have the focus", c.filled)
		}
	}
}

// TestHalfOfANodeIsKeptAndItsFormSaysWhatIsMissingByItsLabel: a tree is made one
// node after another.
func TestHalfOfANodeIsKeptAndItsFormSaysWhatIsMissingByItsLabel(t *testing.T) {
	o := newOffice(t)
	o.orders()
	if status, _ := o.node("wait", "kind", "queue", "f-queue", "Orders", "f-for", "90s"); status != http.StatusSeeOther {
		t.Fatalf("saving: got %d", status)
	}
	const want = "“For how long” does nothing without “Waited so long”. Fill in both, or neither."
	if _, page := o.get("/admin/trees/main/nodes/wait"); !strings.Contains(page, `id="f-for-flaw">`+want) || strings.Contains(page, "Nothing was saved") {
		t.Error("the form does not say it at its field")
	}
	if _, page := o.get("/admin/trees/main/nodes"); !strings.Contains(page, want) {
		t.Error("the list does not say it")
	}
}

func TestStaleFormOfANodeIsRefusedAndLosesNothing(t *testing.T) {
	o := newOffice(t)
	o.keep("main", endsAtOnce)
	read := o.work("main").Edition()
	o.node("b", "kind", "hangup", "f-hangup", "theirs")
	status, page := o.post("/admin/trees/main/nodes/a", "edition", read, "kind", "hangup", "f-hangup", "mine", "node", "a", "do", "save")
	if status != http.StatusConflict || !strings.Contains(page, `value="mine"`) || !strings.Contains(page, `value="`+o.work("main").Edition()+`"`) {
		t.Errorf("got %d, or what was typed is lost", status)
	}
	o.node("a", "kind", "hangup", "f-hangup", "mine")
	if got := o.work("main").Text(); got != "nodes:\n  a:\n    hangup: mine\n  b:\n    hangup: theirs\n" {
		t.Errorf("the draft is\n%s", got)
	}
}

func TestTextThatNoFormCanEditIsLeftAlone(t *testing.T) {
	o := newOffice(t)
	for _, text := range []string{"nodes: [", "nodes: {a: {hangup: }}\n"} {
		o.keep("main", text)
		status, page := o.node("a", "kind", "hangup", "f-hangup", "bye")
		if w := o.work("main"); status != http.StatusConflict || w.Draft != nil || !strings.Contains(page, "no form can edit") {
			t.Errorf("%q: got %d, and the draft is %+v", text, status, w.Draft)
		}
	}
	o.keep("main", "nodes: [")
	if status, page := o.get("/admin/trees/main/nodes"); status != http.StatusOK || !strings.Contains(page, "no form can edit") {
		t.Errorf("its list: got %d", status)
	}
}

func TestPromptsOfANodeAreChosenFromAListAndHeardInTheTreesLanguages(t *testing.T) {
	o := newOffice(t)
	o.orders()
	o.keep("main", "language: cs\nnodes:\n  a: {play: [other, ask], then: b}\n  b: {language: pl, say: {cs: Ano, pl: Tak}, then: c}\n  c: {queue: Orders, music: ask}\n")
	_, page := o.get("/admin/trees/main/nodes/a")
	for _, want := range []string{
		`<option value="other" selected>other ?</option>`, `<option value="ask" selected>ask · 0:01 · missing: pl</option>`, `data-hear="/admin/prompts/cs/"`, `data-hear="/admin/prompts/pl/"`,
		`href="/admin/prompts/cs/ask"`, `aria-label="Listen, Čeština"`, `src="/assets/`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the form lacks %q", want)
		}
	}
	if rows := strings.Count(page, `name="f-play"`); rows != 3 || strings.Contains(page, "say-") || strings.Contains(page, "/en/") {
		t.Errorf("there are %d places for prompts, want one more than there are prompts, and none of what is spoken", rows)
	}
	if _, page = o.get("/admin/trees/main/nodes/c"); strings.Count(page, `name="f-music"`) != 1 {
		t.Error("of one prompt there is more than one")
	}
	status, _ := o.node("a", "kind", "play", "f-play", "ask", "f-play", "", "f-play", "other", "f-then", "b")
	if want := "a: {play: [ask, other], then: b}"; status != http.StatusSeeOther || !strings.Contains(o.work("main").Text(), "play: [ask, other]") {
		t.Errorf("got %d, and %q, want %q", status, o.work("main").Text(), want)
	}
	many := "language: cs\nnodes:\n"
	for i := range 21 {
		many += fmt.Sprintf("  n%d: {play: tape-%d, then: n%d}\n", i, i, i+1)
	}
	o.keep("many", many+"  n21: {queue: Orders}\n")
	_, page = o.get("/admin/trees/many/nodes/n7")
	for _, want := range []string{`name="f-play" value="tape-7" list="field-f-play-all"`, `<datalist id="field-f-play-all"><option value="ask">ask · 0:01</option>`} {
		if !strings.Contains(page, want) {
			t.Errorf("many prompts cannot be searched: the form lacks %q", want)
		}
	}
}
