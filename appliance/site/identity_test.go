package site

import (
	"errors"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// vector is what PHP's hash_hmac and Python's hmac give for it (RFC 4231 has its key in
// raw bytes, a site has a text).
const (
	vectorSecret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	vectorUser   = "customer-17"
)

func TestProofIsOfTheSecretTheUserAndTheTime(t *testing.T) {
	now := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	until := now.Add(ProofLasts)
	right := Proof(vectorSecret, vectorUser, until)
	_, sum, _ := strings.Cut(right, ".")
	soon, _, _ := strings.Cut(Proof(vectorSecret, vectorUser, now.Add(time.Hour)), ".")
	other := strings.Repeat("f", 64)
	for name, c := range map[string]struct {
		secrets     []string
		user, proof string
		want        bool
	}{
		"right":               {[]string{vectorSecret}, vectorUser, right, true},
		"in capitals":         {[]string{vectorSecret}, vectorUser, strings.ToUpper(right), true},
		"by the former one":   {[]string{other, vectorSecret}, vectorUser, right, true},
		"no secret":           {nil, vectorUser, right, false},
		"of no secret":        {nil, vectorUser, Proof("", vectorUser, until), false},
		"another secret":      {[]string{other}, vectorUser, right, false},
		"of somebody else":    {[]string{vectorSecret}, "customer-18", right, false},
		"one digit":           {[]string{vectorSecret}, vectorUser, flip(right), false},
		"cut short":           {[]string{vectorSecret}, vectorUser, right[:62], false},
		"a moment before":     {[]string{vectorSecret}, vectorUser, Proof(vectorSecret, vectorUser, now.Add(time.Second)), true},
		"over":                {[]string{vectorSecret}, vectorUser, Proof(vectorSecret, vectorUser, now), false},
		"for long":            {[]string{vectorSecret}, vectorUser, Proof(vectorSecret, vectorUser, now.Add(ProofLasts+proofClock+time.Second)), false},
		"another time":        {[]string{vectorSecret}, vectorUser, soon + "." + sum, false},
		"no time":             {[]string{vectorSecret}, vectorUser, sum, false},
		"for ever":            {[]string{vectorSecret}, vectorUser, "9999999999999999999." + sum, false},
		"of a zero more":      {[]string{vectorSecret}, vectorUser, "0" + right, false},
		"none":                {[]string{vectorSecret}, vectorUser, "", false},
		"no hexadecimal":      {[]string{vectorSecret}, vectorUser, "proof", false},
		"nobody":              {[]string{vectorSecret}, "", Proof(vectorSecret, "", until), false},
		"a line break":        {[]string{vectorSecret}, "17\n", Proof(vectorSecret, "17\n", until), false},
		"a name without end":  {[]string{vectorSecret}, strings.Repeat("7", 129), Proof(vectorSecret, strings.Repeat("7", 129), until), false},
		"the longest of them": {[]string{vectorSecret}, strings.Repeat("7", 128), Proof(vectorSecret, strings.Repeat("7", 128), until), true},
	} {
		if got := Proves(c.secrets, c.user, c.proof, now); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func flip(hex string) string {
	if hex[0] == '0' {
		return "1" + hex[1:]
	}
	return "0" + hex[1:]
}

func TestFormerSecretHoldsForADay(t *testing.T) {
	renewed := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	i := identity{}.renewed("first", renewed).renewed("second", renewed.Add(time.Hour)).renewed("third", renewed.Add(2*time.Hour))
	for after, want := range map[time.Duration]string{
		2 * time.Hour: "third second first", 25*time.Hour - 1: "third second first", 25 * time.Hour: "third second", 26 * time.Hour: "third",
	} {
		if got := strings.Join(i.holds(renewed.Add(after)), " "); got != want {
			t.Errorf("after %v: %q, want %q", after, got, want)
		}
	}
	if i := i.renewed("fourth", renewed.Add(30*time.Hour)); len(i.Former) != 1 {
		t.Errorf("what is over is kept: %+v", i)
	}
	for range 20 {
		i = i.renewed("more", renewed)
	}
	if len(i.Former) > mostFormer {
		t.Errorf("%d former ones are kept", len(i.Former))
	}
	if got := (identity{}).holds(renewed); got != nil {
		t.Errorf("without any: %q", got)
	}
}

func TestSecretIsGivenOnceAndRenewed(t *testing.T) {
	p := newPlot(t)
	clock := noon
	p.clock = func() time.Time { return clock }
	add := func(name string, by appliance.Channel, key string) (e appliance.EntryPoint) {
		t.Helper()
		if err := p.store.Write(t.Context(), func(tx *sqlite.Tx) (err error) {
			e, err = tx.AddEntryPoint(appliance.EntryPoint{Channel: by, Name: name, Widget: appliance.WidgetEntry{Key: key}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return e
	}
	shop, other, phone := add("Shop", appliance.WebChat, "shop-key"), add("Other", appliance.WebChat, "other-key"), add("Calls", appliance.Phone, "")
	vouched := func(e appliance.EntryPointID, secret string) bool {
		t.Helper()
		yes, err := p.Vouched(t.Context(), e, vectorUser, Proof(secret, vectorUser, p.now().Add(time.Hour)))
		if err != nil {
			t.Fatal(err)
		}
		return yes
	}
	if since, err := p.SecretSince(t.Context(), shop.ID); err != nil || !since.IsZero() || vouched(shop.ID, "") {
		t.Errorf("before there is a secret: since %v, %v", since, err)
	}
	first, err := p.RenewSecret(t.Context(), 0, shop.ID)
	if err != nil || len(first) != 64 {
		t.Fatalf("got %q, %v", first, err)
	}
	if since, _ := p.SecretSince(t.Context(), shop.ID); !since.Equal(noon) || !vouched(shop.ID, first) || vouched(other.ID, first) {
		t.Errorf("since %v; it vouches at its own entry point alone: %v, %v", since, vouched(shop.ID, first), vouched(other.ID, first))
	}
	clock = clock.Add(time.Hour)
	second, err := p.RenewSecret(t.Context(), 0, shop.ID)
	if err != nil || second == first || !vouched(shop.ID, first) || !vouched(shop.ID, second) {
		t.Errorf("renewed: %v, the former one holds: %v", err, vouched(shop.ID, first))
	}
	clock = clock.Add(FormerSecretLasts)
	if vouched(shop.ID, first) || !vouched(shop.ID, second) {
		t.Error("after a day the former one still holds, or the new one does not")
	}
	all, err := p.History(t.Context(), entryPointKept+shop.ID.String())
	if err != nil || len(all) < 2 || !all[0].Secret || !all[1].Secret {
		t.Errorf("its history: %+v, %v", all, err)
	}
	if err := p.store.Read(t.Context(), func(v *sqlite.View) error {
		kept, err := v.Settings("")
		for key, value := range kept {
			for _, secret := range []string{first, second} {
				if strings.Contains(value, secret) {
					t.Errorf("%s holds a secret in the clear", key)
				}
			}
		}
		if len(kept) < 3 {
			t.Errorf("%d settings: the test sees too little", len(kept))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.RenewSecret(t.Context(), 0, phone.ID); !errors.Is(err, ErrNotWidget) {
		t.Errorf("of a number: %v, want %v", err, ErrNotWidget)
	}
}
