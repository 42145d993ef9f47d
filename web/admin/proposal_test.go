package admin_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// TestRulesThatProposeAreKeptInTheirOrder: the form has one more than there are, each takes
// the place that it is given, and one without a name goes.
func TestRulesThatProposeAreKeptInTheirOrder(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/groups/new", "name", "Sales")
	o.save("/admin/queues/new", "name", "Orders", "groups", "1", "target", "60", "offer", "30", "wrap-up", "45")
	form := []string{"channel", "webchat", "name", "Shop", "queue", "1", "language", "cs", "ask-name", "no", "ask-mail", "no", "ask-phone", "no", "ask-topic", "no"}
	with := func(more ...string) []string { return append(slices.Clone(form), more...) }
	rules := func() (all []appliance.Proposal) {
		t.Helper()
		if err := o.store.Read(t.Context(), func(v *sqlite.View) error {
			e, err := v.EntryPoint(1)
			all = e.Widget.Proposals
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return all
	}
	names := func() (all []string) {
		for _, p := range rules() {
			all = append(all, p.Name)
		}
		return all
	}
	o.save("/admin/entry-points/new", with(
		"rule-0-name", "Cart", "rule-0-place", "1", "rule-0-after", "30", "rule-0-page", "/cart", "rule-0-often", "day", "rule-0-does", "panel", "rule-0-open", "on", "rule-0-text-cs", "Poradíme?")...)
	want := appliance.Proposal{
		Name: "Cart", After: 30_000_000_000, Page: "/cart", Open: true, Panel: true, Often: appliance.OncePerDay,
		Texts: map[appliance.Language]string{appliance.Czech: "Poradíme?"},
	}
	if got := rules(); len(got) != 1 || appliance.VersionOf(got[0]) != appliance.VersionOf(want) {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	_, page := o.get("/admin/entry-points/1")
	if !strings.Contains(page, `name="rule-1-name"`) || strings.Contains(page, `name="rule-2-name"`) {
		t.Error("the form has not one rule more than there are")
	}
	version := func() string {
		_, page := o.get("/admin/entry-points/1")
		_, after, _ := strings.Cut(page, `name="version" value="`)
		v, _, _ := strings.Cut(after, `"`)
		return v
	}
	both := func(cart, leaving string) []string {
		return with("version", version(), "rule-0-name", "Cart", "rule-0-place", cart, "rule-0-page", "/cart", "rule-0-often", "visit",
			"rule-1-name", leaving, "rule-1-place", "1", "rule-1-leaving", "on", "rule-1-often", "visit")
	}
	o.save("/admin/entry-points/1", both("2", "Leaving")...)
	if got := names(); !slices.Equal(got, []string{"Leaving", "Cart"}) {
		t.Errorf("got %q", got)
	}
	refused := with("version", version(), "rule-0-name", "Leaving", "rule-0-often", "visit", "rule-1-name", "Cart", "rule-1-page", "https://shop.example/cart", "rule-1-often", "visit")
	status, page := o.post("/admin/entry-points/1", refused...)
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, `id="rule-0-after-flaw"`) || !strings.Contains(page, `id="rule-1-page-flaw"`) || len(rules()) != 2 {
		t.Errorf("without a condition, and with a whole address: got %d, %+v", status, rules())
	}
	o.save("/admin/entry-points/1", both("1", " ")...)
	if got := names(); !slices.Equal(got, []string{"Cart"}) {
		t.Errorf("got %q", got)
	}
}
