// Package plain makes text from outside fit to be kept: valid, without control
// characters, not longer than agreed; and tells what of it is compared. It does
// not make it safe to show; that is the page's part, which knows what it writes
// into.
package plain

import (
	"strings"
	"unicode"
)

// Text is s with plain line breaks, without control characters and without
// space around it.
func Text(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s))
}

// Line is s in one line, cut off after limit characters.
func Line(s string, limit int) string {
	return Clip(strings.Join(strings.Fields(Text(s)), " "), limit)
}

// Clip is s, valid, cut off after limit characters.
func Clip(s string, limit int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	n := 0
	for i := range s {
		if n == limit {
			return s[:i]
		}
		n++
	}
	return s
}
