package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// use is what Go sources say about keys: templ's generated code is Go too.
type use struct {
	literals map[string]string // every string, and where it stands first
	prefixes map[string]string // strings ending in "." that something is added to
	asked    map[string]string // keys handed to Text, Fill or Refuse
}

var (
	keyShape    = regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$`)
	prefixShape = regexp.MustCompile(`^[a-z][a-z0-9-]*\.([a-z0-9-]+\.)*([a-z0-9]+-)?$`)
	asking      = map[string]bool{"Text": true, "Fill": true, "Refuse": true, "Section": true}
)

func TestCodeAsksOnlyForKeysThatExist(t *testing.T) {
	u := scan(t, "../..")
	if len(u.asked) < 5 {
		t.Fatalf("only %d keys found in the sources: the test sees nothing", len(u.asked))
	}
	for _, key := range slices.Sorted(maps.Keys(u.asked)) {
		if !Has(key) && !anyKeyUnder(key) {
			t.Errorf("%s asks for %q, which no catalogue has", u.asked[key], key)
		}
	}
}

func TestEveryKeyIsUsed(t *testing.T) {
	u := scan(t, "../..")
	for _, key := range slices.Sorted(maps.Keys(loaded().keys)) {
		if _, ok := u.literals[key]; ok {
			continue
		}
		if !slices.ContainsFunc(slices.Collect(maps.Keys(u.prefixes)), func(p string) bool { return strings.HasPrefix(key, p) }) {
			t.Errorf("nothing uses %q", key)
		}
	}
}

func TestScanSeesKeys(t *testing.T) {
	u := &use{map[string]string{}, map[string]string{}, map[string]string{}}
	u.file(t, "planted.go", `package p
var e = appliance.Refuse(appliance.Full, "refusal.planted")
func f() { l.Text("planted.text"); i18n.Text(ctx, "planted.state." + s) }`)
	for _, key := range []string{"refusal.planted", "planted.text"} {
		if _, ok := u.asked[key]; !ok {
			t.Errorf("the scan does not see %q asked for", key)
		}
	}
	if _, ok := u.prefixes["planted.state."]; !ok {
		t.Error("the scan does not see a key that is put together")
	}
}

func anyKeyUnder(prefix string) bool {
	return strings.HasSuffix(prefix, ".") && slices.ContainsFunc(slices.Collect(maps.Keys(loaded().keys)), func(k string) bool { return strings.HasPrefix(k, prefix) })
}

func scan(t *testing.T, root string) *use {
	t.Helper()
	u := &use{map[string]string{}, map[string]string{}, map[string]string{}}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			u.file(t, path, nil)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (u *use) file(t *testing.T, path string, src any) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, path, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	at := func(n ast.Node) string { return fset.Position(n.Pos()).String() }
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if s, ok := literal(n); ok && keyShape.MatchString(s) {
				u.literals[s] = at(n)
			}
		case *ast.BinaryExpr:
			if s, ok := literal(n.X); ok && n.Op == token.ADD && prefixShape.MatchString(s) {
				u.prefixes[s] = at(n)
			}
		case *ast.CallExpr:
			u.call(n, at(n))
		}
		return true
	})
}

// call notes the key of a call that asks for a text: its first argument, or
// the second one after a context or a kind.
func (u *use) call(n *ast.CallExpr, at string) {
	name := ""
	switch f := n.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
	case *ast.Ident:
		name = f.Name
	}
	if !asking[name] {
		return
	}
	for _, arg := range n.Args[:min(2, len(n.Args))] {
		s, ok := literal(arg)
		switch {
		case ok && keyShape.MatchString(s):
			u.asked[s] = at
			return
		case ok && name == "Section":
			u.asked[s], u.prefixes[s] = at, at
			return
		}
	}
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}
