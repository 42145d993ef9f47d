package ivr

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/token"
)

// Format writes a tree as YAML: what Parse reads back as the same tree. What
// has its default value is left out, and comments are not kept.
func Format(t *Tree) []byte {
	w := &writer{}
	w.line(0, "tree", t.Name)
	w.line(0, "language", t.Language)
	if len(t.Nodes) > 0 && t.Start != t.Nodes[0].Name {
		w.line(0, "start", t.Start)
	}
	w.WriteString("nodes:\n")
	for _, n := range t.Nodes {
		fmt.Fprintf(&w.Builder, "  %s:\n", quote(n.Name))
		w.line(2, "language", n.Language)
		w.act(n.Act)
	}
	w.tests(t.Tests)
	return []byte(w.String())
}

type writer struct{ strings.Builder }

// line writes "key: value", or nothing for an empty value.
func (w *writer) line(depth int, key, value string) {
	if value != "" {
		fmt.Fprintf(&w.Builder, "%s%s: %s\n", strings.Repeat("  ", depth), quote(key), quote(value))
	}
}

func (w *writer) act(a Act) {
	switch a := a.(type) {
	case Play:
		w.prompts("play", a.Play)
		w.line(2, "then", a.Then)
		w.yes("barge-in", a.BargeIn, false)
		w.yes("type-ahead", a.TypeAhead, true)
	case Menu:
		w.menu(a)
	case Hours:
		w.line(2, "hours", a.Hours)
		w.line(2, "open", a.Open)
		w.line(2, "closed", a.Closed)
	case Queue:
		w.queue(a)
	case Subtree:
		w.line(2, "tree", a.Tree)
		w.line(2, "then", a.Then)
	case Return:
		w.WriteString("    return:\n")
	case Operator:
		w.operator(a)
	case Dial:
		w.dial(a)
	case Lookup:
		w.lookup(a)
	case Voicemail:
		w.voicemail(a)
	case Callback:
		w.callback(a)
	case Invitation:
		w.invitation(a)
	case Survey:
		w.survey(a)
	case Directory:
		w.directory(a)
	case Goto:
		w.line(2, "goto", a.Goto)
	case Language:
		w.line(2, "then", a.Then)
	case Set:
		w.set(a)
	case If:
		w.condition(a)
	case Say:
		w.say(a)
	case Collect:
		w.collect(a)
	case Hangup:
		if len(a.Play) == 0 {
			w.WriteString("    hangup:\n")
		}
		w.prompts("hangup", a.Play)
	}
}

func (w *writer) menu(m Menu) {
	w.prompts("menu", m.Menu)
	for _, c := range m.Choices {
		w.choice(c)
	}
	w.patience(m.Nothing, m.Wrong, m.Timeout, m.Retries)
	w.yes("barge-in", m.BargeIn, true)
	w.yes("type-ahead", m.TypeAhead, true)
}

// patience writes how long and how often is asked, and where it leads.
func (w *writer) patience(nothing, wrong Miss, timeout time.Duration, retries int) {
	w.miss("nothing", nothing)
	w.miss("wrong", wrong)
	if timeout != DefaultTimeout {
		w.line(2, "timeout", duration(timeout))
	}
	if retries != DefaultRetries {
		w.line(2, "retries", strconv.Itoa(retries))
	}
}

func (w *writer) choice(c Choice) {
	if c.Label == "" {
		w.line(2, string(c.Key), c.To)
		return
	}
	fmt.Fprintf(&w.Builder, "    %s: {label: %s, then: %s}\n", quote(string(c.Key)), quote(c.Label), quote(c.To))
}

// duration writes a time as people do: "90s" and not "1m30s", and "2h" and not
// "7200s".
func duration(d time.Duration) string {
	of, unit := time.Second, "s"
	if d > longestSeconds && d%time.Minute == 0 {
		of, unit = time.Minute, "m"
		if d%time.Hour == 0 {
			of, unit = time.Hour, "h"
		}
	}
	if d%of != 0 {
		return d.String()
	}
	return strconv.Itoa(int(d/of)) + unit
}

// longestSeconds is up to where people count in seconds.
const longestSeconds = 2 * time.Minute

func (w *writer) miss(key string, m Miss) {
	if len(m.Play) == 0 {
		w.line(2, key, m.Then)
		return
	}
	fmt.Fprintf(&w.Builder, "    %s: {play: %s", key, list(m.Play))
	if m.Then != "" {
		fmt.Fprintf(&w.Builder, ", then: %s", quote(m.Then))
	}
	w.WriteString("}\n")
}

func (w *writer) prompts(key string, names []string) {
	if len(names) > 0 {
		fmt.Fprintf(&w.Builder, "    %s: %s\n", key, list(names))
	}
}

func (w *writer) yes(key string, value, otherwise bool) {
	if value == otherwise {
		return
	}
	fmt.Fprintf(&w.Builder, "    %s: %s\n", key, map[bool]string{true: "yes", false: "no"}[value])
}

func list(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = quote(name)
	}
	if len(quoted) == 1 {
		return quoted[0]
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// quote writes a word so that YAML reads the same word back. Plain are those
// of letters and digits that no reader of YAML takes for something else.
func quote(s string) string {
	plain := isNodeName(s) && s[0] != '-' || isPlainTitle(s)
	if plain && !token.IsNeedQuoted(s) || isKeyDigit(s) {
		return s
	}
	return `"` + escapes.Replace(s) + `"`
}

// escapes are those of a double-quoted scalar: a line break in one would be a
// space (YAML 1.2.2 section 7.3.1).
var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

// isPlainTitle allows single spaces between words.
func isPlainTitle(s string) bool {
	for word := range strings.SplitSeq(s, " ") {
		if !isNodeName(word) || word[0] == '-' {
			return false
		}
	}
	return true
}

func isKeyDigit(s string) bool { return len(s) == 1 && '0' <= s[0] && s[0] <= '9' }
