package widget

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"cordboard/web/ui"
)

var hex = regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`)

// The widget's colours are the desk's: a colour that is changed in tokens.css
// is changed in the panel, and the loader, which stands in pages of others and
// cannot read that file, has none that is not in it.
func TestWidgetHasNoColourOfItsOwn(t *testing.T) {
	tokens, err := fs.ReadFile(ui.Tokens(), "tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"#fff": true, "#000": true}
	for _, c := range hex.FindAllString(string(tokens), -1) {
		known[c] = true
	}
	if len(known) < 40 {
		t.Fatalf("tokens.css has %d colours: the test sees too little", len(known))
	}
	for _, file := range []string{"panel.css", "loader.js"} {
		text, err := os.ReadFile("assets/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range hex.FindAllString(string(text), -1) {
			if !known[c] {
				t.Errorf("%s has the colour %s, which is not in tokens.css", file, c)
			}
		}
	}
	panel, err := os.ReadFile("assets/panel.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"--surface", "--text", "--line", "--warn-soft"} {
		if !strings.Contains(string(tokens), "    "+name+":") || strings.Contains(string(panel), name+":") {
			t.Errorf("%s is not set in tokens.css alone", name)
		}
	}
}
