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
	m, err := message.Cut(raw, s.limits.Headers)
	if errors.Is(err, message.ErrNotSIP) {
		return verdict{why: "no SIP"}
	}
	if m.IsResponse() {
		return s.judgeResponse(m, err)
	}
	r := request{Text: m, source: source}
	if status, reason := r.read(err, len(raw) > s.limits.Message); status != 0 {
		return s.refuse(&r, status, reason)
	}
	if r.scans() {
		return s.ignore(&r)
	}
	r.respell(s.tag)
	text := r.Append(make([]byte, 0, len(raw)+200))
	if _, err := s.parser.ParseSIP(text); err != nil {
		return s.refuse(&r, 400, "Bad Request")
	}
	return verdict{text: text}
}

// answer replies to a request without handing it on, and refuses it as judge
// would if it cannot be read.
func (s *screen) answer(raw []byte, source netip.AddrPort, status int, reason string, more ...message.Field) (v verdict) {
	defer func() {
		if p := recover(); p != nil {
			v = verdict{why: "unreadable"}
		}
	}()
	m, err := message.Cut(raw, s.limits.Headers)
	r := request{Text: m, source: source}
	if bad, why := r.read(err, len(raw) > s.limits.Message); bad != 0 {
		return s.refuse(&r, bad, why)
	}
	return s.refuse(&r, status, reason, more...)
}

// judgeResponse lets well-formed answers to requests of ours through. There
// is nobody to whom a bad one could be reported.
func (s *screen) judgeResponse(m message.Text, err error) verdict {
	version, rest, _ := strings.Cut(m.Start, " ")
	code, _, _ := strings.Cut(rest, " ")
	status, errStatus := strconv.Atoi(code)
	cseq, _ := m.First("cseq")
	_, _, errSeq := message.ParseCSeq(cseq)
	vias, _ := m.First("via")
	hops, errVias := message.ParseVias(vias)
	size, errSize := m.Length()
	switch {
	case err != nil, errStatus != nil, errSeq != nil, errVias != nil, errSize != nil:
		return verdict{why: "response is malformed"}
	case version != "SIP/2.0", status < 100 || status > 699, size > len(m.Body):
		return verdict{why: "response is malformed"}
	case len(hops) != 1 || m.Count("via") != 1: // section 8.1.3.3
		return verdict{why: "response for somebody else"}
	}
	if size >= 0 {
		m.Body = m.Body[:size]
	}
	text := m.Append(nil)
	if _, err := s.parser.ParseSIP(text); err != nil {
		return verdict{why: "response is malformed"}
	}
	return verdict{text: text}
}

// refuse writes a reply without a transaction (section 8.2.7). An ACK is
// never answered, nor is what names no Via, nor a scanner. more are fields of
// the reply.
func (s *screen) refuse(r *request, status int, reason string, more ...message.Field) verdict {
	if r.scans() {
		return s.ignore(r)
	}
	v := verdict{why: reason}
	if r.method == "ACK" || len(r.vias) == 0 {
		return v
	}
	top := &r.vias[0]
	receive(top, r.source)
	port := top.Port
	if port == 0 {
		port = wire.DefaultUdpPort
	}
	if _, asked := top.Params.Value("rport"); asked { // RFC 3581 section 4
		port = int(r.source.Port())
		top.Params.Set("rport", strconv.Itoa(port))
		top.Params.Set("received", r.source.Addr().String())
	}
	v.to = netip.AddrPortFrom(r.source.Addr(), uint16(port))

	reply := message.Text{Start: fmt.Sprintf("SIP/2.0 %d %s", status, reason)}
	for _, hop := range r.vias {
		reply.Add("via", hop.String())
	}
	for _, name := range []string{"from", "to", "call-id", "cseq"} {
		value, found := r.First(name)
		if !found {
			continue
		}
		if _, tagged := r.to.Params.Value("tag"); name == "to" && !tagged {
			branch, _ := top.Params.Value("branch")
			fromTag, _ := r.from.Params.Value("tag")
			value += ";tag=" + s.tag(r.callID, fromTag, r.cseq, branch)
		}
		reply.Add(name, value)
	}
	reply.Fields = append(reply.Fields, more...)
	v.reply = reply.Append(nil)
	return v
}
