package front

import (
	"net/netip"
	"strings"
	"testing"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/peertest"
)

func testScreen() *screen {
	return &screen{
		limits: Limits{}.orDefaults(), parser: wire.NewParser(),
		tag: func(string, string, uint32, string) string { return "ours" }, scanned: func(netip.Addr) {},
	}
}

var testSource = netip.MustParseAddrPort("192.0.2.1:5061")

const plainOptions = "OPTIONS sip:box SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=t\r\nTo: <sip:box>\r\n" +
	"Call-ID: id\r\nCSeq: 1 OPTIONS\r\n\r\n"

func TestScreenSpellsMessagesPlainly(t *testing.T) {
	raw := "OPTIONS sip:box SIP/2.0\nv :  SIP / 2.0/UDP  other.example : 5070 ; Branch = z9hG4bKx ,SIP/2.0/TCP b\r\nf: \"Q \\\" Q\"\r\n\t<sip:a@b> ; TAG = t\r\n" +
		"t: <sip:box>\r\ni: id\r\ncseq: 007   OPTIONS\r\ncontent-length: 2\r\nX-Thing:  a\r\n b\r\n\r\nhello"
	want := "OPTIONS sip:box SIP/2.0\r\nVia: SIP/2.0/UDP other.example:5070;branch=z9hG4bKx;received=192.0.2.1\r\nVia: SIP/2.0/TCP b\r\n" +
		"From: \"Q \\\" Q\" <sip:a@b>;tag=t\r\nTo: <sip:box>;tag=ours\r\nCall-ID: id\r\nCSeq: 7 OPTIONS\r\nX-Thing: a b\r\nContent-Length: 2\r\n\r\nhe"
	v := testScreen().judge([]byte(raw), testSource)
	if got := string(v.text); got != want {
		t.Errorf("got %q\nwant %q (%s)", got, want, v.why)
	}
}

func TestScreenRefusesWhereTheViaSays(t *testing.T) {
	for name, tt := range map[string]struct {
		change [2]string
		to     string
		status string
	}{
		"bad CSeq":            {[2]string{"1 OPTIONS", "x OPTIONS"}, "192.0.2.1:5060", "400"},
		"with rport":          {[2]string{"5060;", "5060;rport;"}, "192.0.2.1:5061", "400"},
		"without port":        {[2]string{":5060;", ";"}, "192.0.2.1:5060", "400"},
		"other version":       {[2]string{"box SIP/2.0", "box SIP/3.0"}, "192.0.2.1:5060", "505"},
		"too many header":     {[2]string{"Call-ID", strings.Repeat("X: y\r\n", 300) + "Call-ID"}, "192.0.2.1:5060", "513"},
		"too long":            {[2]string{"Call-ID", "X: " + strings.Repeat("y", 66000) + "\r\nCall-ID"}, "192.0.2.1:5060", "513"},
		"unknown scheme":      {[2]string{"sip:box", "urn:box"}, "192.0.2.1:5060", "416"},
		"no space after name": {[2]string{"Call-ID:", "Call ID:"}, "192.0.2.1:5060", "400"},
	} {
		t.Run(name, func(t *testing.T) {
			raw := strings.Replace(plainOptions, tt.change[0], tt.change[1], 1)
			if name == "with rport" || name == "without port" {
				raw = strings.Replace(raw, "1 OPTIONS", "x OPTIONS", 1)
			}
			v := testScreen().judge([]byte(raw), testSource)
			if !strings.HasPrefix(string(v.reply), "SIP/2.0 "+tt.status) || v.to != netip.MustParseAddrPort(tt.to) {
				t.Errorf("reply to %v: %q, want %s to %s", v.to, v.reply, tt.status, tt.to)
			}
		})
	}
	ack := strings.ReplaceAll(strings.Replace(plainOptions, "1 OPTIONS", "x OPTIONS", 1), "OPTIONS", "ACK")
	if v := testScreen().judge([]byte(ack), testSource); len(v.reply)+len(v.text) > 0 {
		t.Errorf("malformed ACK: %q %q, want silence", v.reply, v.text)
	}
}

// TestScreenReadsIPv6 has the forms of RFC 5118.
func TestScreenReadsIPv6(t *testing.T) {
	for name, tt := range map[string]struct {
		change []string
		good   bool
	}{
		"reference":               {[]string{"sip:box SIP", "sip:[2001:db8::10] SIP"}, true},
		"port outside":            {[]string{"sip:box SIP", "sip:[2001:db8::10]:5070 SIP"}, true},
		"no brackets":             {[]string{"sip:box SIP", "sip:2001:db8::10 SIP"}, false},
		"in Via":                  {[]string{"192.0.2.1:5060", "[2001:db8::9:1]:5060"}, true},
		"in Via without brackets": {[]string{"192.0.2.1:5060", "2001:db8::9:1"}, false},
		"received in brackets":    {[]string{"branch=z", "received=[2001:db8::9:255];branch=z"}, true},
		"received":                {[]string{"branch=z", "received=2001:db8::9:255;branch=z"}, true},
		"IPv4 in it":              {[]string{"sip:box SIP", "sip:[::ffff:192.0.2.10] SIP"}, true},
		"in From":                 {[]string{"<sip:a@b>", "<sip:a@[2001:db8::1]>"}, true},
	} {
		v := testScreen().judge([]byte(strings.NewReplacer(tt.change...).Replace(plainOptions)), testSource)
		if good := len(v.text) > 0; good != tt.good {
			t.Errorf("%s: handed on = %v (%s), want %v", name, good, v.why, tt.good)
		}
	}
}

// FuzzScreen holds that whatever the screen hands on can be read by sipgo and
// has all that the router takes for granted.
func FuzzScreen(f *testing.F) {
	for _, text := range peertest.Files(f, "../testdata/torture/*.dat", 40) {
		f.Add(text)
	}
	f.Add([]byte(plainOptions))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s := testScreen()
		var given [3]string
		s.tag = func(callID, fromTag string, _ uint32, branch string) string {
			given = [3]string{callID, fromTag, branch}
			return "ours"
		}
		v := s.judge(raw, testSource)
		if v.why == "unreadable" {
			t.Errorf("panicked on %q", raw)
		}
		if len(v.text) > 0 && len(v.reply) > 0 {
			t.Error("both handed on and answered")
		}
		if len(v.text) == 0 {
			return
		}
		m, err := s.parser.ParseSIP(v.text)
		if err != nil {
			t.Fatalf("handed on %q: %v", v.text, err)
		}
		r, ok := m.(*wire.Request)
		if !ok {
			return
		}
		if r.Via() == nil || r.From() == nil || r.To() == nil || r.CallID() == nil || r.CSeq() == nil || r.To().Params.GetOr("tag", "") == "" {
			t.Errorf("handed on %q without what it needs", v.text)
		}
		// The router must come to the same tag as the screen.
		read := [3]string{r.CallID().Value(), r.From().Params.GetOr("tag", ""), r.Via().Params.GetOr("branch", "")}
		if r.To().Params.GetOr("tag", "") == "ours" && given != [3]string{} && given != read {
			t.Errorf("screen read %q, sipgo %q in %q", given, read, v.text)
		}
	})
}
