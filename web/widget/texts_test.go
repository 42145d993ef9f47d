package widget_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cordboard/web/i18n"
)

var (
	asked     = regexp.MustCompile(`(?:\.text|\bt|again)\(\s*'([a-z-]+)'`)
	askedElse = regexp.MustCompile(`'([a-z]+(?:-[a-z]+)*)'`)
	prefixed  = regexp.MustCompile(`\.text\('([a-z-]+-)' \+`)
)

// TestPanelAsksOnlyForTextsThatExist reads the scripts as the catalogues'
// own test reads Go.
func TestPanelAsksOnlyForTextsThatExist(t *testing.T) {
	section := i18n.Localizer("en").Section("widget.panel.")
	used, prefixes := map[string]bool{"language": true, "no-script": true}, []string{}
	files, err := filepath.Glob("assets/*.js")
	must(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "loader.js") {
			continue
		}
		source, err := os.ReadFile(file)
		must(t, err)
		for _, m := range prefixed.FindAllSubmatch(source, -1) {
			prefixes = append(prefixes, string(m[1]))
		}
		for _, m := range asked.FindAllSubmatch(source, -1) {
			name := string(m[1])
			if _, ok := section[name]; !ok && !strings.HasSuffix(name, "-") {
				t.Errorf("%s asks for %q, which no catalogue has", file, name)
			}
		}
		for _, m := range askedElse.FindAllSubmatch(source, -1) {
			used[string(m[1])] = true
		}
	}
	if len(used) < 40 || len(prefixes) < 3 {
		t.Fatalf("only %d texts and %d prefixes found: the test sees too little", len(used), len(prefixes))
	}
	for name := range section {
		begins := false
		for _, p := range prefixes {
			begins = begins || strings.HasPrefix(name, p)
		}
		if !used[name] && !begins {
			t.Errorf("no script uses %q", name)
		}
	}
}
