package admin_test

import (
	"bytes"
	"io"
	"io/fs"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
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

// tape is a fake of admin.Prompts: one prompt in Czech, and all that begin with
// "tape-".
type tape struct{}

func (tape) Has(l appliance.Language, name string) bool {
	return l == appliance.Czech && (name == "ask" || strings.HasPrefix(name, "tape-"))
}

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
		"":  {`<b class="mono">ask</b> The box waits for a key.`, `0:01</span> <audio controls preload="metadata" src="/admin/prompts/cs/ask"`, "keys=1&amp;language=en", `aria-disabled="false"`},
		"1": {`<b class="mono">orders</b> The caller waits in the queue Orders.`, "presses 1", `data-key="1" aria-disabled="true"`, "An operator answers", "Nobody is signed in"},
		"_": {`<b class="mono">bye</b>`, "The call ends here", "presses nothing", "missing"},
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
		"known=on&caller=%2B420777123456&waiting=6&at=Mon+10:00":                "The operator jana is rung.",
		"known=on&caller=%2B420777123456&waiting=6&at=po+10&keys=answered":      "reaches the operator jana",
		"known=on&caller=%2B420777123456&waiting=6&at=Mon+10:00&keys=no-answer": "Dobrý den.",
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

func TestCallerWhoIsTriedMeetsWhatIsChosen(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/trees/main", "text", `language: cs
nodes:
  door: {menu: ask, 1: {label: Orders, then: orders}, 2: outside, nothing: bye}
  orders: {queue: Orders, for: 5m, late: message, most: 10, full: outside, after: bye}
  outside: {dial: "+420900123456", nobody: message, failed: bye}
  message: {voicemail: ask, to: Orders, then: bye}
  bye: {hangup: goodbye}
`)
	try := func(keys string) string {
		t.Helper()
		status, page := o.get("/admin/trees/main/try?keys=" + keys)
		if status != http.StatusOK {
			t.Fatalf("after %q: got %d", keys, status)
		}
		return page
	}
	holds := func(keys string, want ...string) {
		t.Helper()
		page := try(keys)
		for _, part := range want {
			if !strings.Contains(page, part) {
				t.Errorf("after %q: the page lacks %q", keys, part)
			}
		}
	}
	holds("1", "presses 1 · Orders", "keys=1%2Cfull", "keys=1%2Clate", "keys=1%2Cunmanned", "keys=1%2Changs-up", "→ message")
	holds("9", "presses 9, which is not offered")
	holds("1,answered", "The caller talks with them.", "The other side hangs up", "→ bye")
	holds("1,answered,released", "The call ends here.")
	holds("1,hangs-up", "The caller has hung up.", "Call anew", "keys=1&amp;language")
	holds("1,late", "After the tone the caller speaks a message for the queue Orders.", "The caller says nothing")
	holds("2", "No trunk takes calls out.", "No call is made.", "The call ends here.")
	main := trunk.Trunk{Name: "Exchange", Identity: trunk.Asserted, Transport: trunk.UDP, Sources: []trunk.Source{{Prefix: netip.MustParsePrefix("127.0.0.1/32")}}}
	for _, c := range []struct {
		rules []trunk.Rule
		want  []string
	}{
		{[]trunk.Rule{"+420", "-+42090"}, []string{"Exchange does not let it go: the rule -+42090 denies it.", "The call ends here."}},
		{[]trunk.Rule{"ext"}, []string{"Exchange does not let it go: no rule allows it.", "The call ends here."}},
		{[]trunk.Rule{"+420"}, []string{"Over Exchange it is dialled as 000420900123456.", "keys=2%2Cbusy", "Declines the call", "Cannot be reached"}},
	} {
		main.Out = &trunk.Out{Exchange: netip.MustParseAddrPort("127.0.0.1:5060"), Plan: trunk.Plan{Outside: "0", International: "00"}, Rules: c.rules}
		if err := o.trunks.Save(t.Context(), trunk.Config{Trunks: []trunk.Trunk{main}, Calls: 10}); err != nil {
			t.Fatal(err)
		}
		holds("2", c.want...)
	}
	holds("1,full", "The queue is full", "Over Exchange it is dialled")
}

func TestTimeOfATriedCallIsReadAsItIsWrittenOrChangesNothing(t *testing.T) {
	o := newOffice(t)
	o.now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.Local)
	o.save("/admin/trees/main", "text", "nodes:\n  a: {if: date == \"2026-12-24\" and clock == \"09:00\", yes: christmas, no: other}\n  christmas: {hangup: goodbye}\n  other: {hangup: goodbye}\n")
	for query, want := range map[string][]string{
		"at=24.12.+9:00":                     {`<b class="mono">christmas</b>`, "Thu\u00a024\u00a0Dec\u00a02026, 09:00", `name="was" value="2026-12-24 09:00"`},
		"at=24+grudnia+9:00":                 {`<b class="mono">christmas</b>`},
		"at=z%C3%ADtra+8:00":                 {`<b class="mono">other</b>`, "Mon\u00a023\u00a0Nov\u00a02026, 08:00"},
		"at=Po+10:00":                        {"Monday, 10:00, in a week without holidays"},
		"at=some+day&was=2026-12-24+09%3A00": {`<b class="mono">christmas</b>`, "“some day” is no time", `value="some day"`, `name="was" value="2026-12-24 09:00"`},
		"at=some+day&was=never":              {`<b class="mono">other</b>`, "“some day” is no time"},
	} {
		_, page := o.get("/admin/trees/main/try?" + query)
		for _, part := range want {
			if !strings.Contains(page, part) {
				t.Errorf("%s: the page lacks %q", query, part)
			}
		}
	}
}
