package desk

import (
	"regexp"
	"strings"

	numbers "cordboard/appliance/address"
)

// spaced is a telephone number as all pages of the desk show it.
func spaced(number string) string { return numbers.Shown(number) }

// numberWithin finds numbers that spaced has set, in a sentence.
var numberWithin = regexp.MustCompile(`\+?\d+( \d+)+`)

// unbroken keeps each number of a sentence on one line.
func unbroken(sentence string) string {
	return numberWithin.ReplaceAllStringFunc(sentence, func(number string) string {
		return strings.ReplaceAll(number, " ", "\u00a0")
	})
}
