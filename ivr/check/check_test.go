package check_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/ivr/check"
	"cordboard/ivr/ivrtest"
	"cordboard/ivr/run"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite what testdata expects")

// openPlace is a place of a sentence that nothing was put into.
var openPlace = regexp.MustCompile(`\{[a-z]+\}`)

// shop is the box of the tests: prompts whose name begins with "lost" are
// missing, those that begin with "cs" exist in Czech alone.
var shop = check.World{
	Prompts: func(l appliance.Language, name string) bool {
		return !strings.HasPrefix(name, "lost") && (!strings.HasPrefix(name, "cs") || l == appliance.Czech)
	},
	Barred: func(number string) check.Barrier {
		return map[string]check.Barrier{
			"+420900123456": {Why: check.Denied, Trunk: "main", Rule: "-+42090"}, "+48221234567": {Why: check.Unallowed},
			"031": {Why: check.Astray, Trunk: "main"}, "123456789*": {Why: check.NoNumber}, "999": {Why: check.NoWayOut},
		}[number]
	},
	Queues:    []string{"Orders", "Returns"},
	Hours:     []string{"Shop"},
	Operators: []string{"jana", "petr"},
	Languages: []appliance.Language{appliance.Czech, appliance.Polish},
}

// TestFindings holds what is found in the trees of testdata: after each tree
// its findings.
func TestFindings(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 8 {
		t.Fatalf("found %d files: %v", len(files), err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+1 < len(archive.Files); i += 2 {
			text, want := archive.Files[i], &archive.Files[i+1]
			t.Run(filepath.Base(file)+"/"+text.Name, func(t *testing.T) {
				got := findings(t, text.Data)
				if *update {
					want.Data = []byte(got)
				} else if d := cmp.Diff(string(want.Data), got); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
			})
		}
		if *update {
			if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func findings(t *testing.T, text []byte) string {
	var b strings.Builder
	_, found := check.Written("test", text, func(string) *ivr.Tree { return nil }, shop)
	for _, f := range found {
		b.WriteString(f.Severity.String() + " " + f.String() + "\n")
		if f.Line == 0 || openPlace.MatchString(f.Text()) || f.Text() == "" {
			t.Errorf("no place or an unfilled sentence: %+v", f)
		}
	}
	if b.Len() == 0 {
		return "nothing\n"
	}
	return b.String()
}

func TestWhatIsNotKnownIsNotChecked(t *testing.T) {
	tree, err := ivr.Parse("test", []byte("nodes:\n  a:\n    hours: Nope\n    open: b\n    closed: b\n  b:\n    queue: Nope\n    music: lost\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := check.Check(tree, check.World{}); len(got) != 0 {
		t.Errorf("a world that knows nothing finds\n%v", got)
	}
	if got := check.Check(tree, shop); len(got) != 3 {
		t.Errorf("the shop finds %d, want 3 (hours, queue, music):\n%v", len(got), got)
	}
}

func TestDirectTreesAreGood(t *testing.T) {
	if got := check.Check(ivr.Direct("Orders", "cs"), shop); len(got) != 0 {
		t.Errorf("found %v", got)
	}
}

// TestSilentCallersEndSomewhere is what the check of rounds and dead ends
// promises: in a tree without an error a caller who does nothing comes to a
// queue or hears the end, whatever is open and whoever is there.
func TestSilentCallersEndSomewhere(t *testing.T) {
	good, bad := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		tree := ivrtest.Joined().Draw(t, "tree")
		if check.Check(tree, check.World{}).Bad() {
			bad++
			return
		}
		good++
		w := weather{rapid.Bool().Draw(t, "open")}
		s := run.New(tree, appliance.Czech)
		effects := s.Next(w, run.Began{})
		for events := 0; !s.Over(); events++ {
			if events > 100 {
				t.Fatalf("still going on after 100 events at %q", s.At())
			}
			effects = s.Next(w, silently(t, effects))
		}
	})
	t.Logf("%d good trees, %d bad ones", good, bad)
	if good == 0 || bad == 0 {
		t.Error("without both the test proves nothing")
	}
}

// silently reports the end of what the session asked for last.
func silently(t *rapid.T, effects []run.Effect) run.Event {
	if len(effects) == 0 {
		t.Fatal("nothing is pending")
	}
	for _, e := range effects {
		if d, ok := e.(run.Dial); ok && rapid.Bool().Draw(t, "through") {
			return run.Answer{Ask: d.Ask, Outcome: run.Done}
		}
	}
	switch e := effects[len(effects)-1].(type) {
	case run.Play:
		if e.Loop {
			return run.NobodyThere{}
		}
		return run.Played{Play: e.Number}
	case run.Say:
		return run.Played{Play: e.Number}
	case run.Wait:
		return run.TimedOut{Wait: e.Number}
	default:
		t.Fatalf("%#v leaves the caller alone", e)
		return nil
	}
}

type weather struct{ open bool }

func (w weather) Open(string) bool            { return w.open }
func (w weather) Queue(string) ivr.QueueFacts { return ivr.QueueFacts{Manned: w.open} }
func (w weather) People() []run.Person        { return nil }
func (w weather) Call() run.Call              { return run.Call{Known: w.open, Now: time.Unix(0, 0)} }

func TestWordsBetweenValuesAreSpokenAndTheValuesAreNot(t *testing.T) {
	world := shop
	world.Prompts = func(appliance.Language, string) bool { return false }
	tree, err := ivr.Parse("test", []byte("language: cs\nnodes:\n  a: {say: \"Objednávka {order} za {sum as money}, děkujeme.\", then: b}\n  b: {hangup: }\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []check.Text{{Language: appliance.Czech, Words: "Objednávka"}, {Language: appliance.Czech, Words: "za"}, {Language: appliance.Czech, Words: "děkujeme."}}
	if d := cmp.Diff(want, check.Unspoken(tree, world)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestEachTextOfABoxThatCannotSpeakWantsARecordingOfItsOwn(t *testing.T) {
	mute := shop
	mute.Mute, mute.Prompts = true, func(appliance.Language, string) bool { return false }
	tree, err := ivr.Parse("test", []byte("nodes:\n  a: {say: {cs: Hobla, pl: Strug}, then: b}\n  b: {say: Cordboard, then: c}\n  c: {hangup: }\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range check.Check(tree, mute) {
		got = append(got, f.Args["node"]+" "+f.Args["language"]+" "+f.Args["name"])
	}
	want := []string{"a cs " + ivr.Spoken("Hobla"), "a pl " + ivr.Spoken("Strug"), "b cs, pl " + ivr.Spoken("Cordboard")}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// FuzzWritten holds that any text is judged: without a finding it is a tree, and
// with one of reading it is none.
func FuzzWritten(f *testing.F) {
	for _, pattern := range []string{"testdata/*.txtar", "../testdata/*.txtar"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("found %d files: %v", len(files), err)
		}
		for _, file := range files {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				f.Fatal(err)
			}
			for _, a := range archive.Files {
				f.Add(a.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		tree, found := check.Written("fuzz", text, func(string) *ivr.Tree { return nil }, shop)
		if tree == nil && !found.Bad() {
			t.Errorf("%q is no tree, and nothing is said about it", text)
		}
		_, err := ivr.Walk("fuzz", text)
		if err != nil && tree != nil {
			t.Errorf("%q is a tree in spite of %v", text, err)
		}
		for i, f := range found {
			if i > 0 && (f.Line < found[i-1].Line || f.Line == found[i-1].Line && f.Column < found[i-1].Column) {
				t.Errorf("%q: line %d stands behind line %d", text, f.Line, found[i-1].Line)
			}
		}
	})
}
