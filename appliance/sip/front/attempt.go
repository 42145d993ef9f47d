package front

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/netip"
	"strings"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/sip/message"
)

// Attempt names the transaction of an INVITE (RFC 3261 section 17.2.3): by its
// branch, or, where that is none of this RFC's or an endless one, by what such a
// transaction is matched by. What cannot be read has no name.
type Attempt struct {
	source netip.AddrPort
	name   string
}

// longestBranch bounds what a name takes; nobody needs more than a hash.
const longestBranch = 128

// attemptOf names the transaction of a message as it came, of so many fields at
// most. Nearly all write the topmost Via first and plainly; the others are read as
// they will be.
func attemptOf(raw []byte, source netip.AddrPort, fields int) Attempt {
	if branch := plainBranch(raw); names(branch) {
		return Attempt{source, string(branch)}
	}
	return Attempt{source, readName(raw, fields)}
}

// names tells whether a branch names a transaction by itself.
func names[text string | []byte](branch text) bool {
	return len(branch) <= longestBranch && strings.HasPrefix(string(branch), wire.RFC3261BranchMagicCookie)
}

// plainBranch is the branch in a first field that is a Via on one line, without
// quotes; nil: there is none.
func plainBranch(raw []byte) []byte {
	_, raw, _ = bytes.Cut(raw, []byte("\n"))
	line, rest, _ := bytes.Cut(raw, []byte("\n"))
	field, value, _ := bytes.Cut(line, []byte(":"))
	folded := len(rest) > 0 && (rest[0] == ' ' || rest[0] == '\t')
	if via := bytes.EqualFold(field, []byte("via")) || bytes.EqualFold(field, []byte("v")); !via || folded || bytes.IndexByte(value, '"') >= 0 {
		return nil
	}
	hop, _, _ := bytes.Cut(value, []byte(","))
	_, branch, _ := bytes.Cut(hop, []byte(";branch="))
	branch, _, _ = bytes.Cut(branch, []byte(";"))
	return bytes.TrimSpace(branch)
}

// readName is the name of a transaction out of a whole message, empty if that
// cannot be read: then it is refused.
func readName(raw []byte, fields int) (name string) {
	defer func() {
		if recover() != nil {
			name = ""
		}
	}()
	m, err := message.Cut(raw, fields)
	if err != nil {
		return ""
	}
	r := request{Text: m}
	if r.method, _, _ = strings.Cut(m.Start, " "); r.readHeader() != "" {
		return ""
	}
	branch, _ := r.vias[0].Params.Value("branch")
	tag, _ := r.from.Params.Value("tag")
	return nameOf(branch, r.callID, tag, r.cseq)
}

// nameOf is the branch, if it names a transaction, and what matches a transaction
// of RFC 2543 otherwise: cut to a length that nobody else chooses.
func nameOf(branch, callID, fromTag string, cseq uint32) string {
	if names(branch) {
		return branch
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%d", branch, callID, fromTag, cseq))
	return string(sum[:])
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
	return Attempt{
		source: netip.AddrPortFrom(source.Addr().Unmap(), source.Port()),
		name: nameOf(r.Via().Params.GetOr("branch", ""), r.CallID().Value(),
			r.From().Params.GetOr("tag", ""), r.CSeq().SeqNo),
	}
}
