package sip

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	wire "github.com/emiago/sipgo/sip"
)

// verdict is what the front does with one message: hand text on to sipgo, or
// send reply to the sender, or, if both are empty, nothing.
type verdict struct {
	text  []byte
	reply []byte
	to    netip.AddrPort // of reply, for datagrams (RFC 3261 section 18.2.2)
	why   string         // of what is not handed on, for the log
}

// screen judges messages before sipgo parses them. It is pure but for tag.
type screen struct {
	limits Limits
	parser *wire.Parser
	// tag makes our To tag for a request.
	tag func(callID, fromTag string, cseq uint32, branch string) string
	// scanned is told of a scanner behind a source that we listen to.
	scanned func(source netip.Addr)
}

// judge reads one message from source: a datagram, or one frame of a stream.
// It never panics, whatever raw holds.
func (s *screen) judge(raw []byte, source netip.AddrPort) (v verdict) {
	defer func() {
		if p := recover(); p != nil {
			v = verdict{why: "unreadable"}
		}
	}()
	m, err := cut(raw, s.limits.Headers)
	if errors.Is(err, errNotSIP) {
		return verdict{why: "no SIP"}
	}
	if m.response() {
		return s.judgeResponse(m, err)
	}
	r := request{message: m, source: source}
	if status, reason := r.read(err, len(raw) > s.limits.Message); status != 0 {
		return s.refuse(&r, status, reason)
	}
	if r.scans() {
		return s.ignore(&r)
	}
	r.respell(s.tag)
	text := r.write(make([]byte, 0, len(raw)+200))
	if _, err := s.parser.ParseSIP(text); err != nil {
		return s.refuse(&r, 400, "Bad Request")
	}
	return verdict{text: text}
}

// answer replies to a request without handing it on, and refuses it as judge
// would if it cannot be read.
func (s *screen) answer(raw []byte, source netip.AddrPort, status int, reason string, more ...field) (v verdict) {
	defer func() {
		if p := recover(); p != nil {
			v = verdict{why: "unreadable"}
		}
	}()
	m, err := cut(raw, s.limits.Headers)
	r := request{message: m, source: source}
	if bad, why := r.read(err, len(raw) > s.limits.Message); bad != 0 {
		return s.refuse(&r, bad, why)
	}
	return s.refuse(&r, status, reason, more...)
}

// judgeResponse lets well-formed answers to requests of ours through. There
// is nobody to whom a bad one could be reported.
func (s *screen) judgeResponse(m message, err error) verdict {
	version, rest, _ := strings.Cut(m.start, " ")
	code, _, _ := strings.Cut(rest, " ")
	status, errStatus := strconv.Atoi(code)
	cseq, _ := m.first("cseq")
	_, _, errSeq := parseCSeq(cseq)
	vias, _ := m.first("via")
	hops, errVias := parseVias(vias)
	size, errSize := m.length()
	switch {
	case err != nil, errStatus != nil, errSeq != nil, errVias != nil, errSize != nil:
		return verdict{why: "response is malformed"}
	case version != "SIP/2.0", status < 100 || status > 699, size > len(m.body):
		return verdict{why: "response is malformed"}
	case len(hops) != 1 || m.count("via") != 1: // section 8.1.3.3
		return verdict{why: "response for somebody else"}
	}
	if size >= 0 {
		m.body = m.body[:size]
	}
	text := m.write(nil)
	if _, err := s.parser.ParseSIP(text); err != nil {
		return verdict{why: "response is malformed"}
	}
	return verdict{text: text}
}

// request is a request as far as it could be read.
type request struct {
	message
	source   netip.AddrPort
	method   string
	vias     []via
	from, to address
	callID   string
	cseq     uint32
}

// single are the fields that stand once at most (RFC 4475 section 3.3.8).
var single = []string{"from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type"}

// read fills r and returns the status of the refusal, 0 if all is well.
func (r *request) read(cutting error, long bool) (status int, reason string) {
	parts := strings.Split(r.start, " ")
	r.method = parts[0]
	bad := r.readHeader()
	switch {
	case len(parts) > 1 && strings.HasPrefix(parts[len(parts)-1], "SIP/") && parts[len(parts)-1] != "SIP/2.0":
		return 505, "Version Not Supported"
	case long, errors.Is(cutting, errMany):
		return 513, "Message Too Large"
	case cutting != nil:
		return 400, "Malformed Header"
	case len(parts) != 3 || !isToken(r.method):
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
		if n := r.count(name); n > 1 {
			complain("More than one " + properName(name))
		}
	}
	for _, f := range r.fields {
		if f.name == "via" {
			vias, err := parseVias(f.value)
			if err != nil {
				complain("Malformed Via")
				vias = append(vias, via{raw: f.value})
			}
			r.vias = append(r.vias, vias...)
		}
	}
	r.readIdentity(complain)
	if forwards, found := r.first("max-forwards"); found {
		if _, err := strconv.ParseUint(forwards, 10, 8); err != nil {
			complain("Malformed Max-Forwards")
		}
	}
	if len(r.vias) == 0 {
		complain("Missing Via")
	} else if branch, found := r.vias[0].params.value("branch"); found && branch == wire.RFC3261BranchMagicCookie {
		complain("Malformed Via branch")
	}
	switch n, err := r.length(); {
	case err != nil:
		complain("Malformed Content-Length")
	case n > len(r.body):
		complain("Content-Length is larger than the message")
	case n >= 0:
		r.body = r.body[:n]
	}
	return bad
}

// readIdentity reads From, To, Call-ID and CSeq.
func (r *request) readIdentity(complain func(string)) {
	var found [4]bool
	var from, to, cseq string
	from, found[0] = r.first("from")
	to, found[1] = r.first("to")
	r.callID, found[2] = r.first("call-id")
	cseq, found[3] = r.first("cseq")
	for i, name := range []string{"From", "To", "Call-ID", "CSeq"} {
		if !found[i] {
			complain("Missing " + name)
		}
	}
	var err error
	if r.from, err = parseAddress(from); err != nil {
		complain("Malformed From")
	}
	if r.to, err = parseAddress(to); err != nil {
		complain("Malformed To")
	} else if tag, tagged := r.to.params.value("tag"); tagged && tag == "" {
		complain("Empty tag in To")
	}
	if r.callID == "" || !visible(r.callID) {
		complain("Malformed Call-ID")
	}
	number, method, err := parseCSeq(cseq)
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
	r.vias[0].receive(r.source)
	branch, _ := r.vias[0].params.value("branch")
	fromTag, tagged := r.from.params.value("tag")
	if !tagged {
		// RFC 2543 had none, sipgo's transactions need the name of one.
		r.from.params.set("tag", "")
	}
	if _, tagged := r.to.params.value("tag"); !tagged {
		r.to.params.set("tag", tag(r.callID, fromTag, r.cseq, branch))
	}
	fields := make([]field, 0, len(r.fields)+len(r.vias))
	for _, v := range r.vias {
		fields = append(fields, field{"via", v.String()})
	}
	for _, f := range r.fields {
		switch f.name {
		case "via":
			continue
		case "from":
			f.value = r.from.String()
		case "to":
			f.value = r.to.String()
		case "cseq":
			f.value = fmt.Sprintf("%d %s", r.cseq, r.method)
		}
		fields = append(fields, f)
	}
	r.fields = fields
}

// receive notes where a request came from if its Via does not say so.
func (v *via) receive(source netip.AddrPort) {
	if v.raw != "" {
		return
	}
	host, err := netip.ParseAddr(strings.Trim(v.host, "[]"))
	if err != nil || host.Unmap() != source.Addr() {
		v.params.set("received", source.Addr().String())
	}
}

// refuse writes a reply without a transaction (section 8.2.7). An ACK is
// never answered, nor is what names no Via, nor a scanner. more are fields of
// the reply.
func (s *screen) refuse(r *request, status int, reason string, more ...field) verdict {
	if r.scans() {
		return s.ignore(r)
	}
	v := verdict{why: reason}
	if r.method == "ACK" || len(r.vias) == 0 {
		return v
	}
	top := &r.vias[0]
	top.receive(r.source)
	port := top.port
	if port == 0 {
		port = wire.DefaultUdpPort
	}
	if _, asked := top.params.value("rport"); asked { // RFC 3581 section 4
		port = int(r.source.Port())
		top.params.set("rport", strconv.Itoa(port))
		top.params.set("received", r.source.Addr().String())
	}
	v.to = netip.AddrPortFrom(r.source.Addr(), uint16(port))

	reply := message{start: fmt.Sprintf("SIP/2.0 %d %s", status, reason)}
	for _, hop := range r.vias {
		reply.fields = append(reply.fields, field{"via", hop.String()})
	}
	for _, name := range []string{"from", "to", "call-id", "cseq"} {
		value, found := r.first(name)
		if !found {
			continue
		}
		if _, tagged := r.to.params.value("tag"); name == "to" && !tagged {
			branch, _ := top.params.value("branch")
			fromTag, _ := r.from.params.value("tag")
			value += ";tag=" + s.tag(r.callID, fromTag, r.cseq, branch)
		}
		reply.fields = append(reply.fields, field{name, value})
	}
	reply.fields = append(reply.fields, more...)
	v.reply = reply.write(nil)
	return v
}
