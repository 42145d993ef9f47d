package trunk

import (
	"errors"
	"fmt"
	"testing"

	"cordboard/appliance/sip"
	"cordboard/appliance/sip/digest"
)

// TestOwnRefusalIsNamedApartFromAnExchanges as its trunks decide it.
func TestOwnRefusalIsNamedApartFromAnExchanges(t *testing.T) {
	led := func(rules ...Rule) error {
		n, ok := normal("+442071234567", "CZ")
		if !ok {
			t.Fatal("that is a number")
		}
		var c Config
		if rules != nil {
			c.Trunks = []Trunk{exchange("a", "192.0.2.1:5060", rules...)}
		}
		_, err := ways(c, n, "CZ", sip.Party{}, func(Trunk) digest.Credentials { return digest.Credentials{} })
		return fmt.Errorf("call out: %w", err)
	}
	for want, refused := range map[string]error{
		"no-way-out":  led(),
		"denied":      led("+420", "-+44"),
		"no-number":   ErrNumber,
		"all-busy":    ErrAllBusy,
		"capped":      ErrBoxCap.With("limit", 3),
		"unreachable": errors.New("the store cannot be read"),
	} {
		if got := (&Trunks{}).Cause(refused); got != want {
			t.Errorf("%v: got %q, want %q", refused, got, want)
		}
	}
	if got := (&Trunks{}).Cause(led("+420")); got != "denied" {
		t.Errorf("no rule names it: got %q, want denied", got)
	}
	if sip.Cause(403) == "denied" {
		t.Error("an exchange's refusal is told as ours")
	}
}
