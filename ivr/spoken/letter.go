package spoken

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"cordboard/appliance"
)

// alphabet are the names of letters and marks. The vowels of Czech and the
// letters of English are written as themselves: so they are spoken well.
type alphabet map[rune]string

// Spelled says letters and digits one by one: the number of an order, a plate. A
// letter that the language has not is said without its mark, and what is neither
// letter nor digit, but for a dash and a slash, is left out.
func Spelled(l appliance.Language, text string) Words { return of(l).spelled(text) }

func (t *tongue) spelled(text string) (w Words) {
	for _, c := range norm.NFC.String(strings.ToLower(text)) {
		if _, own := t.letters[c]; !own {
			c = plain(c)
		}
		if name := t.letters[c]; name != "" {
			w = append(w, name)
		} else {
			w = append(w, t.digits(string(c))...)
		}
	}
	return w
}

// plain is a letter without its mark.
func plain(c rune) rune {
	if c == 'ł' {
		return 'l'
	}
	return []rune(norm.NFD.String(string(c)))[0]
}

var czechLetters = alphabet{
	'a': "A", 'b': "bé", 'c': "cé", 'č': "čé", 'd': "dé", 'e': "E", 'f': "ef", 'g': "gé", 'h': "há", 'i': "I", 'j': "jé",
	'k': "ká", 'l': "el", 'm': "em", 'n': "en", 'o': "O", 'p': "pé", 'q': "kvé", 'r': "er", 'ř': "eř", 's': "es", 'š': "eš",
	't': "té", 'u': "U", 'v': "vé", 'w': "dvojité vé", 'x': "iks", 'y': "ypsilon", 'z': "zet", 'ž': "žet",
	'-': "pomlčka", '/': "lomítko",
}

var polishLetters = alphabet{
	'a': "a", 'b': "be", 'c': "ce", 'd': "de", 'e': "e", 'f': "ef", 'g': "gie", 'h': "ha", 'i': "i", 'j': "jot", 'k': "ka",
	'l': "el", 'ł': "eł", 'm': "em", 'n': "en", 'o': "o", 'p': "pe", 'q': "ku", 'r': "er", 's': "es", 't': "te", 'u': "u",
	'v': "fau", 'w': "wu", 'x': "iks", 'y': "igrek", 'z': "zet", 'ż': "żet", '-': "kreska", '/': "ukośnik",
}

var englishLetters = alphabet{
	'a': "A", 'b': "B", 'c': "C", 'd': "D", 'e': "E", 'f': "F", 'g': "G", 'h': "H", 'i': "I", 'j': "J", 'k': "K", 'l': "L",
	'm': "M", 'n': "N", 'o': "O", 'p': "P", 'q': "Q", 'r': "R", 's': "S", 't': "T", 'u': "U", 'v': "V", 'w': "W", 'x': "X",
	'y': "Y", 'z': "Z", '-': "dash", '/': "slash",
}
