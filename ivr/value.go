package ivr

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// The bounds of words and numbers in a tree.
const (
	nameLimit    = 64  // of a node or a prompt
	titleLimit   = 100 // of a queue, opening hours, a tree
	promptLimit  = 16  // prompts in one list
	leastTimeout = time.Second
	mostTimeout  = time.Minute
	mostRetries  = 9
)

// text reads one value, or gives "" after having noted why it cannot. A nil
// line was not written and is "" too.
func (r *reader) text(l *line) string {
	if l == nil {
		return ""
	}
	return r.word(l.key, l.value, l.at)
}

func (r *reader) word(key string, n ast.Node, at Place) string {
	switch n := n.(type) {
	case nil:
		r.note(at, "value-missing", "key", key)
		return ""
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		r.note(place(n), "yaml-reference")
		return ""
	}
	s, ok := scalar(n)
	switch {
	case !ok && n.Type() == ast.NullType, ok && s == "":
		r.note(at, "value-missing", "key", key)
		return ""
	case !ok:
		r.note(place(n), "value-shape", "key", key)
		return ""
	}
	return s
}

// title reads the name of a queue, of hours, of the tree.
func (r *reader) title(l *line) string {
	s := r.text(l)
	if s != "" && !isTitle(s) {
		r.note(place(l.value), "name", "limit", strconv.Itoa(titleLimit))
		return ""
	}
	return s
}

func isTitle(s string) bool {
	return utf8.RuneCountInString(s) <= titleLimit && isText(s)
}

// isText allows one line of what can be seen.
func isText(s string) bool {
	return utf8.RuneCountInString(s) <= textLimit && strings.TrimSpace(s) == s &&
		!strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) })
}

// nodeName checks a name that a node is given or called by.
func (r *reader) nodeName(s string, at Place) bool {
	if isNodeName(s) {
		return true
	}
	r.note(at, "node-name", "name", clip(s), "limit", strconv.Itoa(nameLimit))
	return false
}

func isNodeName(s string) bool {
	return s != "" && utf8.RuneCountInString(s) <= nameLimit && !strings.ContainsFunc(s, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '-' && c != '_'
	})
}

const promptLetters = "abcdefghijklmnopqrstuvwxyz0123456789-_"

// PromptName keeps the names of prompts to what is a file name everywhere, and leads out
// of no directory.
func PromptName(s string) bool {
	return s != "" && len(s) <= nameLimit && s[0] != '-' && s[0] != '_' &&
		strings.IndexFunc(s, func(c rune) bool { return !strings.ContainsRune(promptLetters, c) }) < 0
}

// prompts reads one prompt or a list of them.
func (r *reader) prompts(node string, l *line) []string {
	if l == nil {
		return nil
	}
	list, ok := l.value.(*ast.SequenceNode)
	if !ok {
		return r.prompt(nil, node, l, l.value)
	}
	if len(list.Values) == 0 {
		r.note(l.at, "value-missing", "key", l.key)
	}
	if len(list.Values) > promptLimit {
		r.note(place(list.Values[promptLimit]), "too-many-prompts", "limit", strconv.Itoa(promptLimit))
		return nil
	}
	var names []string
	for _, v := range list.Values {
		names = r.prompt(names, node, l, v)
	}
	return names
}

// prompt appends one prompt's name.
func (r *reader) prompt(names []string, node string, l *line, n ast.Node) []string {
	s := r.word(l.key, n, l.at)
	if s == "" {
		return names
	}
	if !PromptName(s) {
		r.note(place(n), "prompt-name", "name", clip(s), "limit", strconv.Itoa(nameLimit))
		return names
	}
	r.tree.mark(node, promptPart(s), place(n))
	return append(names, s)
}

// language reads a language's two letters, or takes those that were probably
// meant.
func (r *reader) language(l *line) string {
	s := r.text(l)
	if s == "" || isLanguage(s) {
		return s
	}
	like := LikeLanguage(s, languages)
	r.note(place(l.value), "language", "text", clip(s)).Like = like
	return like
}

func isLanguage(s string) bool {
	return len(s) == 2 && 'a' <= s[0] && s[0] <= 'z' && 'a' <= s[1] && s[1] <= 'z'
}

// yes reads a yes or a no.
func (r *reader) yes(l *line, otherwise bool) bool {
	switch s := r.text(l); strings.ToLower(s) {
	case "":
		return otherwise
	case "yes", "true", "on":
		return true
	case "no", "false", "off":
		return false
	default:
		r.note(place(l.value), "yes-no", "text", clip(s))
		return otherwise
	}
}

// duration reads "5s", or 5 for as many seconds.
func (r *reader) duration(l *line, otherwise, least, most time.Duration) time.Duration {
	s := r.text(l)
	if s == "" {
		return otherwise
	}
	plain := strings.ReplaceAll(s, " ", "")
	if n, err := strconv.ParseFloat(plain, 64); err == nil && n == n {
		plain = strconv.FormatFloat(n, 'f', -1, 64) + "s"
	}
	d, err := time.ParseDuration(plain)
	if err != nil || d < least || d > most {
		r.note(place(l.value), "time", "text", clip(s), "least", duration(least), "most", duration(most))
		return otherwise
	}
	return d
}

// number reads a small whole number.
func (r *reader) number(l *line, otherwise, least, most int) int {
	s := r.text(l)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		r.note(place(l.value), "number", "text", clip(s), "least", strconv.Itoa(least), "most", strconv.Itoa(most))
		return otherwise
	}
	return n
}

// clip shortens what is quoted back, so that a sentence stays one.
func clip(s string) string {
	const limit = 40
	if c := []rune(s); len(c) > limit {
		return string(c[:limit]) + "…"
	}
	return s
}
