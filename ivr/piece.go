package ivr

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Piece is a part of a text that is said: words as they stand there or, in
// braces, a value that the call has by then: {order}, {sum as money}.
type Piece struct {
	Words     string  // a recording of their own
	Parameter string  // whose value is said in their place; or LookupCaller
	As        Reading // how it is said
	// Forms are the words for what is counted, which follow the number in the
	// form that it asks for: {calls as number, one call, other calls}.
	Forms []Form
}

// Form is what something is called behind the numbers of a plural form.
type Form struct {
	Of    PluralForm
	Words string // a recording of their own
}

// Said are the words of a piece that are recordings of their own.
func (p Piece) Said() (all []string) {
	if p.Words != "" {
		all = append(all, p.Words)
	}
	for _, f := range p.Forms {
		all = append(all, f.Words)
	}
	return all
}

// Counted are the words for so many of what is counted; empty where nothing is.
// A value that is no whole number takes the last of the forms.
func (p Piece) Counted(language, value string) string {
	if len(p.Forms) == 0 {
		return ""
	}
	if n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64); err == nil {
		of := PluralOf(language, n)
		if i := slices.IndexFunc(p.Forms, func(f Form) bool { return f.Of == of }); i >= 0 {
			return p.Forms[i].Words
		}
	}
	return p.Forms[len(p.Forms)-1].Words
}

// Reading is how a value is said.
type Reading string

// The readings. Digits, one by one, are usual; spelled says letters too. The
// others say what is written as 12, 1250.50 CZK, 2026-11-23 and 14:30, and a
// number of things is said in their gender.
const (
	AsDigits    Reading = "digits"
	AsSpelled   Reading = "spelled"
	AsNumber    Reading = "number"
	AsMasculine Reading = "number masculine"
	AsFeminine  Reading = "number feminine"
	AsNeuter    Reading = "number neuter"
	AsMoney     Reading = "money"
	AsDate      Reading = "date"
	AsTime      Reading = "time"
)

var (
	readings = []Reading{AsDigits, AsSpelled, AsNumber, AsMasculine, AsFeminine, AsNeuter, AsMoney, AsDate, AsTime}
	counting = []Reading{AsMasculine, AsFeminine, AsNeuter}
)

// Pieces are those of a text, in their order; ok is false where its braces hold
// no value. Words without a letter or digit between values say nothing.
func Pieces(text string) (all []Piece, ok bool) {
	if !strings.ContainsAny(text, "{}") {
		return []Piece{{Words: text}}, true
	}
	for rest := text; rest != ""; {
		words, after, more := strings.Cut(rest, "{")
		if strings.Contains(words, "}") {
			return nil, false
		}
		if words = strings.TrimLeft(strings.TrimSpace(words), ",.;: "); strings.ContainsFunc(words, sounds) {
			all = append(all, Piece{Words: words})
		}
		if !more {
			break
		}
		inside, after, closed := strings.Cut(after, "}")
		value, fits := valueIn(inside)
		if !closed || !fits {
			return nil, false
		}
		all, rest = append(all, value), after
	}
	return all, true
}

func sounds(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

// valueIn reads what stands in braces.
func valueIn(inside string) (p Piece, ok bool) {
	value, rest, counts := strings.Cut(inside, ",")
	words := strings.Fields(value)
	if len(words) == 0 {
		return p, false
	}
	p.Parameter, p.As = words[0], AsDigits
	switch {
	case len(words) > 2 && words[1] == "as":
		p.As = Reading(strings.Join(words[2:], " "))
	case len(words) > 1:
		return p, false
	case counts:
		p.As = AsNumber
	}
	if counts {
		if p.As == AsNumber {
			p.As = AsMasculine
		}
		if p.Forms, ok = formsIn(rest); !ok || !slices.Contains(counting, p.As) {
			return p, false
		}
	}
	return p, slices.Contains(readings, p.As) && (isParameter(p.Parameter) || p.Parameter == LookupCaller)
}

// formsIn reads "one call, other calls".
func formsIn(text string) (all []Form, ok bool) {
	for each := range strings.SplitSeq(text, ",") {
		of, words, _ := strings.Cut(strings.TrimSpace(each), " ")
		f := Form{PluralForm(of), strings.TrimSpace(words)}
		twice := slices.ContainsFunc(all, func(was Form) bool { return was.Of == f.Of })
		if twice || !slices.Contains(PluralForms, f.Of) || !strings.ContainsFunc(f.Words, sounds) {
			return nil, false
		}
		all = append(all, f)
	}
	return all, true
}
