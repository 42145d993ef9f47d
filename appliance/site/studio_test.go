package site

import (
	"errors"
	"testing"

	"cordboard/appliance"
)

func TestNumberOfTheStudioLeadsNowhereElse(t *testing.T) {
	p := newPlot(t)
	all := Defaults()
	all.Studio = "one nine nine"
	if err := p.SaveSettings(t.Context(), 0, all); !errors.Is(err, ErrNumber) {
		t.Errorf("a number that is none: %v", err)
	}
	entry := appliance.EntryPoint{
		Channel: appliance.Phone, Name: "Reception", Language: appliance.Czech, Queue: p.queue("Orders", p.group("Sales").ID).ID,
		Phone: appliance.PhoneEntry{Number: "200"},
	}
	entry, err := p.SaveEntryPoint(t.Context(), 0, entry)
	if err != nil {
		t.Fatal(err)
	}
	all.Studio = "200"
	err = p.SaveSettings(t.Context(), 0, all)
	flaws, _ := errors.AsType[appliance.Flaws](err)
	if r := flaws["studio"]; !errors.Is(err, ErrStudio) || r == nil || r.Args["name"] != "Reception" {
		t.Errorf("the number of an entry point: %v", err)
	}
	all.Studio = "199"
	if err := p.SaveSettings(t.Context(), 0, all); err != nil || p.Studio(t.Context()) != "199" {
		t.Errorf("one that is free: %v, and it is %q", err, p.Studio(t.Context()))
	}
	entry.Phone.Number = "199"
	_, err = p.SaveEntryPoint(t.Context(), 0, entry)
	if flaws, _ = errors.AsType[appliance.Flaws](err); !errors.Is(err, ErrStudioNumber) || flaws["number"] == nil {
		t.Errorf("an entry point with the studio's: %v", err)
	}
}
