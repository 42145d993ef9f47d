package sip

import (
	"fmt"
	"slices"
	"testing"
)

func TestTargetsOfARedirectionComeBestFirst(t *testing.T) {
	m := fielded{
		{"contact", `"A, B" <sip:1@a>;q=0.3, <sip:2@a?Replaces=x>;q=0.9`},
		{"contact", "sip:3@a"},
		{"contact", "<tel:+4>, <http://a/>, <sips:5@a>, nonsense"},
	}
	if got, want := targets(m), []string{"sip:3@a", "sip:2@a", "sip:1@a"}; !slices.Equal(got, want) {
		t.Errorf("targets = %q, want %q", got, want)
	}
}

func TestRedirectionNeverLoopsAndIsLimited(t *testing.T) {
	all := func(string) bool { return true }
	var r redirection
	r.take(fielded{{"contact", "<sip:1@a>, <sip:2@a>, <sip:desk@a>"}}, all)
	r.take(fielded{{"contact", "<sip:1@a>, <sip:3@a>"}}, all) // as the second one answers
	var tried []string
	for uri := r.next(); uri != ""; uri = r.next() {
		tried = append(tried, uri)
		r.take(fielded{{"contact", "<" + uri + ">"}}, all) // each points at itself
	}
	if want := []string{"sip:1@a", "sip:2@a", "sip:3@a"}; !slices.Equal(tried, want) {
		t.Errorf("tried = %q, want %q", tried, want)
	}
	for i := range 100 {
		r.take(fielded{{"contact", fmt.Sprintf("<sip:%d@b>", i)}}, all)
	}
	if len(r.seen) != mostTries {
		t.Errorf("%d targets were taken, want %d at most", len(r.seen), mostTries)
	}
}

func TestRedirectionGoesOnlyWhereItIsAllowed(t *testing.T) {
	m := fielded{{"contact", "<sip:+88216@a>, <sip:200@a>"}}
	var r redirection
	r.take(m, nil)
	if uri := r.next(); uri != "" {
		t.Errorf("went to %s without being allowed to", uri)
	}
	r.take(m, func(number string) bool { return number == "200" })
	if a, b := r.next(), r.next(); a != "sip:200@a" || b != "" {
		t.Errorf("went to %q and %q, want sip:200@a alone", a, b)
	}
}
