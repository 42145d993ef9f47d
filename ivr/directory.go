package ivr

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Directory lets the caller spell an operator's name with the letters on the
// keys, and rings that operator.
type Directory struct {
	// Directory are the prompts that ask for the name.
	Directory []string
	Music     string
	For       time.Duration
	// Several is the way when the keys mean more than one name; empty: they
	// are wrong.
	Several string
	// Nobody, Busy and After are those of Operator.
	Nobody, Busy, After string
	Patience
}

// Kind is "directory".
func (Directory) Kind() string { return "directory" }

// Ways are nobody, nothing, and the others that it has.
func (d Directory) Ways() []Way {
	return given(missing([]Way{{Name: "nobody", To: d.Nobody, Silent: true}}, d.Nothing, d.Wrong),
		Way{Name: "several", To: d.Several}, Way{Name: "busy", To: d.Busy}, Way{Name: "after", To: d.After})
}

// Prompts are the question, what it says when it asks again, and the music.
func (d Directory) Prompts() []string {
	return append(slices.Concat(d.Directory, d.prompts()), d.Sounds())
}

// Sounds is the music that is heard in the end.
func (d Directory) Sounds() string { return music(d.Music) }

// Digits are those that it asks for.
func (d Directory) Digits() Digits {
	return Digits{Ask: d.Directory, Least: 1, Most: mostDigits, End: DefaultEnd, Patience: d.Patience}
}

// letters are those on the keys 2 to 9 (ITU-T E.161).
var letters = [...]string{"abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"}

// plain are letters that have no mark to take off.
var plain = map[rune]rune{'ł': 'l', 'đ': 'd', 'ø': 'o', 'ß': 's', 'æ': 'a', 'ı': 'i'}

// Spell gives the keys of each word of a name.
func Spell(name string) []string {
	var words []string
	for word := range strings.FieldsFuncSeq(strings.ToLower(name), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsMark(c) }) {
		var keys strings.Builder
		for _, c := range norm.NFD.String(word) {
			if l, ok := plain[c]; ok {
				c = l
			}
			if key := slices.IndexFunc(letters[:], func(on string) bool { return strings.ContainsRune(on, c) }); key >= 0 {
				keys.WriteByte(byte('2' + key))
			}
		}
		if keys.Len() > 0 {
			words = append(words, keys.String())
		}
	}
	return words
}

func (r *reader) directory(node string, is *line, ls *lines) Directory {
	return Directory{
		Directory: r.prompts(node, is), Music: r.one(node, ls.take("music")),
		For:     r.duration(ls.take("for"), DefaultRinging, leastRinging, mostRinging),
		Several: r.text(ls.take("several")),
		Nobody:  r.text(ls.take("nobody")), Busy: r.text(ls.take("busy")), After: r.text(ls.take("after")),
		Patience: r.patience(node, ls),
	}
}

func (w *writer) directory(a Directory) {
	w.prompts("directory", a.Directory)
	w.line(2, "music", a.Music)
	w.ringing(a.For)
	w.line(2, "several", a.Several)
	w.line(2, "nobody", a.Nobody)
	w.line(2, "busy", a.Busy)
	w.line(2, "after", a.After)
	w.asking(a.Patience)
}
