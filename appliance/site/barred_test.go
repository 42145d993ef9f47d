package site

import (
	"testing"

	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/check"
)

func TestTreeThatDialsANumberInVainSaysSo(t *testing.T) {
	p := newPlot(t)
	all, err := p.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p.barred = func(*sqlite.View) (func(number, country string) check.Barrier, error) {
		return func(number, country string) check.Barrier {
			if number == "+420900123456" && country == all.Region {
				return check.Barrier{Why: check.Denied, Trunk: "main", Rule: "-+42090"}
			}
			return check.Barrier{}
		}, nil
	}
	const text = "language: cs\nnodes:\n  a:\n    dial: +420 900 123 456\n    nobody: b\n  b: {dial: \"31\", nobody: c}\n  c: {hangup: }\n"
	report, err := p.CheckTree(t.Context(), "main", text)
	if err != nil || len(report.Findings) != 1 {
		t.Fatalf("found %v, %v, want the one number", report.Findings, err)
	}
	if f := report.Findings[0]; f.Code != "dial-denied" || f.Severity != ivr.Warning || f.Place != (ivr.Place{Line: 4, Column: 11}) || f.Args["rule"] != "-+42090" {
		t.Errorf("found %+v", f)
	}
	if found, err := p.SaveTree(t.Context(), 1, "main", text); err != nil || len(found) != 1 {
		t.Errorf("it is published with %v, %v", found, err)
	}
}
