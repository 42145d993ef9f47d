package trunk

import (
	"errors"
	"slices"
	"testing"

	"cordboard/appliance"
)

func TestNumbersThatComeInAreReadAsTheExchangeWritesThem(t *testing.T) {
	czech := Reading{Country: "CZ", Outside: "0", Head: "+4205412308"}
	for _, tt := range []struct {
		reading Reading
		number  string
		caller  string
		called  []string
	}{
		{Reading{}, "0541230800", "0541230800", []string{"0541230800"}},
		{czech, "31", "31", []string{"31", "+420541230831"}},
		{czech, "541230831", "+420541230831", []string{"541230831", "+420541230831", "31"}},
		{czech, "0541230831", "+420541230831", []string{"0541230831", "+420541230831", "31"}},
		{czech, "+420541230831", "+420541230831", []string{"+420541230831", "31"}},
		{czech, "000420541230831", "+420541230831", []string{"000420541230831", "+420541230831", "31"}},
		{czech, "00048221234567", "+48221234567", []string{"00048221234567", "+48221234567"}},
		{czech, "+48221234567", "+48221234567", []string{"+48221234567"}},
		{Reading{Country: "DE"}, "030123456", "+4930123456", []string{"030123456", "+4930123456"}},
		{czech, "anonymous", "anonymous", []string{"anonymous"}},
	} {
		if got := tt.reading.Caller(tt.number); got != tt.caller {
			t.Errorf("%+v: caller %q is %q, want %q", tt.reading, tt.number, got, tt.caller)
		}
		if got := tt.reading.Called(tt.number); !slices.Equal(got, tt.called) {
			t.Errorf("%+v: called %q may be %q, want %q", tt.reading, tt.number, got, tt.called)
		}
	}
	for _, bad := range []Reading{{Country: "Bohemia"}, {Outside: "x"}, {Head: "0541"}, {Head: "+"}, {Head: "+12345678901234567"}} {
		flaws := appliance.Flaws{}
		if bad.check("pbx", flaws); !errors.Is(flaws.Err(), ErrReading) {
			t.Errorf("%+v: %v, want ErrReading", bad, flaws)
		}
	}
}
