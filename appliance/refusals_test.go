package appliance_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestEachRefusalIsSaidInOnePlace holds that no two variables refuse in the same
// words: who branches on one of them would miss the other.
func TestEachRefusalIsSaidInOnePlace(t *testing.T) {
	said := refusals(t, os.DirFS(".."))
	if len(said["refusal.not-found"]) != 1 {
		t.Fatalf("of refusal.not-found the source says %v, want it once: the test reads too little", said["refusal.not-found"])
	}
	for key, places := range said {
		if len(places) > 1 {
			t.Errorf("%s is said %d times, want once: %s", key, len(places), strings.Join(places, ", "))
		}
	}
}

// refusals are the places in which our source makes each refusal, by its key.
func refusals(t *testing.T, source fs.FS) map[string][]string {
	t.Helper()
	said := map[string][]string{}
	files := token.NewFileSet()
	err := fs.WalkDir(source, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(source, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(files, name, text, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if key, refuses := refused(n); refuses {
				said[key] = append(said[key], files.Position(n.Pos()).String())
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return said
}

// refused is the key of a call of Refuse.
func refused(n ast.Node) (key string, refuses bool) {
	call, is := n.(*ast.CallExpr)
	if !is || len(call.Args) != 2 {
		return "", false
	}
	switch f := call.Fun.(type) {
	case *ast.Ident:
		refuses = f.Name == "Refuse"
	case *ast.SelectorExpr:
		refuses = f.Sel.Name == "Refuse"
	}
	literal, is := call.Args[1].(*ast.BasicLit)
	if !refuses || !is || literal.Kind != token.STRING {
		return "", false
	}
	key, err := strconv.Unquote(literal.Value)
	return key, err == nil && strings.HasPrefix(key, "refusal.")
}
