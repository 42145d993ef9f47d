package message

import "strings"

// IsToken tells whether s is a token of RFC 3261 section 25.1.
func IsToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' {
			continue
		}
		if strings.IndexByte("-.!%*_+`'~", c) < 0 {
			return false
		}
	}
	return s != ""
}

// Visible tells whether s is ASCII without space and control characters.
func Visible(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// Unquote takes the quotes and backslashes off a quoted string.
func Unquote(s string) string {
	if !quoted(s) {
		return s
	}
	var b strings.Builder
	for i := 1; i < len(s)-1; i++ {
		if s[i] == '\\' && i+1 < len(s)-1 {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func quoted(s string) bool { return len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' }

// cutOutsideQuotes cuts s before the first sep that stands neither in quotes
// nor in angle brackets; rest begins with it.
func cutOutsideQuotes(s string, sep byte) (before, rest string) {
	quoted, angled := false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '<':
			angled = true
		case c == '>':
			angled = false
		case c == sep && !angled:
			return s[:i], s[i:]
		}
	}
	return s, ""
}
