package peertest

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

// axeSource is axe-core 4.14.1 as npm has it (MPL 2.0, see axe/LICENSE).
//
//go:embed axe/axe.min.js
var axeSource string

// Breach is a rule of accessibility that a page breaks, as axe-core tells it.
type Breach struct {
	Rule   string   `json:"rule"`
	Impact string   `json:"impact"` // minor, moderate, serious, critical
	Help   string   `json:"help"`
	Where  []string `json:"where"`
}

func (b Breach) String() string {
	return fmt.Sprintf("%s (%s): %s %q", b.Rule, b.Impact, b.Help, b.Where)
}

// Colours are the rules that a change of colours alone can break.
var Colours = []string{"color-contrast", "link-in-text-block"}

// Words are the rules that a translation alone can break.
var Words = []string{
	"aria-command-name", "aria-dialog-name", "aria-input-field-name", "aria-meter-name", "aria-progressbar-name",
	"aria-toggle-field-name", "button-name", "document-title", "frame-title", "html-has-lang", "html-lang-valid",
	"image-alt", "input-button-name", "label", "link-name", "select-name", "summary-name", "valid-lang",
}

// axeRun looks at the whole document, by some rules or where there are none by
// all, and keeps what is serious.
const axeRun = `(async () => {
	const rules = %s || [];
	const result = await axe.run(document, { resultTypes: ['violations'], iframes: false, ...rules.length && { runOnly: rules } });
	return result.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
		.map(v => ({ rule: v.id, impact: v.impact, help: v.help, where: v.nodes.map(n => n.html.slice(0, 200)) }));
})()`

// Axe examines the page with axe-core, by those rules or by all, and returns the
// serious and critical breaches. The debugger is not bound by the page's policy,
// so that a strict one does not keep the examination out.
func (t *Tab) Axe(rules ...string) (found []Breach) {
	t.t.Helper()
	t.Eval(axe(rules), &found)
	return found
}

// Axe is Tab.Axe inside the frame.
func (f *Frame) Axe(rules ...string) (found []Breach) {
	f.tab.t.Helper()
	f.Eval(axe(rules), &found)
	return found
}

// axe is the script that examines by rules.
func axe(rules []string) string {
	list, _ := json.Marshal(rules) // strings always can be
	return axeSource + ";" + fmt.Sprintf(axeRun, list)
}
