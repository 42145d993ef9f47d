package call

import (
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sip"
)

func TestCallOpensWithWhatTheExchangeTellsOfItsDiversion(t *testing.T) {
	for _, c := range []struct {
		diversion sip.Diversion
		want      []appliance.Parameter
	}{
		{sip.Diversion{}, nil},
		{sip.Diversion{Number: "210"}, []appliance.Parameter{{Key: "diverted-from", Value: "210", From: "trunk"}}},
		{sip.Diversion{Number: "210", Reason: "no-answer"}, []appliance.Parameter{
			{Key: "diverted-from", Value: "210", From: "trunk"}, {Key: "diverted-because", Value: "no-answer", From: "trunk"},
		}},
	} {
		if got := parametersOf(c.diversion); !slices.Equal(got, c.want) {
			t.Errorf("%+v: got %v, want %v", c.diversion, got, c.want)
		}
	}
}
