package ivr_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cordboard/ivr"
	"cordboard/ivr/ivrtest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite what testdata expects")

// openPlace is a place of a sentence that nothing was put into.
var openPlace = regexp.MustCompile(`\{[a-z]+\}`)

// TestParseSaysWhatIsWrongAndWhere holds the findings for the broken trees of
// testdata: after each tree, in the file of the same name, its findings.
func TestParseSaysWhatIsWrongAndWhere(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d files: %v", len(files), err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+1 < len(archive.Files); i += 2 {
			tree, want := archive.Files[i], &archive.Files[i+1]
			t.Run(tree.Name, func(t *testing.T) {
				got := "nothing\n"
				if _, err := ivr.Parse("test", tree.Data); err != nil {
					got = err.Error() + "\n"
				}
				if openPlace.MatchString(got) {
					t.Errorf("a sentence has an open place:\n%s", got)
				}
				if *update {
					want.Data = []byte(got)
				} else if d := cmp.Diff(string(want.Data), got); d != "" {
					t.Errorf("%s (-want +got):\n%s", file, d)
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

// sameTree compares what trees say, not where it stands.
var sameTree = cmpopts.IgnoreUnexported(ivr.Tree{})

func TestFormatIsReadBackAsTheSameTree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := ivrtest.Trees().Draw(t, "tree")
		text := ivr.Format(tree)
		got, err := ivr.Parse("test", text)
		if err != nil {
			t.Fatalf("written:\n%s\nread: %v", text, err)
		}
		if d := cmp.Diff(tree, got, sameTree); d != "" {
			t.Fatalf("written:\n%s\n(-want +got):\n%s", text, d)
		}
	})
}

func TestTheExampleOfTheDocumentationIsATree(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var example strings.Builder
	for line := range strings.Lines(string(doc)) {
		if code, ok := strings.CutPrefix(line, "//\t"); ok {
			example.WriteString(code)
		}
	}
	tree, err := ivr.Parse("doc", []byte(example.String()))
	if err != nil {
		t.Fatalf("%s\n%v", example.String(), err)
	}
	if tree.Name != "Main line" || tree.Start != "hours" || len(tree.Nodes) != 21 {
		t.Errorf("got %q from %q with %d nodes, want Main line from hours with 21", tree.Name, tree.Start, len(tree.Nodes))
	}
}

func TestPlacesAreLinesAndCharacters(t *testing.T) {
	tree, err := ivr.Parse("test", []byte("nodes:\n  ěščř:\n    play: [hello, again]\n    then: ěščř # loop\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		got, want ivr.Place
	}{
		{tree.Place("ěščř", ""), ivr.Place{Line: 2, Column: 3}},
		{tree.Place("ěščř", "then"), ivr.Place{Line: 4, Column: 11}},
		{tree.PromptPlace("ěščř", "again"), ivr.Place{Line: 3, Column: 19}},
		{tree.Place("ěščř", "nothing"), ivr.Place{Line: 2, Column: 3}},
		{ivr.Direct("Orders", "").Place("queue", ""), ivr.Place{}},
	} {
		if c.got != c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}

// TestHugeAndDeepFilesAreRefused before the parser, which is recursive and slow
// on many lines, sees them.
func TestHugeAndDeepFilesAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ text, code string }{
		"bytes":    {"nodes: {}" + strings.Repeat(" ", 128<<10), "too-large"},
		"lines":    {"nodes: {}" + strings.Repeat("\n", 5001), "too-large"},
		"brackets": {strings.Repeat("[", 100_000), "too-deep"},
		"closed":   {strings.Repeat("[", 17) + strings.Repeat("]", 17), "too-deep"},
		"mappings": {strings.Repeat("{a: ", 30_000), "too-deep"},
		"lists":    {strings.Repeat("- ", 60_000), "too-deep"},
		"keys":     {strings.Repeat("? ", 60_000), "too-deep"},
		"anchors":  {strings.Repeat("&a ", 40_000), "too-deep"},
		"tags":     {strings.Repeat("!t ", 40_000), "too-deep"},
		"indents":  {indents(17), "too-deep"},
		"open":     {"nodes: {a: {hangup: }, b: " + strings.Repeat("[{x: ", 20_000), "too-deep"},
	} {
		_, err := ivr.Parse(name, []byte(c.text))
		if findings, ok := errors.AsType[ivr.Findings](err); !ok || len(findings) != 1 || findings[0].Code != c.code {
			t.Errorf("%s: got %v, want one finding %s", name, err, c.code)
		}
	}
}

func indents(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestFindingsStopAtAHundred(t *testing.T) {
	_, err := ivr.Parse("test", []byte("nodes:\n  a:\n    hangup:\n"+strings.Repeat("? x\n", 3000)))
	findings, ok := errors.AsType[ivr.Findings](err)
	if !ok || len(findings) != 100 {
		t.Errorf("got %d findings (%T), want 100", len(findings), err)
	}
}

func TestLikeKnowsSlipsOfTheHand(t *testing.T) {
	names := []string{"orders", "returns", "reception", "a", "Shop"}
	for written, want := range map[string]string{
		"ordrs": "orders", "ordesr": "orders", "retruns": "returns", "recepton": "reception",
		"shop": "Shop", "b": "", "xyzxyz": "", "orders": "", "": "", "receptionist": "reception",
	} {
		if got := ivr.Like(written, names); got != want {
			t.Errorf("Like(%q) = %q, want %q", written, got, want)
		}
	}
}

func TestDirectLeadsIntoTheQueue(t *testing.T) {
	tree := ivr.Direct("Objednávky", "pl")
	start := tree.Find(tree.Start)
	if queue, leads := start.Act.(ivr.Queue); !leads || queue.Queue != "Objednávky" || tree.Language != "pl" {
		t.Errorf("got %+v", tree)
	}
	if _, err := ivr.Parse("direct", ivr.Format(tree)); err != nil {
		t.Errorf("it cannot be written: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
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
	f.Add(ivr.Format(ivr.Direct("Orders", "cs")))
	f.Fuzz(func(t *testing.T, text []byte) {
		tree, err := ivr.Parse("fuzz", text)
		if err != nil {
			if findings, ok := errors.AsType[ivr.Findings](err); !ok || len(findings) == 0 {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		again, err := ivr.Parse("fuzz", ivr.Format(tree))
		if err != nil {
			t.Fatalf("%q is written as\n%s\nwhich cannot be read: %v", text, ivr.Format(tree), err)
		}
		if d := cmp.Diff(tree, again, sameTree); d != "" {
			t.Fatalf("%q is written as\n%s\n%s", text, ivr.Format(tree), d)
		}
	})
}
