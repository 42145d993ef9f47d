package front

import (
	"bytes"
	"net/netip"
	"strings"

	wire "github.com/emiago/sipgo/sip"
)

// Attempt names the transaction of an INVITE (RFC 3261 section 17.2.3). What
// has no branch of that RFC, or an endless one, has no name.
type Attempt struct {
	source netip.AddrPort
	branch string
}

// longestBranch bounds what a name takes; nobody needs more than a hash.
const longestBranch = 128

// attemptOf names the transaction of a message as it came, by the first branch
// in it: that of the topmost Via, unless somebody writes his fields in an odd
// order. Then it names none, and the message goes the long way.
func attemptOf(raw []byte, source netip.AddrPort) Attempt {
	const name = "branch="
	at := bytes.Index(raw, []byte(name+wire.RFC3261BranchMagicCookie))
	if at < 0 {
		return Attempt{source: source}
	}
	branch := raw[at+len(name):]
	if end := bytes.IndexAny(branch[:min(len(branch), longestBranch+1)], ";, \t\r\n"); end >= 0 {
		return Attempt{source, string(branch[:end])}
	}
	return Attempt{source: source}
}

// inDialog tells whether a request as it came has a tag in To, and so belongs
// to a call that stands.
func inDialog(raw []byte) bool {
	inTo, in := false, outside
	for line := range bytes.Lines(raw) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return false
		}
		if line[0] != ' ' && line[0] != '\t' { // else it goes on with the field before
			name, _, _ := bytes.Cut(line, []byte(":"))
			name = bytes.TrimRight(name, " \t")
			inTo, in = bytes.EqualFold(name, []byte("to")) || bytes.EqualFold(name, []byte("t")), outside
		}
		if inTo && in.hasTag(line) {
			return true
		}
	}
	return false
}

// nesting is where a parser of a To field stands: a name in quotes and a URI in
// angle brackets hold no parameter of the field (RFC 3261 section 20.10).
type nesting byte

const (
	outside nesting = iota
	inQuotes
	inBrackets
)

// hasTag goes through a line of the field and tells whether a tag begins in it.
func (w *nesting) hasTag(line []byte) bool {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case *w == inQuotes && c == '\\':
			i++
		case *w == inQuotes && c == '"', *w == inBrackets && c == '>':
			*w = outside
		case *w != outside:
		case c == '"':
			*w = inQuotes
		case c == '<':
			*w = inBrackets
		case c == ';':
			name, _, _ := bytes.Cut(line[i+1:], []byte("="))
			if bytes.EqualFold(bytes.TrimSpace(name), []byte("tag")) {
				return true
			}
		}
	}
	return false
}

// AttemptBy names the transaction of a request.
func AttemptBy(r *wire.Request) Attempt {
	source, _ := netip.ParseAddrPort(r.Source())
	a := Attempt{source: netip.AddrPortFrom(source.Addr().Unmap(), source.Port())}
	branch := r.Via().Params.GetOr("branch", "")
	if strings.HasPrefix(branch, wire.RFC3261BranchMagicCookie) && len(branch) <= longestBranch {
		a.branch = branch
	}
	return a
}
