package sip

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"slices"
	"strings"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/media/sdp"
)

// allowed lists what is served (RFC 3261 section 20.5).
const allowed = "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, NOTIFY, REFER, PRACK"

// extensions lists what is understood beyond RFC 3261 (section 20.37).
const extensions = "100rel, replaces, timer"

// refusal is a response that says no.
type refusal struct {
	status  int
	reason  string
	headers []Header
}

func (f *refusal) response(s *Server, r *wire.Request) *wire.Response {
	res := s.response(r, f.status, f.reason)
	for _, h := range f.headers {
		res.AppendHeader(wire.NewHeader(h.Name, clean(h.Value)))
	}
	return res
}

// refuseByHeaders refuses what needs an extension that is not there (RFC 3261
// section 8.2.2.3). Proxy-Require is no concern of ours.
func refuseByHeaders(r *wire.Request) *refusal {
	wanted := slices.DeleteFunc(listed(r, "require"), understood)
	if len(wanted) == 0 {
		return nil
	}
	return &refusal{420, "Bad Extension", []Header{{"Unsupported", strings.Join(wanted, ", ")}}}
}

// understood tells whether an extension is.
func understood(option string) bool {
	return slices.Contains(strings.Split(extensions, ", "), strings.ToLower(option))
}

// refuseByAccept refuses an INVITE whose sender takes no SDP (section 8.2.3).
func refuseByAccept(r *wire.Request) *refusal {
	fields := r.GetHeaders("accept")
	if len(fields) == 0 {
		return nil
	}
	for _, h := range fields {
		for one := range strings.SplitSeq(h.Value(), ",") {
			one, _, _ = strings.Cut(one, ";")
			switch strings.ToLower(strings.TrimSpace(one)) {
			case mimeSDP, "application/*", "*/*":
				return nil
			}
		}
	}
	return &refusal{status: 406, reason: "Not Acceptable"}
}

// sdpOf finds the session description in a request, nil if it has none.
func sdpOf(r *wire.Request) ([]byte, *refusal) {
	body := r.Body()
	if len(body) == 0 {
		return nil, nil
	}
	if h := r.GetHeader("content-encoding"); h != nil && !strings.EqualFold(strings.TrimSpace(h.Value()), "identity") {
		return nil, &refusal{415, "Unsupported Media Type", []Header{{"Accept-Encoding", "identity"}}}
	}
	switch kind := mimeType(r); {
	case kind == mimeSDP:
		return body, nil
	case strings.HasPrefix(kind, "multipart/"):
		if text := partSDP(r.ContentType().Value(), body); text != nil {
			return text, nil
		}
	}
	if h := r.GetHeader("content-disposition"); h != nil {
		_, params, err := mime.ParseMediaType(h.Value())
		if err == nil && params["handling"] == "optional" {
			return nil, nil
		}
	}
	return nil, &refusal{415, "Unsupported Media Type", []Header{{"Accept", mimeSDP}}}
}

// partSDP finds the session description in a multipart body (RFC 5621).
func partSDP(contentType string, body []byte) []byte {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil || params["boundary"] == "" {
		return nil
	}
	parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for range 16 {
		p, err := parts.NextRawPart()
		if err != nil {
			return nil
		}
		kind, _, _ := strings.Cut(p.Header.Get("Content-Type"), ";")
		if strings.EqualFold(strings.TrimSpace(kind), mimeSDP) {
			text, err := io.ReadAll(io.LimitReader(p, sdp.MaxSize+1))
			if err != nil {
				return nil
			}
			return text
		}
	}
	return nil
}

// capabilities answers OPTIONS (section 11.2), cheaply.
func (s *Server) capabilities(r *wire.Request) *wire.Response {
	res := s.response(r, 200, "OK")
	for _, h := range []Header{{"Allow", allowed}, {"Accept", mimeSDP}, {"Accept-Encoding", "identity"}, {"Supported", extensions}} {
		res.AppendHeader(wire.NewHeader(h.Name, h.Value))
	}
	return res
}

// refuseMethod answers what is not served: 405 to methods that exist, 501 to
// others (sections 8.2.1 and 21.5.2).
func (s *Server) refuseMethod(r *wire.Request) *wire.Response {
	var f refusal
	switch r.Method {
	case wire.REGISTER, wire.MESSAGE, wire.PUBLISH, wire.SUBSCRIBE:
		f = refusal{405, "Method Not Allowed", []Header{{"Allow", allowed}}}
	default:
		f = refusal{501, "Not Implemented", []Header{{"Allow", allowed}}}
	}
	return f.response(s, r)
}
