package desk

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPassageLightsWhatIsSought(t *testing.T) {
	long := strings.Repeat("slovo ", 20)
	for _, c := range []struct{ text, phrase, want string }{
		{"Kurýr přišel pozdě.", "prisel", "Kurýr [přišel] pozdě."},
		{"dva\n\nřádky a dva radky", "dva radky", "[dva řádky] a [dva radky]"},
		{long + "kurýr přišel", "prisel", "…slovo slovo kurýr [přišel]"},
		{"přišel " + long + long, "prisel", "[přišel] " + strings.TrimSuffix((long + long)[:153], " ") + "…"},
		{"Volejte 603 123 456", "603123456", "Volejte [603 123 456]"},
		{"nic", "něco", ""},
	} {
		var got strings.Builder
		for _, l := range passage(c.text, c.phrase) {
			if l.Lit {
				got.WriteString("[" + l.Text + "]")
			} else {
				got.WriteString(l.Text)
			}
		}
		if got.String() != c.want {
			t.Errorf("%q in %q: got %q, want %q", c.phrase, c.text, got.String(), c.want)
		}
	}
}

func TestDaysAreThoseOfTheSitesClocks(t *testing.T) {
	prague, err := time.LoadLocation("Europe/Prague")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from, to     string
		first, until string
		err          error
	}{
		{"2026-11-20", "", "2026-11-20T00:00:00+01:00", "2026-11-21T00:00:00+01:00", nil},
		{"2026-11-20", "2026-11-22", "2026-11-20T00:00:00+01:00", "2026-11-23T00:00:00+01:00", nil},
		{"2026-10-25", "", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00", nil}, // an hour longer
		{"", "2026-11-22", "", "2026-11-23T00:00:00+01:00", nil},
		{"", "", "", "", nil},
		{"2026-11-22", "2026-11-20", "", "", errDays},
		{"22. 11.", "", "", "", errDay},
		{"2026-13-01", "", "", "", errDay},
		{"", "yesterday", "", "", errDay},
	} {
		from, before, err := sought{From: c.from, To: c.to}.days(prague)
		said := func(at time.Time) string {
			if at.IsZero() {
				return ""
			}
			return at.Format(time.RFC3339)
		}
		if said(from) != c.first || said(before) != c.until || !errors.Is(err, c.err) {
			t.Errorf("%q to %q: got %s to %s, %v; want %s to %s, %v", c.from, c.to, said(from), said(before), err, c.first, c.until, c.err)
		}
	}
}

func TestWhatIsSoughtStaysInTheAddress(t *testing.T) {
	all := sought{Text: "Řidič & spol.", Entry: 3, Tags: "2,11", Blocked: true, From: "2026-11-20", To: "2026-11-22"}
	for _, c := range []struct {
		s    sought
		tab  tab
		want string
	}{
		{all, tabFinished, "/desk/7?tab=finished&blocked=on&from=2026-11-20&q=%C5%98idi%C4%8D+%26+spol.&tags=2%2C11&to=2026-11-22&way=3"},
		{all, tabWaiting, "/desk/7?tab=waiting&tags=2%2C11&way=3"},
		{sought{}, tabFinished, "/desk/7?tab=finished"},
	} {
		got := c.s.href(7, c.tab)
		if got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
		u, err := url.Parse(got)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.s.in(c.tab), soughtBy(u.Query())); d != "" {
			t.Errorf("%s is read otherwise (-want +got):\n%s", got, d)
		}
	}
	if got := soughtBy(url.Values{"tags": {"11,x,-3,2,,2,0"}}).Tags; got != "2,11" {
		t.Errorf("what are no tags: got %q", got)
	}
	if got := soughtBy(url.Values{"way": {"-3"}, "q": {strings.Repeat("a", 300)}}); got.Entry != 0 || len(got.Text) != soughtLimit {
		t.Errorf("what is no entry point is %d, a long phrase is of %d letters", got.Entry, len(got.Text))
	}
}
