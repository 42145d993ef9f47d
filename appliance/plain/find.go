package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Span is a piece of a text: its bytes from From up to To.
type Span struct{ From, To int }

// Find is where a text holds a phrase, without overlaps: blind to case, diacritics and
// white space, as Fold is. A phrase of digits is also found where the digits stand in
// groups, as numbers are written.
func Find(text, phrase string) (found []Span) {
	wanted, walk := Phrase(phrase), each
	if digits(wanted) {
		walk = eachDigit
	}
	if wanted == "" {
		return nil
	}
	if !strings.Contains(told(text, walk), wanted) {
		return nil
	}
	held, from, to := laid(text, walk)
	for at := 0; ; {
		next := strings.Index(held[at:], wanted)
		if next < 0 {
			return found
		}
		at += next
		found = append(found, Span{from[at], to[at+len(wanted)-1]})
		at += len(wanted)
	}
}

// Phrase is what of a phrase is compared: its fold, or the digits alone of one that is
// a number.
func Phrase(phrase string) string {
	folded := Fold(phrase)
	bare := strings.Map(func(r rune) rune {
		if separates(r) {
			return -1
		}
		return r
	}, folded)
	if digits(bare) {
		return bare
	}
	return folded
}

// Searched is what of a text an index looks through for phrases: its fold, and behind
// it once more the digits of numbers that are written in groups.
func Searched(text string) string {
	folded := Fold(text)
	var grouped strings.Builder
	last := -1 // the byte behind the last digit
	broken := false
	number := ""
	flush := func() {
		if broken {
			grouped.WriteString(" " + number)
		}
		number, broken = "", false
	}
	eachDigit(folded, func(at int, s string) {
		if s == gap {
			flush()
			return
		}
		broken = broken || number != "" && at != last
		number, last = number+s, at+len(s)
	})
	flush()
	return folded + grouped.String()
}

// gap stands between digits that do not belong together; nobody types one.
const gap = "\x00"

// each tells a text's letters as they are compared, and where they stand. One that
// says nothing by itself, as an accent that follows its letter, belongs to what stands
// before.
func each(text string, tell func(at int, s string)) {
	spaced := true
	for at, r := range text {
		s := " "
		if !unicode.IsSpace(r) {
			s = bare(r)
		}
		if s == "" || s == " " && spaced {
			continue
		}
		spaced = s == " "
		tell(at, s)
	}
}

// eachDigit tells a text's digits, and where they stand.
func eachDigit(text string, tell func(at int, s string)) {
	for at, r := range text {
		switch {
		case '0' <= r && r <= '9':
			tell(at, text[at:at+1])
		case !separates(r):
			tell(at, gap)
		}
	}
}

// told is what walk tells of a text.
func told(text string, walk func(string, func(int, string))) string {
	var b strings.Builder
	b.Grow(len(text))
	walk(text, func(_ int, s string) { b.WriteString(s) })
	return b.String()
}

// laid is what walk tells of a text, and for each byte of it where what it comes from
// begins and ends.
func laid(text string, walk func(string, func(int, string))) (held string, from, to []int) {
	var b strings.Builder
	walk(text, func(at int, s string) {
		b.WriteString(s)
		_, size := utf8.DecodeRuneInString(text[at:])
		for range len(s) {
			from, to = append(from, at), append(to, at+size+marks(text[at+size:]))
		}
	})
	return b.String(), from, to
}

// marks is how many bytes of accents a text begins with.
func marks(text string) (n int) {
	for _, r := range text {
		if !unicode.Is(unicode.Mn, r) {
			break
		}
		n += utf8.RuneLen(r)
	}
	return n
}

// latin are the folds of the letters that are usual here.
var latin = func() (all [0x250]string) {
	for r := range all {
		all[r] = takenApart(rune(r))
	}
	return all
}()

// bare is one letter's fold.
func bare(r rune) string {
	if 0 <= r && int(r) < len(latin) {
		return latin[r]
	}
	return takenApart(r)
}

// takenApart is bare, from what Unicode says of a letter.
func takenApart(r rune) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(string(unicode.ToLower(r))) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return strokes.Replace(b.String())
}

// separates tells whether numbers are written with such a character between their
// digits.
func separates(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("+-/().", r) }

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
