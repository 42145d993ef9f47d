package ivr

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Say speaks a text and goes on. Its Pieces of words are made into prompts when
// the tree is published, never during a call; values are said in words that lie
// ready.
type Say struct {
	// Say is the text in each language. One without a language is for all.
	Say  []Text
	Then string
	// BargeIn and TypeAhead are those of Play.
	BargeIn, TypeAhead bool
}

// Text is what is said in a language.
type Text struct{ Language, Text string }

// Kind is "say".
func (Say) Kind() string { return "say" }

// Ways is then.
func (s Say) Ways() []Way { return []Way{{Name: "then", To: s.Then, Silent: true}} }

// Prompts is empty: what it says is spoken, and found by Spoken.
func (Say) Prompts() []string { return nil }

// Values are the parameters whose values are said, in whichever language, each
// once.
func (s Say) Values() (names []string) {
	for _, t := range s.Say {
		pieces, _ := Pieces(t.Text)
		for _, p := range pieces {
			if p.Parameter != "" && p.Parameter != LookupCaller && !slices.Contains(names, p.Parameter) {
				names = append(names, p.Parameter)
			}
		}
	}
	return names
}

// In is the text in a language, or that for all, and whether there is one.
func (s Say) In(language string) (Text, bool) {
	var all Text
	for _, t := range s.Say {
		switch t.Language {
		case language:
			return t, true
		case "":
			all = t
		}
	}
	return all, all.Text != ""
}

// Spoken names the prompt that words are made into. It follows from the words
// alone, so that the same ones are one prompt wherever they stand.
func Spoken(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "say-" + hex.EncodeToString(sum[:8])
}

const textLimit = 1000 // characters of a text that is spoken

func (r *reader) say(node string, is *line, ls *lines) Say {
	a := Say{
		Then:    r.text(ls.take("then")),
		BargeIn: r.yes(ls.take("barge-in"), false), TypeAhead: r.yes(ls.take("type-ahead"), true),
	}
	if !mapping(is.value) {
		if text := r.spoken(is); text != "" {
			a.Say = []Text{{Text: text}}
		}
		return a
	}
	all := r.lines(is.value, is.key)
	if all == nil {
		return a
	}
	for i := range all.all {
		l := &all.all[i]
		r.tree.mark(node, "say "+l.key, l.at)
		if !isLanguage(l.key) {
			r.note(l.at, "language", "text", clip(l.key)).Like = LikeLanguage(l.key, languages)
		} else if text := r.spoken(l); text != "" {
			a.Say = append(a.Say, Text{l.key, text})
		}
	}
	if len(all.all) == 0 {
		r.note(is.at, "value-missing", "key", is.key)
	}
	return a
}

// spoken reads a text that may hold values.
func (r *reader) spoken(l *line) string {
	text := r.saying(l, textLimit)
	if _, ok := Pieces(text); !ok {
		r.note(place(l.value), "say-value", "text", clip(text))
		return ""
	}
	return text
}

// saying reads a text of several words, perhaps written over several lines.
func (r *reader) saying(l *line, limit int) string {
	s := oneLine(r.text(l))
	if utf8.RuneCountInString(s) > limit || strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) }) {
		r.note(place(l.value), "text", "limit", strconv.Itoa(limit))
		return ""
	}
	return s
}

func (w *writer) say(a Say) {
	if len(a.Say) == 1 && a.Say[0].Language == "" {
		w.line(2, "say", a.Say[0].Text)
	} else {
		w.WriteString("    say:\n")
		for _, t := range a.Say {
			fmt.Fprintf(&w.Builder, "      %s: %s\n", quote(t.Language), quote(t.Text))
		}
	}
	w.line(2, "then", a.Then)
	w.yes("barge-in", a.BargeIn, false)
	w.yes("type-ahead", a.TypeAhead, true)
}
