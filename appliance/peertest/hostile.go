package peertest

import (
	"fmt"
	"strings"
	"sync/atomic"
)

// DeadlyRequests are SIP requests that have ended a process built on diago or
// sipgo, and their kin, by name. Struck fills in the line HEAD and a method,
// and makes the lines of the head end in CRLF; a body is sent as it stands.
var DeadlyRequests = map[string]string{
	"INFO without Content-Type":   "INFO sip:100@box SIP/2.0\nHEADINFO\nFrom: <sip:a@pbx>;tag=from\nContent-Length: 8\n\nSignal=5",
	"NOTIFY without Content-Type": "NOTIFY sip:100@box SIP/2.0\nHEADNOTIFY\nFrom: <sip:a@pbx>;tag=from\nEvent: refer\nContent-Length: 0\n\n",
	"REFER without Refer-To":      "REFER sip:100@box SIP/2.0\nHEADREFER\nFrom: <sip:a@pbx>;tag=from\nContent-Length: 0\n\n",
	"SDP with a lone LF line":     inviting + "v=0\r\n\nm=audio 4000 RTP/AVP 8\r\n",
	"SDP with c=IN alone":         inviting + "v=0\r\nc=IN\r\nm=audio 4000 RTP/AVP 8\r\n",
	"SDP with two rtpmap lines":   inviting + "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP 0 96 96\r\na=rtpmap:96 telephone-event/8000\r\na=rtpmap:96 PCMA/8000\r\n",
	"SDP of m= alone":             inviting + "v=0\r\nm=\r\n",
	"INVITE without From":         "INVITE sip:100@box SIP/2.0\nHEADINVITE\nContact: <sip:a@127.0.0.1>\nContent-Length: 0\n\n",
	"INVITE without Contact":      "INVITE sip:100@box SIP/2.0\nHEADINVITE\nFrom: <sip:a@pbx>;tag=from\nContent-Length: 0\n\n",
	"UPDATE without Contact":      "UPDATE sip:100@box SIP/2.0\nHEADUPDATE\nFrom: <sip:a@pbx>;tag=from\nContent-Length: 0\n\n",
	"request without Via":         "INVITE sip:100@box SIP/2.0\nFrom: <sip:a@pbx>;tag=from\nTo: <sip:100@box>\nCall-ID: x\nCSeq: 1 INVITE\n\n",
	"start line alone":            "INVITE sip:100@box SIP/2.0\n",
	"no SIP":                      "\x00\x01GET / HTTP/1.1\n\n",
	"response to nobody":          "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx\nCSeq: 1 BYE\nCall-ID: x\nFrom: <sip:a@b>\nTo: <sip:a@b>\n\n",
}

const inviting = "INVITE sip:100@box SIP/2.0\nHEADINVITE\nFrom: <sip:a@pbx>;tag=from\nContact: <sip:a@127.0.0.1>\nContent-Type: application/sdp\n\n"

// Dialog is the place that a struck request claims: its sender's address, and
// what the box knows his call by. Tag is the box's; a request without one
// stands before any call.
type Dialog struct {
	From, ID, Tag string
	CSeq          int
}

var struck atomic.Int64

// Struck is a deadly request as it goes on the wire.
func (d Dialog) Struck(request string) []byte {
	to := "To: <sip:100@box>"
	if d.Tag != "" {
		to += ";tag=" + d.Tag
	}
	head, body, _ := strings.Cut(request, "\n\n")
	method, _, _ := strings.Cut(head, " ")
	head = strings.Replace(head, "HEAD"+method+"\n", fmt.Sprintf("Via: SIP/2.0/UDP %s;branch=z9hG4bKdeadly%d;rport\n%s\nCall-ID: %s\nCSeq: %d %s\n",
		d.From, struck.Add(1), to, d.ID, d.CSeq, method), 1)
	end := "\r\n\r\n"
	if !strings.Contains(request, "\n\n") {
		end = ""
	}
	return []byte(strings.ReplaceAll(head, "\n", "\r\n") + end + body)
}

// MalformedSound are RTP packets in hexadecimal that have ended other programs:
// every length in them lies (RFC 3550 section 5).
var MalformedSound = map[string]string{
	"empty":                     "",
	"one byte":                  "80",
	"eleven bytes":              "8000000100000001000000",
	"version 1":                 "400000010000000100000001aa",
	"more CSRCs than there are": "8f0000010000000100000001aaaaaaaa",
	"extension without length":  "900000010000000100000001bede",
	"extension too long":        "900000010000000100000001bedeffff00000000",
	"padding of zero":           "a00000010000000100000001aa00",
	"padding longer than all":   "a00000010000000100000001aaff",
	"padding into the header":   "a00000010000000100000001aa03",
	"padding into an extension": "b00000010000000100000001bede000110000005",
	"padding without payload":   "a00000010000000100000001",
}

// MalformedReports are compound RTCP packets in hexadecimal whose lengths lie,
// or that are none (RFC 3550 section 6).
var MalformedReports = map[string]string{
	"empty":                            "",
	"one byte":                         "80",
	"header alone, one word promised":  "80c90001",
	"version 1":                        "40c90001deadbeef",
	"receiver report without sender":   "80c90000",
	"block that is not there":          "81c90001deadbeef",
	"31 blocks that are not there":     "9fc90001deadbeef",
	"sender report without its half":   "80c80001deadbeef",
	"length beyond the end":            "80c9ffffdeadbeef",
	"begins with BYE":                  "81cb0001deadbeef",
	"padding of zero":                  "a0c90001deadbe00",
	"padding into the header":          "a0c90001deadbe08",
	"padding that is no word":          "a0c90001deadbe03",
	"padding before the last":          "a0c90002deadbeef0000000480cb0000",
	"rubbish behind a whole one":       "80c90001deadbeefff",
	"second with a length that lies":   "80c90001deadbeef80ca00ff",
	"sound on the port of the reports": "800000010000000100000001aabbccdd",
}
