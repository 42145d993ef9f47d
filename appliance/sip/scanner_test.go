package sip_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/sip"
)

// scan are the first messages of svmap and svwar, and an INVITE of svwar's, as
// version 0.3.3 writes them.
var scan = map[string]string{
	"svmap": "OPTIONS sip:127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP %[1]s;branch=z9hG4bK-2750936138;rport\nMax-Forwards: 70\n" +
		"To: \"sipvicious\"<sip:100@1.1.1.1>\nFrom: \"sipvicious\"<sip:100@1.1.1.1>;tag=3766303030303031\nUser-Agent: friendly-scanner\n" +
		"Call-ID: 7%[2]d\nContact: sip:100@%[1]s\nCSeq: 1 OPTIONS\nAccept: application/sdp\nContent-Length: 0\n\n",
	"svwar": "REGISTER sip:127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP %[1]s;branch=z9hG4bK-1450936138;rport\nMax-Forwards: 70\n" +
		"To: \"100\"<sip:100@127.0.0.1>\nFrom: \"100\"<sip:100@127.0.0.1>;tag=313030013231\nUser-Agent: friendly-scanner\n" +
		"Call-ID: 8%[2]d\nContact: sip:100@%[1]s\nCSeq: 1 REGISTER\nAccept: application/sdp\nContent-Length: 0\n\n",
	"svwar's call": "INVITE sip:100@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP %[1]s;branch=z9hG4bK-3350936138;rport\nMax-Forwards: 70\n" +
		"To: \"100\"<sip:100@127.0.0.1>\nFrom: \"100\"<sip:100@127.0.0.1>;tag=313030013232\nUser-Agent: friendly-scanner\n" +
		"Call-ID: 9%[2]d\nContact: sip:100@%[1]s\nCSeq: 1 INVITE\nAccept: application/sdp\nContent-Length: 0\n\n",
}

func TestScannersGetNothingFromOutsideAndNoCallFromWithin(t *testing.T) {
	b := listen(t, func(_ context.Context, c *sip.Call) { t.Errorf("the scanner's call %s was let in", c.ID()) })
	for name, message := range scan {
		stranger := dialFrom(t, b.udp, "127.6.6.6:0")
		stranger.raw(fmt.Sprintf(message, stranger.self, 1))
		stranger.silent(100 * time.Millisecond)
		listed := dial(t, b)
		listed.raw(fmt.Sprintf(message, listed.self, 2))
		if got := listed.want("SIP/2.0 403"); !strings.Contains(got, "branch=z9hG4bK") {
			t.Errorf("%s: refused with %q", name, got)
		}
	}
	if got := b.Refused(); got != uint64(len(scan)) {
		t.Errorf("%d strangers were counted, want %d", got, len(scan))
	}
	known := dial(t, b) // the source itself is not banned
	known.send("OPTIONS", "", "")
	known.want("SIP/2.0 200")
}
