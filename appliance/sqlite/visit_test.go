package sqlite

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cordboard/appliance"
)

// TestPagesOfAVisitorAreReadAsTheyWereOnceWritten: the first ones were stored under
// the noun's own names.
func TestPagesOfAVisitorAreReadAsTheyWereOnceWritten(t *testing.T) {
	want := appliance.Browser{Pages: []appliance.Visit{{Page: "/saws", Title: "Saws", At: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}}}
	for _, stored := range []string{
		`{"pages":[{"Page":"/saws","Title":"Saws","At":"2026-11-22T12:00:00Z"}]}`,
		`{"pages":[{"page":"/saws","title":"Saws","at":"2026-11-22T12:00:00Z"}]}`,
	} {
		var shape browserJSON
		if err := (fromJSON{&shape}).Scan(stored); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, shape.noun()); diff != "" {
			t.Errorf("%s is read otherwise (-want +got):\n%s", stored, diff)
		}
	}
}
