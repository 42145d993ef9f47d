package privacy

import "regexp"

// written is a mail address as people write it (RFC 5322 section 3.4.1, letters
// of all scripts by RFC 6531), also with its local part quoted.
var written = regexp.MustCompile(
	`(?:"[^"\n@]{1,64}"|[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_{|}~-]{1,64})` +
		`@[\p{L}\p{N}][\p{L}\p{M}\p{N}-]*(?:\.[\p{L}\p{M}\p{N}-]+)*\.[\p{L}\p{M}][\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}]`)

// addresses finds mail addresses.
func addresses(p page) []span {
	text := string(p.text)
	var found []span
	at, read := 0, 0 // characters and bytes so far
	for _, m := range written.FindAllStringIndex(text, -1) {
		at += len([]rune(text[read:m[0]]))
		from := at
		at += len([]rune(text[m[0]:m[1]]))
		read = m[1]
		found = append(found, span{Address, from + leading(text[m[0]:m[1]]), at})
	}
	return found
}

// leading is how many characters at the beginning belong to what stands before:
// "mailto=x@y.cz" and "/x@y.cz" hold the address alone.
func leading(s string) int {
	last := 0
	for i, c := range []rune(s) {
		switch c {
		case '"', '@':
			return last
		case '=', '/', '?', '&', '{', '|':
			last = i + 1
		}
	}
	return last
}
