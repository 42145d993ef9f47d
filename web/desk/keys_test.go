package desk

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEveryKeyWithAltIsListed reads out of the script what it does with Alt.
func TestEveryKeyWithAltIsListed(t *testing.T) {
	text, err := os.ReadFile("../ui/assets/keys.js")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(text), "function withAlt(")
	body, _, _ = strings.Cut(body, "\nfunction ")
	found := regexp.MustCompile(`case "([a-z])":`).FindAllStringSubmatch(body, -1)
	if len(found) < 8 {
		t.Fatalf("%d keys found in the script: the test sees nothing", len(found))
	}
	wanted := []string{"Alt 1…9"}
	for _, key := range found {
		wanted = append(wanted, "Alt "+strings.ToUpper(key[1]))
	}
	for _, key := range wanted {
		if !slices.ContainsFunc(shortcuts, func(s shortcut) bool { return slices.Contains(s.keys, key) }) {
			t.Errorf("%s is not in the list of keys", key)
		}
	}
}
