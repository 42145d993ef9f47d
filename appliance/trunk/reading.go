package trunk

import (
	"net/netip"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/address"
)

// ErrReading says that numbers that come in cannot be read so.
var ErrReading = appliance.Refuse(appliance.Invalid, "refusal.trunk-reading") // trunk

// Reading is how an exchange writes the numbers of calls that come in. The
// zero Reading takes them as they come, and the desk reads them as those of the
// site's own country.
type Reading struct {
	// Country is the one whose own numbers come without its code; empty: of
	// none do.
	Country string `json:"country,omitempty"`
	// Outside stands before numbers of the public network, so that whoever
	// calls back gets a line; it is no part of them.
	Outside string `json:"outside,omitempty"`
	// Head is what our own numbers begin with in public (+4205412308), where
	// the exchange may send the rest alone, or all.
	Head string `json:"head,omitempty"`
}

func (r Reading) check(trunk string, flaws appliance.Flaws) {
	head, public := strings.CutPrefix(r.Head, "+")
	flaws.Add("in-country", r.Country != "" && !address.Region(r.Country), ErrReading.With("trunk", trunk))
	flaws.Add("in-outside", len(r.Outside) > 8 || strings.Trim(r.Outside, "0123456789*#") != "", ErrReading.With("trunk", trunk))
	unfit := !public || len(head) < 2 || len(head) > 15 || strings.Trim(head, "0123456789") != ""
	flaws.Add("head", r.Head != "" && unfit, ErrReading.With("trunk", trunk))
}

// Caller is a caller's number in E.164, or an extension's as it came.
func (r Reading) Caller(number string) string {
	if len(number) <= address.LongestExtension || r == (Reading{}) {
		return number
	}
	for _, digits := range []string{strings.TrimPrefix(number, r.Outside), number} {
		if e164, ok := address.Phone(digits, r.Country); ok {
			return e164
		}
	}
	return number
}

// Called are the numbers of ours that one that was called may be: as it came,
// in E.164, and with the Head or without it. The first that leads anywhere
// counts.
func (r Reading) Called(number string) []string {
	all := []string{number}
	add := func(one string) {
		if one != "" && !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	if r == (Reading{}) {
		return all
	}
	public := r.Caller(number)
	add(public)
	if r.Head == "" {
		return all
	}
	if rest, ours := strings.CutPrefix(public, r.Head); ours {
		add(rest)
	} else if len(number) <= address.LongestExtension {
		add(r.Head + number)
	}
	return all
}

// Caller reads the number of who calls from an address.
func (t *Trunks) Caller(source netip.Addr, number string) string {
	of, _ := t.config.Load().Of(source)
	return of.In.Caller(number)
}
