package message

import "strings"

// fullName spells a field's name in full and lower case (RFC 3261 section
// 7.3.3, RFC 3515, 3892, 6665, 4028).
func fullName(name string) string {
	name = strings.ToLower(name)
	if len(name) != 1 {
		return name
	}
	switch name[0] {
	case 'b':
		return "referred-by"
	case 'c':
		return "content-type"
	case 'e':
		return "content-encoding"
	case 'f':
		return "from"
	case 'i':
		return "call-id"
	case 'k':
		return "supported"
	case 'l':
		return "content-length"
	case 'm':
		return "contact"
	case 'o':
		return "event"
	case 'r':
		return "refer-to"
	case 's':
		return "subject"
	case 't':
		return "to"
	case 'u':
		return "allow-events"
	case 'v':
		return "via"
	case 'x':
		return "session-expires"
	}
	return name
}

// ProperName spells the name of a field, given in lower case, as its RFC does:
// but for some with capital letters after hyphens.
func ProperName(name string) string {
	switch name {
	case "call-id":
		return "Call-ID"
	case "cseq":
		return "CSeq"
	case "mime-version":
		return "MIME-Version"
	case "min-se":
		return "Min-SE"
	case "rack":
		return "RAck"
	case "rseq":
		return "RSeq"
	}
	b := []byte(name)
	for i, c := range b {
		if (i == 0 || b[i-1] == '-') && 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}
