package sip

import (
	"strings"
	"testing"

	wire "github.com/emiago/sipgo/sip"
)

func TestCallerIsReadFromWhereItIsAsserted(t *testing.T) {
	for _, tt := range []struct {
		name, fields string
		asserted     bool
		want         Party
	}{
		{"From", "From: \"Jan Novák\" <sip:+420123@pbx>;tag=x", true, Party{"Jan Novák", "+420123"}},
		{"asserted before From", "From: <sip:1@pbx>\r\nP-Asserted-Identity: \"Eva\" <sip:2@pbx>", true, Party{"Eva", "2"}},
		{"asserted is not believed", "From: <sip:1@pbx>\r\nP-Asserted-Identity: \"Eva\" <sip:2@pbx>", false, Party{"", "1"}},
		{"two asserted", "From: <sip:1@pbx>\r\nP-Asserted-Identity: \"Eva, A.\" <sip:anon@anonymous.invalid>, <tel:+420-(123)-456;phone-context=x>", true, Party{"Eva, A.", "+420123456"}},
		{"Remote-Party-ID", "From: <sip:1@pbx>\r\nRemote-Party-ID: Eva <sip:3@pbx>;party=calling", true, Party{"Eva", "3"}},
		{"asserted before Remote-Party-ID", "From: <sip:1@pbx>\r\nRemote-Party-ID: <sip:3@pbx>\r\nP-Asserted-Identity: <sip:2@pbx>", true, Party{"", "2"}},
		{"bare tel URI", "From: tel:112;x=y", true, Party{"", "112"}},
		{"escapes", "From: <sip:%2b420%20x;npdi:secret@pbx>", true, Party{"", "+420 x"}},
		{"anonymous", "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>", true, Party{}},
		{"anonymous at the exchange", "From: \"Anonymous\" <sip:Anonymous@192.0.2.1>", true, Party{}},
		{"anonymous and asserted", "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>\r\nP-Asserted-Identity: <sip:2@pbx>", true, Party{"", "2"}},
		{"asserted and private", "From: <sip:anonymous@anonymous.invalid>\r\nP-Asserted-Identity: \"Eva\" <sip:2@pbx>\r\nPrivacy: id", true, Party{}},
		{"private, and From tells", "From: \"Eva\" <sip:2@pbx>\r\nPrivacy: user;critical", true, Party{}},
		{"private by the older field", "From: <sip:2@pbx>\r\nRemote-Party-ID: <sip:2@pbx>;party=calling; privacy=full", true, Party{}},
		{"privacy none", "From: <sip:2@pbx>\r\nPrivacy: none", true, Party{"", "2"}},
		{"quotes", `From: "A \"B\" \\ C" <sip:1@pbx>`, true, Party{`A "B" \ C`, "1"}},
		{"control characters", "From: \"A\x07\u202eB%00\" <sip:1%0d%0a%002@pbx>", true, Party{"AB%00", "12"}},
		{"no UTF-8", "From: \"A\xff\xfeB\" <sip:1@pbx>", true, Party{"AB", "1"}},
		{"long", "From: \"" + strings.Repeat("ž", 100) + "\" <sip:" + strings.Repeat("1", 100) + "@pbx>", true, Party{strings.Repeat("ž", 80), strings.Repeat("1", 80)}},
		{"no user", "From: <sip:pbx>", true, Party{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := wire.ParseMessage([]byte("INVITE sip:%31%30%30;phone-context=x@box SIP/2.0\r\n" + tt.fields + "\r\n\r\n"))
			if err != nil {
				t.Fatal(err)
			}
			var fields []string
			if tt.asserted {
				fields = asserting
			}
			if got := callerOf(m.(*wire.Request), fields); got != tt.want {
				t.Errorf("caller = %+v, want %+v", got, tt.want)
			}
			if got := calledBy(m.(*wire.Request)); got != "100" {
				t.Errorf("called = %q, want 100", got)
			}
		})
	}
}
