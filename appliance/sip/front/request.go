package front

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/sip/message"
)

// request is a request as far as it could be read.
type request struct {
	message.Text
	source   netip.AddrPort
	method   string
	vias     []message.Via
	from, to message.Address
	callID   string
	cseq     uint32
}

// single are the fields that stand once at most (RFC 4475 section 3.3.8).
var single = []string{"from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type"}

// read fills r and returns the status of the refusal, 0 if all is well.
func (r *request) read(cutting error, long bool) (status int, reason string) {
	parts := strings.Split(r.Start, " ")
	r.method = parts[0]
	bad := r.readHeader()
	switch {
	case len(parts) > 1 && strings.HasPrefix(parts[len(parts)-1], "SIP/") && parts[len(parts)-1] != "SIP/2.0":
		return 505, "Version Not Supported"
	case long, errors.Is(cutting, message.ErrTooMany):
		return 513, "Message Too Large"
	case cutting != nil:
		return 400, "Malformed Header"
	case len(parts) != 3 || !message.IsToken(r.method):
		return 400, "Malformed Request-Line"
	case bad != "":
		return 400, bad
	}
	return judgeTarget(parts[1])
}

// readHeader reads all fields that a transaction hangs on, and goes on after
// a mistake, so that a reply can name as much as possible.
func (r *request) readHeader() (bad string) {
	complain := func(what string) {
		if bad == "" {
			bad = what
		}
	}
	for _, name := range single {
		if n := r.Count(name); n > 1 {
			complain("More than one " + message.ProperName(name))
		}
	}
	for _, f := range r.Fields {
		if f.Name == "via" {
			vias, err := message.ParseVias(f.Value)
			if err != nil {
				complain("Malformed Via")
				vias = append(vias, message.Via{Raw: f.Value})
			}
			r.vias = append(r.vias, vias...)
		}
	}
	r.readIdentity(complain)
	if forwards, found := r.First("max-forwards"); found {
		if _, err := strconv.ParseUint(forwards, 10, 8); err != nil {
			complain("Malformed Max-Forwards")
		}
	}
	if len(r.vias) == 0 {
		complain("Missing Via")
	} else if branch, found := r.vias[0].Params.Value("branch"); found && branch == wire.RFC3261BranchMagicCookie {
		complain("Malformed Via branch")
	}
	switch n, err := r.Length(); {
	case err != nil:
		complain("Malformed Content-Length")
	case n > len(r.Body):
		complain("Content-Length is larger than the message")
	case n >= 0:
		r.Body = r.Body[:n]
	}
	return bad
}

// readIdentity reads From, To, Call-ID and CSeq.
func (r *request) readIdentity(complain func(string)) {
	var found [4]bool
	var from, to, cseq string
	from, found[0] = r.First("from")
	to, found[1] = r.First("to")
	r.callID, found[2] = r.First("call-id")
	cseq, found[3] = r.First("cseq")
	for i, name := range []string{"From", "To", "Call-ID", "CSeq"} {
		if !found[i] {
			complain("Missing " + name)
		}
	}
	var err error
	if r.from, err = message.ParseAddress(from); err != nil {
		complain("Malformed From")
	}
	if r.to, err = message.ParseAddress(to); err != nil {
		complain("Malformed To")
	} else if tag, tagged := r.to.Params.Value("tag"); tagged && tag == "" {
		complain("Empty tag in To")
	}
	if r.callID == "" || !message.Visible(r.callID) {
		complain("Malformed Call-ID")
	}
	number, method, err := message.ParseCSeq(cseq)
	if r.cseq = number; err != nil {
		complain("Malformed CSeq")
	} else if method != r.method {
		complain("CSeq and request differ")
	}
}

// judgeTarget judges the Request-URI (RFC 3261 sections 8.2.2.1 and 19.1.1).
func judgeTarget(uri string) (status int, reason string) {
	scheme, _, found := strings.Cut(uri, ":")
	if !found || uri[0] == '<' {
		return 400, "Malformed Request-URI"
	}
	switch strings.ToLower(scheme) {
	case "sip", "sips":
		if strings.Contains(uri[strings.LastIndexByte(uri, '@')+1:], "?") {
			return 400, "Headers in Request-URI"
		}
		return 0, ""
	case "tel":
		return 0, ""
	}
	return 416, "Unsupported URI Scheme"
}

// respell puts r into the one spelling that sipgo reads: values of Via, From
// and To parsed and written anew, "received" where section 18.2.1 wants it,
// and our tag in To where there is none yet.
func (r *request) respell(tag func(callID, fromTag string, cseq uint32, branch string) string) {
	receive(&r.vias[0], r.source)
	branch, _ := r.vias[0].Params.Value("branch")
	fromTag, tagged := r.from.Params.Value("tag")
	if !tagged {
		// RFC 2543 had none, sipgo's transactions need the name of one.
		r.from.Params.Set("tag", "")
	}
	if _, tagged := r.to.Params.Value("tag"); !tagged {
		r.to.Params.Set("tag", tag(r.callID, fromTag, r.cseq, branch))
	}
	fields := make([]message.Field, 0, len(r.Fields)+len(r.vias))
	for _, v := range r.vias {
		fields = append(fields, message.Field{Name: "via", Value: v.String()})
	}
	for _, f := range r.Fields {
		switch f.Name {
		case "via":
			continue
		case "from":
			f.Value = r.from.String()
		case "to":
			f.Value = r.to.String()
		case "cseq":
			f.Value = fmt.Sprintf("%d %s", r.cseq, r.method)
		}
		fields = append(fields, f)
	}
	r.Fields = fields
}

// receive notes where a request came from if its Via does not say so.
func receive(v *message.Via, source netip.AddrPort) {
	if v.Raw != "" {
		return
	}
	host, err := netip.ParseAddr(strings.Trim(v.Host, "[]"))
	if err != nil || host.Unmap() != source.Addr() {
		v.Params.Set("received", source.Addr().String())
	}
}
