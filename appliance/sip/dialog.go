package sip

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/sip/message"
)

// dialog is what RFC 3261 section 12 has a side remember, in plain values
// that can be stored and taken up again.
type dialog struct {
	CallID    string   `json:"callId"`
	LocalTag  string   `json:"localTag"`
	RemoteTag string   `json:"remoteTag"`
	Local     string   `json:"local"`  // From of our requests, with its tag
	Remote    string   `json:"remote"` // To of our requests, with its tag
	Target    string   `json:"target"` // URI of the latest Contact
	Routes    []string `json:"routes"` // in our order, as name-addr
	LocalSeq  uint32   `json:"localSeq"`
	RemoteSeq uint32   `json:"remoteSeq"`

	Transport string         `json:"transport"` // "UDP", "TCP" or "TLS"
	Source    netip.AddrPort `json:"source"`    // where its requests come from
	Socket    netip.AddrPort `json:"socket"`    // of ours, that they came to
}

// dialogID names a dialog among all (section 12).
type dialogID struct{ callID, local, remote string }

func (d *dialog) id() dialogID { return dialogID{d.CallID, d.LocalTag, d.RemoteTag} }

// newDialog reads the dialog that an INVITE may come to (section 12.1.1).
func newDialog(invite *wire.Request, source, socket netip.AddrPort) dialog {
	d := dialog{
		CallID:    invite.CallID().Value(),
		LocalTag:  invite.To().Params.GetOr("tag", ""),
		RemoteTag: invite.From().Params.GetOr("tag", ""),
		Local:     invite.To().Value(),
		Remote:    invite.From().Value(),
		LocalSeq:  0,
		RemoteSeq: invite.CSeq().SeqNo,
		Transport: strings.ToUpper(invite.Transport()),
		Source:    source,
		Socket:    socket,
	}
	d.Remote = strings.TrimSuffix(d.Remote, ";tag") // RFC 2543: never had one
	d.retarget(invite.Contact())
	if d.Target == "" {
		d.Target = "sip:" + source.String()
	}
	for _, h := range invite.GetHeaders("record-route") {
		d.Routes = append(d.Routes, bracketed(h.Value()))
	}
	return d
}

// retarget takes the Contact of a target refresh request, or of its answer
// (sections 12.2.1.2 and 12.2.2).
func (d *dialog) retarget(c *wire.ContactHeader) {
	if c != nil && !c.Address.Wildcard && c.Address.Host != "" {
		d.Target = c.Address.String()
	}
}

func bracketed(uri string) string {
	if strings.Contains(uri, "<") {
		return uri
	}
	return "<" + uri + ">"
}

// answeredBy is the dialog that a response to an INVITE of ours makes, or may
// come to make (section 12.1.2).
func (d *dialog) answeredBy(res *wire.Response, tag string) dialog {
	a := *d
	a.RemoteTag = tag
	if to := res.To(); to != nil {
		a.Remote = to.Value()
	}
	a.retarget(res.Contact())
	a.Routes = nil
	for _, h := range res.GetHeaders("record-route") {
		a.Routes = append([]string{bracketed(h.Value())}, a.Routes...)
	}
	return a
}

// acknowledgement is the ACK of a 200 to invite: a request of the dialog with
// that one's number and credentials (sections 13.2.2.4 and 22.1).
func (d *dialog) acknowledgement(host string, invite *message.Text) *message.Text {
	cseq, _ := invite.First("cseq")
	number, _, _ := strings.Cut(cseq, " ")
	n, err := strconv.ParseUint(number, 10, 32)
	if err != nil {
		n = uint64(d.LocalSeq)
	}
	ack := d.compose("ACK", uint32(n), host)
	for _, f := range invite.Fields {
		if f.Name == "authorization" || f.Name == "proxy-authorization" {
			ack.Fields = append(ack.Fields, f)
		}
	}
	return ack
}

// request writes the next request of ours inside the dialog (section
// 12.2.1.1). host is how we call ourselves in Via.
func (d *dialog) request(method string, host string, fields ...Header) *message.Text {
	d.LocalSeq++
	return d.compose(method, d.LocalSeq, host, fields...)
}

// compose writes a request with a number.
func (d *dialog) compose(method string, seq uint32, host string, fields ...Header) *message.Text {
	target, routes := d.Target, d.Routes
	if len(routes) > 0 && !looseRoute(routes[0]) { // a strict router
		target = addressOf(routes[0])
		routes = append(append([]string(nil), routes[1:]...), "<"+d.Target+">")
	}
	branch := wire.GenerateBranch()
	m := &message.Text{Start: method + " " + target + " SIP/2.0"}
	m.Add("via", fmt.Sprintf("SIP/2.0/%s %s;branch=%s;rport", d.Transport, host, branch))
	m.Add("max-forwards", "70")
	m.Add("from", d.Local)
	m.Add("to", d.Remote)
	m.Add("call-id", d.CallID)
	m.Add("cseq", strconv.FormatUint(uint64(seq), 10)+" "+method)
	for _, r := range routes {
		m.Add("route", r)
	}
	for _, f := range fields {
		m.Add(f.Name, f.Value)
	}
	return m
}

// nextHop is where a request of ours goes: the first route or the target, if
// that is an address that we may send to, and otherwise back to where the
// dialog's requests come from. Names are never looked up.
func (d *dialog) nextHop(allow func(netip.Addr) bool) netip.AddrPort {
	uri := d.Target
	if len(d.Routes) > 0 {
		uri = addressOf(d.Routes[0])
	}
	var u wire.Uri
	if wire.ParseUri(uri, &u) != nil {
		return d.Source
	}
	host, err := netip.ParseAddr(strings.Trim(u.Host, "[]"))
	if err != nil || !allow(host.Unmap()) || u.Port < 0 || u.Port > 65535 {
		return d.Source
	}
	port := u.Port
	if port == 0 {
		port = wire.DefaultPort(d.Transport)
	}
	return netip.AddrPortFrom(host.Unmap(), uint16(port))
}

func addressOf(nameAddr string) string {
	a, err := message.ParseAddress(nameAddr)
	if err != nil {
		return strings.Trim(nameAddr, "<>")
	}
	return a.URI
}

// hostOf is the host of an address, with its port if it names one.
func hostOf(nameAddr string) string {
	var u wire.Uri
	if wire.ParseUri(addressOf(nameAddr), &u) != nil {
		return ""
	}
	return u.HostPort()
}

func looseRoute(nameAddr string) bool {
	var u wire.Uri
	return wire.ParseUri(addressOf(nameAddr), &u) == nil && u.UriParams.Has("lr")
}
