package i18n

import (
	"regexp"
	"strings"
	"testing"
)

// TestTextsSpeakInOneVoice: without "please"; in Czech to everybody as to whom one
// writes a letter; in Polish to visitors impersonally.
func TestTextsSpeakInOneVoice(t *testing.T) {
	// Go's \b knows ASCII letters alone.
	word := func(words string) *regexp.Regexp {
		return regexp.MustCompile(`(?:^|[^\pL])(?:` + words + `)(?:[^\pL]|$)`)
	}
	everywhere := func(key string) bool { return !strings.HasPrefix(key, "emoji.") }
	ofVisitors := func(key string) bool {
		return strings.HasPrefix(key, "widget.loader.") || strings.HasPrefix(key, "widget.panel.") || strings.HasPrefix(key, "refusal.widget-")
	}
	for _, rule := range []struct {
		lang    string
		not     *regexp.Regexp
		of      func(key string) bool
		example string
	}{
		{"en", word(`[Pp]lease`), everywhere, "Try again, please."},
		{"cs", word(`[Pp]rosíme?`), everywhere, "Zkuste to prosím znovu."},
		{"cs", word(`vás|vám|vámi|váš|vaš[\pL]+`), everywhere, "Zavoláme vám."},
		{"pl", word(`[Pp]rosz[ęą]|[Pp]rosimy`), everywhere, "Proszę czekać."},
		{"pl", word(`[Cc]iebie|[Tt]ob(?:ie|ą)|[Cc]ię|[Tt]woj[\pL]+|[Tt]wój|jesteś|napiszesz|wpiszesz|[Pp]aństw[\pL]+`), ofVisitors, "Strona, na której jesteś."},
	} {
		if !rule.not.MatchString(rule.example) {
			t.Errorf("%s: %q is not seen", rule.lang, rule.example)
		}
		for key, forms := range loaded().forms[rule.lang] {
			for _, text := range forms {
				if rule.of(key) && rule.not.MatchString(text) {
					t.Errorf("%s: %s says %q", rule.lang, key, text)
				}
			}
		}
	}
}
