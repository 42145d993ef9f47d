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

// drivers are the package that tests of real programs wait with, and watch its
// file that looks now and then.
const drivers, watch = "appliance/peertest", "appliance/peertest/until.go"

func TestTestsWaitForEventsAndNotForTime(t *testing.T) {
	breaches, files := sleepers(t, os.DirFS(root(t)))
	for _, b := range breaches {
		t.Errorf("%s: wait for the event, or look for it with peertest.Until", b)
	}
	if files < 200 {
		t.Errorf("only %d files read: the test sees nothing", files)
	}
}

// TestSleepersAreSeen shows each way to wait for time that the test above knows,
// and beside it what is none.
func TestSleepersAreSeen(t *testing.T) {
	const wrapper = "func bubble(t *testing.T, story func()) { synctest.Test(t, func(t *testing.T) { story() }) }; "
	for _, test := range []struct {
		file, text string
		seen       bool
	}{
		{"web/a_test.go", `func f() { time.Sleep(1) }`, true},
		{"web/a_test.go", `func f() { for ; !is(); time.Sleep(1) {} }`, true},
		{"web/a_test.go", `func f() { go func() { time.Sleep(1) }() }`, true},
		{"web/a_test.go", `var f = func() { time.Sleep(1) }`, true},
		{"web/a_test.go", `func f() { later(time.Sleep) }`, true},
		{"web/a_test.go", `func f() { <-time.After(1) }`, true},
		{"web/a_test.go", `func f() { at := <-time.After(1) }`, true},
		{"web/a_test.go", `func f() { select { case <-time.After(1): } }`, true},
		{"web/a_test.go", `func f() { for !is() { select { case <-time.After(1): case <-limit: t.Fatal() } } }`, true},
		{"web/a_test.go", `func f() { synctest.Test(t, g); time.Sleep(1) }`, true},
		{"appliance/peertest/tab.go", `func f() { time.Sleep(1) }`, true},

		{"web/a.go", `func f() { time.Sleep(1) }`, false},
		{"web/testdata/a_test.go", `func f() { time.Sleep(1) }`, false},
		{"appliance/peertest/until.go", `func f() { time.Sleep(1) }`, false},
		{"web/a_test.go", `func f() { select { case <-event: case <-time.After(1): t.Fatal() } }`, false},
		{"web/a_test.go", `func f() { limit := time.After(1) }`, false},
		{"web/a_test.go", `func f() { synctest.Test(t, func(t *testing.T) { go func() { time.Sleep(1) }() }) }`, false},
		{"web/a_test.go", `func f() { synctest.Test(t, func(t *testing.T) { <-time.After(1) }) }`, false},
		{"web/a_test.go", wrapper + `func f() { bubble(t, func() { time.Sleep(1) }) }`, false},
		{"web/a_test.go", `func f() { time.Sleep(1); synctest.Wait() }`, false},
	} {
		breaches, _ := sleepers(t, fstest.MapFS{test.file: &fstest.MapFile{Data: []byte("package p; " + test.text)}})
		if seen := len(breaches) > 0; seen != test.seen {
			t.Errorf("%s with %s: reported %q, want that it is seen: %t", test.file, test.text, breaches, test.seen)
		}
	}
}

// sleepers lists where tests wait for time, and how many files it read.
func sleepers(t *testing.T, house fs.FS) (breaches []string, files int) {
	t.Helper()
	packages, set := map[string][]*ast.File{}, token.NewFileSet()
	err := fs.WalkDir(house, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || slices.Contains(ignored, name)):
			return fs.SkipDir
		case d.IsDir() || name == watch || !strings.HasSuffix(name, "_test.go") && (path.Dir(name) != drivers || path.Ext(name) != ".go"):
			return nil
		}
		text, err := fs.ReadFile(house, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
		packages[path.Dir(name)] = append(packages[path.Dir(name)], file)
		files++
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range packages {
		bubbles := bubblesOf(pkg)
		for _, file := range pkg {
			for _, at := range waitsForTime(file, bubbles) {
				breaches = append(breaches, set.Position(at).String())
			}
		}
	}
	slices.Sort(breaches)
	return breaches, files
}

// bubblesOf are the functions that run those they are handed in a bubble, where a
// clock leaps that nobody waits for: synctest.Test, and those of the package that
// call it.
func bubblesOf(pkg []*ast.File) []string {
	bubbles := []string{"synctest.Test"}
	for _, file := range pkg {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && calls(f, "synctest.Test") && !strings.HasPrefix(f.Name.Name, "Test") {
				bubbles = append(bubbles, f.Name.Name)
			}
		}
	}
	return bubbles
}

// waitsForTime are the places where something waits until it is late, but for
// those in a bubble. A time that only limits how long an event is waited for is
// none.
func waitsForTime(in ast.Node, bubbles []string) (places []token.Pos) {
	ast.Inspect(in, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			return !calls(n, "synctest.Wait") // which panics outside of a bubble
		case *ast.CallExpr:
			return !slices.Contains(bubbles, nameOf(n.Fun))
		case *ast.SelectorExpr:
			if nameOf(n) == "time.Sleep" {
				places = append(places, n.Pos())
			}
		case *ast.CommClause:
			if n.Comm == nil || len(n.Body) == 0 || !calls(n.Comm, "time.After") {
				return true
			}
			for _, s := range n.Body { // what is done about it when it is too late
				places = append(places, waitsForTime(s, bubbles)...)
			}
			return false
		case *ast.UnaryExpr:
			if c, ok := n.X.(*ast.CallExpr); ok && n.Op == token.ARROW && nameOf(c.Fun) == "time.After" {
				places = append(places, n.Pos())
			}
		}
		return true
	})
	return places
}

// calls tells whether a function is called somewhere in there.
func calls(in ast.Node, name string) (does bool) {
	ast.Inspect(in, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		does = does || ok && nameOf(c.Fun) == name
		return !does
	})
	return does
}

// nameOf is how a function is called, as "time.Sleep".
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		if pkg, ok := e.X.(*ast.Ident); ok {
			return fmt.Sprint(pkg.Name, ".", e.Sel.Name)
		}
	}
	return ""
}
