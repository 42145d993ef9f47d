package account

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed common.txt
var commonText string

// stems are the words of common.txt.
var stems = readStems(commonText)

func readStems(text string) map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, word := range strings.Fields(fold(line)) {
			all[word] = true
		}
	}
	return all
}

// common tells whether a password is among those that are guessed first: a
// row of keys or numbers, a few repeated characters, or at most three words
// that everybody has in passwords, with any digits and signs around them and
// in place of letters. about are words that lead to the operator himself.
func common(password string, about ...string) bool {
	p := fold(password)
	if repeated(p) || inRow(p) {
		return true
	}
	own := map[string]bool{}
	for _, a := range about {
		for _, word := range strings.FieldsFunc(fold(a), func(r rune) bool { return !unicode.IsLetter(r) }) {
			own[word] = len(word) > 2
		}
	}
	for _, letters := range []string{onlyLetters(p), onlyLetters(unleet.Replace(strings.TrimRight(p, signs)))} {
		if letters == "" {
			continue
		}
		if walk(letters) || composed(letters, own, 3) {
			return true
		}
	}
	return false
}

const signs = "0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

// unleet reads signs as the letters that they look like.
var unleet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "@", "a", "$", "s", "!", "i")

// fold is s in lower case and without diacritics.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'ł':
			return 'l'
		}
		return r
	}, norm.NFD.String(strings.ToLower(s)))
}

func onlyLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

// repeated tells whether s is a few characters over and over.
func repeated(s string) bool {
	runes := []rune(s)
	distinct := slices.Clone(runes)
	slices.Sort(distinct)
	if len(slices.Compact(distinct)) <= 3 {
		return true
	}
	for period := 1; period <= min(6, len(runes)/2); period++ {
		if slices.Equal(runes[period:], runes[:len(runes)-period]) {
			return true
		}
	}
	return false
}

// inRow tells whether most characters of s follow one another, as in 12345 or
// fedcba.
func inRow(s string) bool {
	runes := []rune(s)
	steps := 0
	for i := 1; i < len(runes); i++ {
		switch d := runes[i] - runes[i-1]; {
		case d == 1 || d == -1, runes[i-1] == '9' && runes[i] == '0', runes[i-1] == '0' && runes[i] == '9':
			steps++
		}
	}
	return steps*4 >= (len(runes)-1)*3
}

// walk tells whether letters lie side by side on a keyboard.
func walk(letters string) bool {
	backwards := []rune(letters)
	slices.Reverse(backwards)
	for _, keys := range []string{"qwertyuiopasdfghjklzxcvbnmqwertyuiop", "qwertzuiopasdfghjklyxcvbnmqwertzuiop", "qazwsxedcrfvtgbyhnujmikolp", "qaywsxedcrfvtgbzhnujmikolp"} {
		if len(letters) > 3 && (strings.Contains(keys, letters) || strings.Contains(keys, string(backwards))) {
			return true
		}
	}
	return false
}

// composed tells whether s is made of at most n stems or own words.
func composed(s string, own map[string]bool, n int) bool {
	if s == "" {
		return true
	}
	if n == 0 {
		return false
	}
	for end := len(s); end > 0; end-- {
		if word := s[:end]; (stems[word] || own[word]) && composed(s[end:], own, n-1) {
			return true
		}
	}
	return false
}
