package admin_test

import (
	"bytes"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

func TestTreesPageShowsTheTestsThatFailAndLeadsToTheSchema(t *testing.T) {
	o := newOffice(t)
	const text = "nodes:\n  a: {hangup: }\ntests:\n  by night: {reaches: Orders}\n"
	o.save("/admin/trees/main", "text", text)
	_, page := o.get("/admin/trees/main")
	for _, want := range []string{"by night", "reaches “a”, not “Orders”", `data-line="4"`, "0 of 1 pass", ">Orders</td>", `href="/admin/tree.schema.json"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if status, schema := o.get("/admin/tree.schema.json"); status != http.StatusOK || !strings.Contains(schema, `"title": "A tree of Cordboard"`) {
		t.Errorf("the schema: got %d, %.80s", status, schema)
	}
}

// tape is a fake of admin.Prompts: one prompt in Czech.
type tape struct{}

func (tape) Has(l appliance.Language, name string) bool { return l == appliance.Czech && name == "ask" }

func (tape) Read(l appliance.Language, name string) (io.ReadSeekCloser, error) {
	if !(tape{}).Has(l, name) {
		return nil, fs.ErrNotExist
	}
	return struct {
		io.ReadSeeker
		io.Closer
	}{bytes.NewReader(whistle(400)), io.NopCloser(nil)}, nil
}

func TestTreeIsTriedWithTheKeypadOfThePage(t *testing.T) {
	o := newOffice(t)
	text := "language: cs\nnodes:\n  ask:\n    menu: ask\n    1: orders\n    2: bye\n    nothing: bye\n    retries: 0\n  orders:\n    queue: Orders\n  bye:\n    hangup: goodbye\n"
	if err := o.store.Write(t.Context(), func(tx *sqlite.Tx) error { return tx.SetSetting("tree.main", text) }); err != nil {
		t.Fatal(err)
	}
	for keys, want := range map[string][]string{
		"":  {"<b>ask</b>", `0:01</span> <audio controls preload="metadata" src="/admin/prompts/cs/ask"`, "keys=1&amp;language=en", `aria-disabled="false"`},
		"1": {"<b>orders</b>", "waits in the queue Orders", "presses 1", `aria-disabled="true"`},
		"_": {"<b>bye</b>", "The call ends here", "presses nothing", "missing"},
	} {
		status, page := o.get("/admin/trees/main/try?keys=" + keys)
		for _, part := range want {
			if !strings.Contains(page, part) {
				t.Errorf("after %q: got %d, the page lacks %q", keys, status, part)
			}
		}
	}
	if _, page := o.get("/admin/trees/main/try?keys=1&nobody=on"); !strings.Contains(page, "The call ends here") {
		t.Error("with nobody signed in the caller does not hear so")
	}
	o.save("/admin/trees/main", append(o.seen("main"), "text", `language: cs
nodes:
  who:
    if: known and caller startsWith "+420777" and queue("Orders").waiting > 5 and clock == "10:00"
    yes: jana
    no: hello
  jana: {operator: jana, nobody: hello}
  hello: {say: {cs: Dobrý den.}, then: bye}
  bye: {hangup: }
`)...)
	for query, want := range map[string]string{
		"known=on&caller=%2B420777123456&waiting=6&at=Mon+10:00":                "reaches the operator jana",
		"known=on&caller=%2B420777123456&waiting=6&at=Mon+10:00&answers=nobody": "Dobrý den.",
		"known=on&caller=%2B420777123456&waiting=5&at=Mon+10:00":                "Dobrý den.",
		"at=never": "“never” is no time",
	} {
		if _, page := o.get("/admin/trees/main/try?" + query); !strings.Contains(page, want) || !strings.Contains(page, "Draft") {
			t.Errorf("%s: the page lacks %q, or does not say that it is the draft", query, want)
		}
	}
	if status, sound := o.get("/admin/prompts/cs/ask"); status != http.StatusOK || !strings.HasPrefix(sound, "RIFF") {
		t.Errorf("the prompt: got %d %q", status, sound)
	}
	for _, path := range []string{"/admin/prompts/pl/ask", "/admin/prompts/xx/ask", "/admin/trees/none/try", "/admin/trees/main/try?keys=x"} {
		if status, _ := o.get(path); status != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, status)
		}
	}
}
