package ivr

import (
	"slices"
	"strings"
	"unicode"
)

// Piece is a part of a text that is said: words as they stand there or, in
// braces, a value that the call has by then: {order}, {sum as money}.
type Piece struct {
	Words     string  // a recording of their own
	Parameter string  // whose value is said in their place; or LookupCaller
	As        Reading // how it is said
}

// Reading is how a value is said.
type Reading string

// The readings. Digits, one by one, are usual; the others say what is written
// as 12, 1250.50 CZK, 2026-11-23 and 14:30.
const (
	AsDigits Reading = "digits"
	AsNumber Reading = "number"
	AsMoney  Reading = "money"
	AsDate   Reading = "date"
	AsTime   Reading = "time"
)

var readings = []Reading{AsDigits, AsNumber, AsMoney, AsDate, AsTime}

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
func valueIn(inside string) (Piece, bool) {
	words := strings.Fields(inside)
	p := Piece{As: AsDigits}
	switch {
	case len(words) == 3 && words[1] == "as":
		p.As = Reading(words[2])
	case len(words) != 1:
		return p, false
	}
	p.Parameter = words[0]
	return p, slices.Contains(readings, p.As) && (isParameter(p.Parameter) || p.Parameter == LookupCaller)
}
