package desk

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
)

// TestEveryKeyWithAltIsListed reads out of the script what it does with Alt.
func TestEveryKeyWithAltIsListed(t *testing.T) {
	text, err := os.ReadFile("../ui/assets/keys.js")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(text), "const commands = {")
	body, _, _ = strings.Cut(body, "\n};")
	var done []string
	for _, found := range regexp.MustCompile(`(?m)^  ([a-z]+): `).FindAllStringSubmatch(body, -1) {
		done = append(done, found[1])
	}
	var listed []string
	for _, s := range shortcutsOf(top{}) {
		if s.command != "" {
			listed = append(listed, string(s.command))
		}
	}
	for _, c := range appliance.Commands() {
		if !slices.Contains(done, string(c)) || !slices.Contains(listed, string(c)) {
			t.Errorf("%s is done by the script: %v, and listed: %v", c, done, listed)
		}
	}
	if len(done) != len(appliance.Commands()) || len(listed) != len(done) {
		t.Errorf("the script does %v, listed are %v", done, listed)
	}
}
