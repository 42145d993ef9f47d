package appliance

import (
	"fmt"
	"testing"
	"time"
)

// TestBrowserKeepsTheNewestPagesInTheirOrder: a page that is told again is the same
// visit, with the title that it has by now.
func TestBrowserKeepsTheNewestPagesInTheirOrder(t *testing.T) {
	var b Browser
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	came := func(page, title string) {
		at = at.Add(time.Second)
		b.Came(Visit{Page: page, Title: title, At: at})
	}
	came("/saws", "")
	came("/saws", "Saws")
	came("/cart", "Cart")
	came("/saws", "Saws")
	if len(b.Pages) != 3 || b.Pages[0].Title != "Saws" || b.Pages[0].At != at.Add(-3*time.Second) || b.Page != "/saws" {
		t.Errorf("got %+v, want /saws, /cart and /saws again", b.Pages)
	}
	kept := b
	for i := range 2 * mostVisits {
		came(fmt.Sprint("/", i), "")
	}
	if last := fmt.Sprint("/", 2*mostVisits-1); len(b.Pages) != mostVisits || b.Pages[mostVisits-1].Page != last {
		t.Errorf("got %d pages up to %s, want %d up to %s", len(b.Pages), b.Pages[len(b.Pages)-1].Page, mostVisits, last)
	}
	if len(kept.Pages) != 3 || kept.Pages[0].Page != "/saws" {
		t.Errorf("one that was read before has changed: %+v", kept.Pages)
	}
}
