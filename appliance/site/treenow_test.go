package site

import (
	"testing"
	"time"
)

func TestTreeIsKnownByTheNameThatItHadThen(t *testing.T) {
	p, _ := wooded(t)
	rename := func(old, name string) {
		t.Helper()
		if err := p.RenameTree(t.Context(), 7, old, name); err != nil {
			t.Fatal(err)
		}
	}
	rename("main", "day")
	between := p.trees().At
	rename("day", "front door")
	rename("outer", "main") // a name that was another's
	if err := p.CopyTree(t.Context(), 7, "main", "second"); err != nil {
		t.Fatal(err)
	}
	all, err := p.TreeRenames(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		at   time.Time
		want string
	}{
		{"main", noon.Add(-time.Hour), "front door"},
		{"day", between, "front door"},
		{"outer", between, "main"},
		{"main", noon.Add(time.Hour), "main"},
		{"day", noon.Add(time.Hour), "day"},
		{"never", noon.Add(-time.Hour), "never"},
	} {
		if got := all.Now(c.name, c.at); got != c.want {
			t.Errorf("%q of %v is %q now, want %q", c.name, c.at.Sub(noon), got, c.want)
		}
	}
}
