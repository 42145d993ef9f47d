package desk

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"
	"testing"
)

// outside are the nouns that hold what strangers gave of themselves.
var outside = []string{"appliance.Conversation", "appliance.Contact", "appliance.Entry", "appliance.Ticket", "appliance.Part", "appliance.Revision", "appliance.File", "Note"}

// unread are the ways of the store to such nouns that no page is written from.
var unread = []string{
	"OpenConversations", "ConversationsWith", "ContactByPhone", "ContactsByPhone", "ContactsAmong", "ContactByMail", "Contacts",
	"EntryByKey", "Part", "PartOf", "OpenParts", "ClosedParts", "TicketByKey",
}

// TestSightHasAWayOfItsOwnToAllThatIsMasked compares it with the store's: a new way to
// read a noun that holds personal data is masked there, or said to write no page.
func TestSightHasAWayOfItsOwnToAllThatIsMasked(t *testing.T) {
	seen := methods(t, ".", "sight")
	found := 0
	for name, result := range methods(t, "../../appliance/sqlite", "View") {
		if !slices.Contains(outside, strings.TrimPrefix(result, "[]")) {
			continue
		}
		found++
		_, own := seen[name]
		if own == slices.Contains(unread, name) {
			t.Errorf("View.%s returns %s: has sight a way of its own: %t, is it said to write no page: %t", name, result, own, slices.Contains(unread, name))
		}
	}
	if found < 15 {
		t.Errorf("only %d ways to what is masked were found", found)
	}
	for _, file := range sources(t, ".") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range unread {
			if strings.Contains(string(text), "w.view."+name+"(") {
				t.Errorf("%s writes a page from View.%s, which masks nothing", file, name)
			}
		}
	}
}

// methods are those of a type, with what each returns first.
func methods(t *testing.T, dir, of string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, file := range sources(t, dir) {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, is := d.(*ast.FuncDecl)
			if !is || fn.Recv == nil || types.ExprString(fn.Recv.List[0].Type) != "*"+of || fn.Type.Results == nil {
				continue
			}
			all[fn.Name.Name] = types.ExprString(fn.Type.Results.List[0].Type)
		}
	}
	return all
}

func sources(t *testing.T, dir string) (all []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name := f.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			all = append(all, dir+"/"+name)
		}
	}
	return all
}
