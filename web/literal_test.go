package web_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	parser "github.com/a-h/templ/parser/v2"
)

// said are words that pages say as they are in every language: the names of
// keys, and ours.
var said = []string{"Alt", "Ctrl", "E", "F", "G", "K", "N", "T", "Enter", "Esc", "Tab", "Cordboard"}

// spoken are the attributes that a person reads or hears.
var spoken = []string{"title", "alt", "placeholder", "aria-label", "aria-description", "label"}

var word = regexp.MustCompile(`\pL+`)

func TestNoPageSaysWhatTheCatalogueDoesNot(t *testing.T) {
	planted := `package p
templ page(on bool) {
	<p title="Literal title">{ "fine" } Literal text</p>
	if on {
		for _, x := range xs {
			@frame() {
				<kbd>Alt K</kbd><b>Deep</b>
			}
		}
	}
}
`
	if got, want := literals(t, planted), []string{"Literal", "title", "Literal", "text", "Deep"}; !slices.Equal(got, want) {
		t.Fatalf("the planted page: found %q, want %q", got, want)
	}
	pages := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".templ") {
			return err
		}
		pages++
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if found := literals(t, string(text)); len(found) > 0 {
			t.Errorf("%s says %q in every language: put it into the catalogue", name, found)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if pages < 10 {
		t.Errorf("only %d pages read: the test sees nothing", pages)
	}
}

// literals are the words of a templ file that are said as they stand there.
func literals(t *testing.T, text string) (found []string) {
	t.Helper()
	file, err := parser.ParseString(text)
	if err != nil {
		t.Fatal(err)
	}
	add := func(s string) {
		for _, w := range word.FindAllString(s, -1) {
			if !slices.Contains(said, w) {
				found = append(found, w)
			}
		}
	}
	var walk func([]parser.Node)
	walk = func(nodes []parser.Node) {
		for _, n := range nodes {
			switch n := n.(type) {
			case *parser.Text:
				add(n.Value)
			case *parser.Element:
				for _, a := range n.Attributes {
					if c, ok := a.(*parser.ConstantAttribute); ok && slices.Contains(spoken, c.Key.String()) {
						add(c.Value)
					}
				}
			}
			if c, ok := n.(parser.CompositeNode); ok {
				walk(c.ChildNodes())
			}
		}
	}
	for _, n := range file.Nodes {
		if page, ok := n.(*parser.HTMLTemplate); ok {
			walk(page.Children)
		}
	}
	return found
}
