package sqlite

import (
	"context"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
)

// TestEveryStatementPreparesAgainstAFreshSchema finds the statements where
// they stand: every constant of type statement, and every text that is handed
// on as one, in the sources of this package.
func TestEveryStatementPreparesAgainstAFreshSchema(t *testing.T) {
	s := open(t)
	found := statements(t)
	if len(found) < 60 {
		t.Fatalf("found %d statements in the sources, want at least 60: the search is broken", len(found))
	}
	for q, at := range found {
		if err := preparable(s, q); err != nil {
			t.Errorf("%s: %v\n%s", at, err, q)
		}
	}
	if err := preparable(s, "SELECT nonsense FROM nowhere"); err == nil {
		t.Error("a wrong statement was prepared: this test would find nothing")
	}
}

// TestEveryFilterOfConversationsPrepares builds the statement of every
// combination of fields. INDEXED BY makes SQLite refuse one that cannot use
// the index that was chosen for it.
func TestEveryFilterOfConversationsPrepares(t *testing.T) {
	s := open(t)
	states := [][]appliance.ConversationState{
		nil,
		{appliance.Waiting},
		{appliance.Finished},
		{appliance.Waiting, appliance.Active},
		{appliance.Finished, appliance.Abandoned},
	}
	built := map[statement]bool{}
	for _, st := range states {
		for bits := range 1 << 11 {
			f := ConversationFilter{States: st}
			has := func(n int) bool { return bits>>n&1 == 1 }
			f.EntryPoint = appliance.EntryPointID(bits & 1)
			f.Operator = appliance.OperatorID(bits >> 1 & 1)
			f.Queue = appliance.QueueID(bits >> 2 & 1)
			f.Contact = appliance.ContactID(bits >> 3 & 1)
			f.Before = appliance.ConversationID(bits >> 4 & 1)
			if has(5) {
				f.Visitor = []byte{1}
			}
			if has(6) {
				f.Call = "a"
			}
			if has(7) {
				f.Text = "b"
			}
			if has(8) {
				f.From = time.Unix(1, 0)
			}
			if has(9) {
				f.To = time.Unix(2, 0)
			}
			f.ByEnd = has(10)
			q, args := f.query()
			if n := strings.Count(string(q), "?"); n != len(args) {
				t.Fatalf("%+v: %d places, %d arguments in %s", f, n, len(args), q)
			}
			built[q] = true
		}
	}
	for q := range built {
		if err := preparable(s, q); err != nil {
			t.Fatalf("prepare: %v\n%s", err, q)
		}
	}
	t.Logf("%d statements", len(built))
}

// preparable prepares q without keeping it.
func preparable(s *Store, q statement) error {
	p, err := s.writer.conn.sql.PrepareContext(context.Background(), string(q))
	if err != nil {
		return err
	}
	defer p.Close()
	return nil
}

// statements type-checks the sources without what they import: constants
// evaluate all the same. A conversion to statement of something that is not
// constant is allowed in filter.go alone.
func statements(t *testing.T) map[statement]token.Position {
	t.Helper()
	files, set := sources(t)
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}}
	conf := types.Config{Error: func(error) {}, Importer: noImports{}}
	pkg, _ := conf.Check("sqlite", set, files, info)
	isStatement := func(typ types.Type) bool {
		return typ != nil && typ == pkg.Scope().Lookup("statement").Type()
	}
	found := map[statement]token.Position{}
	for _, name := range pkg.Scope().Names() {
		if c, ok := pkg.Scope().Lookup(name).(*types.Const); ok && isStatement(c.Type()) {
			found[statement(constant.StringVal(c.Val()))] = set.Position(c.Pos())
		}
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			at := set.Position(call.Pos())
			if tv := info.Types[call.Fun]; tv.IsType() && isStatement(tv.Type) &&
				info.Types[call].Value == nil && at.Filename != "filter.go" {
				t.Errorf("%s: a statement that is not constant", at)
			}
			for _, arg := range call.Args {
				if tv := info.Types[arg]; tv.Value != nil && isStatement(tv.Type) {
					found[statement(constant.StringVal(tv.Value))] = set.Position(arg.Pos())
				}
			}
			return true
		})
	}
	return found
}

func sources(t *testing.T) ([]*ast.File, *token.FileSet) {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, e.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files, set
}

type noImports struct{}

func (noImports) Import(path string) (*types.Package, error) {
	_, name, ok := strings.Cut(path, "/")
	if !ok {
		name = path
	}
	p := types.NewPackage(path, name)
	p.MarkComplete()
	return p, nil
}
