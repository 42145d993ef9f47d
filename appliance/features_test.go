package appliance_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// ids are all rows of the acceptance list, as ranges.
var ids = []struct {
	letter   string
	from, to int
}{
	{"F", 1, 17},
	{"F", 20, 36},
	{"F", 40, 40},
	{"F", 42, 44},
	{"F", 50, 55},
	{"F", 60, 62},
	{"F", 70, 81},
	{"F", 84, 87},
	{"F", 90, 112},
	{"F", 120, 145},
	{"F", 150, 162},
	{"F", 170, 179},
	{"F", 190, 197},
	{"F", 200, 227},
	{"F", 230, 246},
	{"T", 1, 12},
	{"I", 1, 8},
	{"D", 1, 8},
	{"V", 1, 4},
	{"P", 1, 7},
	{"A", 1, 11},
}

// rows lists the ids in the order of the ledger.
func rows() []string {
	var all []string
	for _, r := range ids {
		for n := r.from; n <= r.to; n++ {
			digits := "%s%02d"
			if r.letter == "F" {
				digits = "%s%03d"
			}
			all = append(all, fmt.Sprintf(digits, r.letter, n))
		}
	}
	return all
}

func TestLedgerHasEveryRowAndEveryTestThatItNames(t *testing.T) {
	house := os.DirFS(root(t))
	ledger, err := fs.ReadFile(house, "appliance/FEATURES.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := testsOf(t, house)
	if len(tests) < 100 {
		t.Errorf("only %d tests found: the test sees nothing", len(tests))
	}
	for _, wrong := range audit(string(ledger), house, tests) {
		t.Error(wrong)
	}
}

// TestLedgerTestSees spoils a ledger that is right in every way.
func TestLedgerTestSees(t *testing.T) {
	house := fstest.MapFS{
		"appliance/acd/a_test.go": &fstest.MapFile{Data: []byte("package acd\nfunc TestThere(t *testing.T) {}\nfunc (h house) TestMethod() {}\nfunc FuzzThere(f *testing.F) {}")},
		"web/desk/c_test.go":      &fstest.MapFile{Data: []byte("package desk\nfunc TestTwice(t *testing.T) {}")},
		"web/widget/d_test.go":    &fstest.MapFile{Data: []byte("package widget\nfunc TestTwice(t *testing.T) {}")},
		"notes/b_test.go.txt":     &fstest.MapFile{Data: []byte("package acd\nfunc TestElsewhere(t *testing.T) {}")},
	}
	tests := testsOf(t, house)
	var lines []string
	for _, id := range rows() {
		lines = append(lines, "| "+id+" | what it is |  | open |")
	}
	sound := "# Ledger\n\n| id | what | where | proof |\n|---|---|---|---|\n" + strings.Join(lines, "\n")
	with := func(row string) string {
		return strings.Replace(sound, "| F030 | what it is |  | open |", row, 1)
	}
	for _, test := range []struct{ ledger, want string }{
		{sound, ""},
		{with("| F030 | it | appliance/acd | TestThere, FuzzThere |"), ""},
		{with("| F030 | it | appliance/acd, appliance/acd/a_test.go | TestThere; open: the rest |"), ""},
		{with(""), "F030 is missing"},
		{with("| F030 | it |  | open |\n| F030 | it |  | open |"), "F030 stands twice"},
		{with("| F030 | it |  | open |\n| F018 | it |  | open |"), "F018 is no row of the list"},
		{with("| F030 | it | appliance/acd | TestGone |"), `F030: there is no test "TestGone"`},
		{with("| F030 | it | appliance/acd | TestMethod |"), `F030: there is no test "TestMethod"`},
		{with("| F030 | it | appliance/acd | TestElsewhere |"), `F030: there is no test "TestElsewhere"`},
		{with("| F030 | it | appliance/acd | appliance/acd.TestThere, web/widget.TestTwice |"), ""},
		{with("| F030 | it | appliance/acd | TestTwice |"), `F030: "TestTwice" may be that of web/desk or web/widget`},
		{with("| F030 | it | appliance/acd | web/desk.TestThere |"), `F030: there is no test "web/desk.TestThere"`},
		{with("| F030 | it | appliance/acd | TestThere, |"), `F030: there is no test ""`},
		{with("| F030 | it | appliance/acd | done |"), `F030: there is no test "done"`},
		{with("| F030 | it | appliance/gone | TestThere |"), "F030: there is no appliance/gone"},
		{with("| F030 | it |  | TestThere |"), "F030 is proved, and does not say where it lives"},
		{with("| F030 | it | appliance/acd | TestThere; nearly |"), "F030: \"nearly\" does not say what is open"},
		{with("| F030 |  |  | open |"), "F030 does not say what it is"},
		{with("| F030 | it | open |"), "F030 has 3 cells"},
	} {
		wrong := audit(test.ledger, house, tests)
		if test.want == "" && len(wrong) == 0 {
			continue
		}
		if test.want == "" || !slices.ContainsFunc(wrong, func(w string) bool { return strings.Contains(w, test.want) }) {
			t.Errorf("reported %q, want %q", wrong, test.want)
		}
	}
}

// audit lists what is wrong with a ledger.
func audit(ledger string, house fs.FS, tests map[string][]string) (wrong []string) {
	seen := map[string]bool{}
	known := rows()
	for line := range strings.Lines(ledger) {
		cells := cells(line)
		if len(cells) == 0 || cells[0] == "id" || strings.HasPrefix(cells[0], "--") {
			continue
		}
		id := cells[0]
		switch {
		case !slices.Contains(known, id):
			wrong = append(wrong, id+" is no row of the list")
		case seen[id]:
			wrong = append(wrong, id+" stands twice")
		case len(cells) != 4:
			wrong = append(wrong, fmt.Sprintf("%s has %d cells, want 4", id, len(cells)))
		default:
			wrong = append(wrong, auditRow(id, cells[1], cells[2], cells[3], house, tests)...)
		}
		seen[id] = true
	}
	for _, id := range known {
		if !seen[id] {
			wrong = append(wrong, id+" is missing")
		}
	}
	return wrong
}

func auditRow(id, what, where, proof string, house fs.FS, tests map[string][]string) (wrong []string) {
	if what == "" {
		wrong = append(wrong, id+" does not say what it is")
	}
	if where != "" {
		for place := range strings.SplitSeq(where, ", ") {
			if _, err := fs.Stat(house, place); err != nil {
				wrong = append(wrong, id+": there is no "+place)
			}
		}
	}
	if proof == "open" {
		return wrong
	}
	if where == "" {
		wrong = append(wrong, id+" is proved, and does not say where it lives")
	}
	named, rest, partly := strings.Cut(proof, "; ")
	if partly && !strings.HasPrefix(rest, "open: ") {
		wrong = append(wrong, fmt.Sprintf("%s: %q does not say what is open", id, rest))
	}
	for test := range strings.SplitSeq(named, ",") {
		if what := auditTest(strings.TrimSpace(test), tests); what != "" {
			wrong = append(wrong, id+": "+what)
		}
	}
	return wrong
}

// auditTest says what is wrong with a test that a row names: alone where no
// other has its name, else with the folder of its package before it.
func auditTest(named string, tests map[string][]string) string {
	folder, name := path.Split(named)
	if folder != "" { // web/widget.TestPanel
		last, test, _ := strings.Cut(name, ".")
		folder, name = folder+last, test
	}
	switch homes := tests[name]; {
	case len(homes) == 0, folder != "" && !slices.Contains(homes, folder):
		return fmt.Sprintf("there is no test %q", named)
	case folder == "" && len(homes) > 1:
		return fmt.Sprintf("%q may be that of %s", name, strings.Join(homes, " or "))
	}
	return ""
}

// cells splits a row of a table; other lines have none.
func cells(line string) []string {
	line, ok := strings.CutPrefix(strings.TrimSpace(line), "|")
	if !ok {
		return nil
	}
	parts := strings.Split(strings.TrimSuffix(line, "|"), "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// testsOf finds the tests, fuzz targets and benchmarks of a module, and the
// folders of the packages that have one of that name.
func testsOf(t *testing.T, house fs.FS) map[string][]string {
	t.Helper()
	tests := map[string][]string{}
	err := fs.WalkDir(house, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || slices.Contains(ignored, name)) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path.Base(name), "_test.go") {
			return nil
		}
		text, err := fs.ReadFile(house, name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && isTest(fn.Name.Name) {
				tests[fn.Name.Name] = append(tests[fn.Name.Name], path.Dir(name))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tests
}

func isTest(name string) bool {
	return slices.ContainsFunc([]string{"Test", "Fuzz", "Benchmark", "Example"}, func(p string) bool { return strings.HasPrefix(name, p) })
}
