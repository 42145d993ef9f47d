package sip

import (
	"testing"

	wire "github.com/emiago/sipgo/sip"
)

func TestFirstDiversionOfACallCounts(t *testing.T) {
	for name, tt := range map[string]struct {
		fields string
		want   Diversion
	}{
		"none":          {"X: y", Diversion{}},
		"one":           {"Diversion: <sip:+420541230800@pbx>;reason=user-busy;counter=1", Diversion{"+420541230800", "user-busy"}},
		"quoted reason": {"Diversion: <tel:+420-541-230-800>;reason=\"No-Answer\"", Diversion{"+420541230800", "no-answer"}},
		"two fields":    {"Diversion: <sip:31@pbx>;reason=no-answer\r\nDiversion: <sip:30@pbx>;reason=unconditional", Diversion{"30", "unconditional"}},
		"two in one":    {"Diversion: <sip:31@pbx>;reason=no-answer, \"A, B\" <sip:30@pbx>", Diversion{"30", ""}},
		"hostile":       {"Diversion: <sip:3%0d%0a0@pbx>;reason=\"<b>\"", Diversion{"30", ""}},
		"unreadable":    {"Diversion: <sip:30@pbx", Diversion{}},
		"history": {
			"History-Info: <sip:30@pbx>;index=1, <sip:100@box;cause=486>;index=1.1;mp=1", Diversion{"30", "user-busy"},
		},
		"history without a diversion": {"History-Info: <sip:100@pbx>;index=1, <sip:100@box>;index=1.1", Diversion{}},
		"history of one":              {"History-Info: <sip:100@pbx>;index=1", Diversion{}},
		"both":                        {"History-Info: <sip:1@p>;index=1, <sip:2@p>;index=1.1\r\nDiversion: <sip:3@p>", Diversion{"3", ""}},
	} {
		m, err := wire.ParseMessage([]byte("INVITE sip:100@box SIP/2.0\r\n" + tt.fields + "\r\n\r\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := diverted(m.(*wire.Request)); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}
