package feed_test

import (
	"math"
	"testing"

	"cordboard/appliance/feed"
)

func TestIDReadsBackAsItIsWritten(t *testing.T) {
	for _, id := range []feed.ID{{}, {1, 0}, {12, 345}, {math.MaxUint64, math.MaxUint64}} {
		if got, err := feed.ParseID(id.String()); got != id || err != nil {
			t.Errorf("%v: got %v, %v", id, got, err)
		}
	}
}

func FuzzParseID(f *testing.F) {
	for _, s := range []string{"1.2", "", ".", "1", "1.", ".1", "01.2", "1.2.3", "-1.2", "+1.2", " 1.2", "1.18446744073709551616"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, err := feed.ParseID(s)
		if err == nil && id.String() != s {
			t.Errorf("%q was read as %v", s, id)
		}
		if err != nil && id != (feed.ID{}) {
			t.Errorf("%q: got %v with error %v", s, id, err)
		}
	})
}
