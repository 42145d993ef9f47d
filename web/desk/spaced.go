package desk

import (
	"regexp"
	"strings"

	numbers "cordboard/appliance/address"
)

// spaced is a telephone number as all pages of the desk show it.
func spaced(number string) string { return numbers.Shown(number) }

// shownNumber is one that somebody was called at, as the reader sees it.
func (w *writer) shownNumber(number string) string {
	if !w.book.chosen.Masks {
		return spaced(number)
	}
	return spaced(w.view.number(number))
}

// isNumber tells whether a telephone says its number: some give the name of a SIP
// user, whom nobody can dial.
func isNumber(said string) bool {
	return strings.ContainsAny(said, "0123456789") && strings.Trim(said, "0123456789+*# ()-./") == ""
}

// numberWithin finds numbers that spaced has set, in a sentence.
var numberWithin = regexp.MustCompile(`\+?\d+( \d+)+`)

// unbroken keeps each number of a sentence on one line.
func unbroken(sentence string) string {
	return numberWithin.ReplaceAllStringFunc(sentence, func(number string) string {
		return strings.ReplaceAll(number, " ", "\u00a0")
	})
}
