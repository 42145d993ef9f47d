package privacy

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// page is a text as it is read here: one byte a character, digits of all scripts
// as 0 to 9, white space as a space, dashes as a minus sign, letters other than
// those of ASCII as 'ž', and nothing of what has no width. It knows where each
// character stood.
type page struct {
	text []rune
	at   []int // in the text that was read, in bytes
	size []int
	rows []row
}

func read(text string) page {
	var p page
	for i, r := range text {
		if c, ok := plain(r); ok {
			p.text = append(p.text, c)
			p.at = append(p.at, i)
			p.size = append(p.size, utf8.RuneLen(r))
		}
	}
	p.rows = p.groups()
	return p
}

func plain(r rune) (rune, bool) {
	switch {
	case r == utf8.RuneError:
		return 0, false
	case r < utf8.RuneSelf:
		if unicode.IsSpace(r) && r != '\n' {
			return ' ', true
		}
		return r, true
	case unicode.Is(unicode.Cf, r):
		return 0, false
	case unicode.IsSpace(r):
		return ' ', true
	case unicode.Is(unicode.Pd, r), r == '\u2212': // minus sign
		return '-', true
	case unicode.IsDigit(r):
		return '0' + value(r), true
	case r == '\uff0b': // full-width plus sign
		return '+', true
	case r == '\uff20': // full-width at sign
		return '@', true
	}
	return r, true
}

// value is what a digit of any script counts. Unicode keeps digits in rows of ten
// that begin with zero.
func value(r rune) rune {
	for _, row := range unicode.Nd.R16 {
		if rune(row.Lo) <= r && r <= rune(row.Hi) {
			return (r - rune(row.Lo)) % 10
		}
	}
	for _, row := range unicode.Nd.R32 {
		if rune(row.Lo) <= r && r <= rune(row.Hi) {
			return (r - rune(row.Lo)) % 10
		}
	}
	return 0
}

// is returns the character at i, or 0 outside of the page.
func (p page) is(i int) rune {
	if i < 0 || i >= len(p.text) {
		return 0
	}
	return p.text[i]
}

func digit(r rune) bool { return '0' <= r && r <= '9' }

func word(r rune) bool {
	return r != 0 && (unicode.IsLetter(r) || unicode.IsMark(r) || digit(r) || r == '_')
}

// group is digits that stand together, from and to in characters.
type group struct {
	from, to int
	digits   string
}

// row is groups with no more between two of them than one may write within a
// number: a space, a dash, a dot, a slash, brackets.
type row []group

// groups are the page's groups of digits, row by row. Digits that a letter touches
// belong to a word, "A4" or "2x", and stand in none.
func (p page) groups() []row {
	var rows []row
	var now row
	for i := 0; i < len(p.text); i++ {
		if !digit(p.text[i]) {
			continue
		}
		from := i
		for digit(p.is(i)) {
			i++
		}
		if word(p.is(from-1)) || word(p.is(i)) {
			continue
		}
		g := group{from: from, to: i, digits: string(p.text[from:i])}
		if len(now) > 0 && !p.joined(now[len(now)-1].to, from) {
			rows = append(rows, now)
			now = nil
		}
		now = append(now, g)
	}
	if len(now) > 0 {
		rows = append(rows, now)
	}
	return rows
}

// joined tells whether what stands between two groups may stand within a number.
func (p page) joined(from, to int) bool {
	if to-from > 3 {
		return false
	}
	for i := from; i < to; i++ {
		switch p.text[i] {
		case ' ', '-', '.', '/', '(', ')':
		default:
			return false
		}
	}
	return true
}

// digits are those of the whole row.
func (r row) digits() string {
	var all []byte
	for _, g := range r {
		all = append(all, g.digits...)
	}
	return string(all)
}

// by tells whether nothing but these characters stands between the row's groups.
func (p page) by(r row, these string) bool {
	for i := 1; i < len(r); i++ {
		for _, c := range p.text[r[i-1].to:r[i].from] {
			if !strings.ContainsRune(these, c) {
				return false
			}
		}
	}
	return true
}

// shape is how many digits each group has.
func (r row) shape() string {
	var s []byte
	for i, g := range r {
		if i > 0 {
			s = append(s, '-')
		}
		s = strconv.AppendInt(s, int64(len(g.digits)), 10)
	}
	return string(s)
}

// within calls f with every row of least to most digits that can be cut out of r,
// the longest of each beginning first, until it says that one was taken; the next
// beginning is then behind that.
func (r row) within(least, most int, f func(row) bool) {
	for i := 0; i < len(r); i++ {
		for j := r.reach(i, most); j > i && r[i:j].long(least); j-- {
			if f(r[i:j]) {
				i = j - 1
				break
			}
		}
	}
}

// reach is where a row that begins at i has no more than most digits.
func (r row) reach(i, most int) int {
	n := 0
	for ; i < len(r); i++ {
		if n += len(r[i].digits); n > most {
			break
		}
	}
	return i
}

// long tells whether a row has so many digits at least.
func (r row) long(least int) bool {
	for _, g := range r {
		if least -= len(g.digits); least <= 0 {
			return true
		}
	}
	return false
}

func (r row) span(k Kind) span { return span{k, r[0].from, r[len(r)-1].to} }
