package site

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/appliance/sqlite"
	"cordboard/ivr/prompt"
)

func TestEverySettingComesBackAsItWasSaved(t *testing.T) {
	p := newPlot(t)
	want := Settings{
		Name: "Hobla", Region: "PL", Zone: "Europe/Warsaw", Language: appliance.Polish,
		Mail:            MailServer{Host: "mail.example.com", Port: 465, TLS: TLSAlways, Login: "box", Password: "secret", From: "box@example.com"},
		Voices:          Voices{prompt.Voice{Name: "cs+f1", Speed: 140}, prompt.Voice{Name: "pl+f1", Speed: 141}, prompt.Voice{Name: "en-us", Speed: 142}},
		ReserveBrackets: false, Preview: false, Offered: true, Masks: true, ReviseWithin: 7 * time.Minute, Silence: 8 * time.Minute, AwayAfter: 10 * time.Minute, Unattended: 3 * time.Minute, Networks: []string{"10.20.0.0/16 Brno"}, Hides: []string{"segment", "A/B test"}, PassAtOnce: true, ReturnsWithin: 9 * time.Minute, WaitsAfter: 40 * time.Minute, AllAway: Offline, LoginIdle: time.Hour, LoginLasts: 25 * time.Hour, InvitationLasts: 20 * time.Minute,
		Owed: appliance.Retry{Tries: 5, Pause: time.Hour}, Studio: "199", Files: appliance.FileRules{Limit: 20, Deleted: true},
		ToOperator: true, Replies: "shop@example.com",
		Shown: "300", CallsOut: appliance.RecordingRule{Off: true, Notice: "recorded"},
	}
	defaults, all := Defaults(), want
	for i, f := range fields(&all, p.key) {
		if f.value.write() == fields(&defaults, p.key)[i].value.write() {
			t.Errorf("%s is the default: the test proves nothing about it", f.key)
		}
	}
	p.number(p.queue("Orders", p.group("Sales").ID), "")
	p.changes()
	if err := p.SaveSettings(t.Context(), 0, want); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Settings(t.Context()); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if n := p.changes(); n != 1 {
		t.Errorf("told %d times, want once", n)
	}
	if err := p.SaveSettings(t.Context(), 0, want); err != nil || p.changes() != 0 {
		t.Errorf("the same again: %v, or told", err)
	}
}

func TestHowOftenAnOwedCallIsTriedIsTheSites(t *testing.T) {
	p := newPlot(t)
	if got := p.OwedRetry(t.Context()); got != Defaults().Owed {
		t.Errorf("a new site tries %+v", got)
	}
	want := Defaults()
	want.Owed = appliance.Retry{Tries: 5, Pause: 2 * time.Hour}
	if err := p.SaveSettings(t.Context(), 0, want); err != nil {
		t.Fatal(err)
	}
	if got := p.OwedRetry(t.Context()); got != want.Owed {
		t.Errorf("it tries %+v, want %+v", got, want.Owed)
	}
}

func TestZoneIsTheSitesFromTheNextUseOn(t *testing.T) {
	p := newPlot(t)
	want := Defaults()
	for _, zone := range []string{want.Zone, "Europe/Warsaw", "America/New_York"} {
		want.Zone = zone
		if err := p.SaveSettings(t.Context(), 0, want); err != nil {
			t.Fatal(err)
		}
		if got := p.Zone(t.Context()).String(); got != zone {
			t.Errorf("got %s, want %s", got, zone)
		}
	}
}

func TestMailPasswordIsStoredSealed(t *testing.T) {
	p := newPlot(t)
	stored := func() (text string) {
		err := p.store.Read(t.Context(), func(v *sqlite.View) (err error) {
			text, _, err = v.Setting("site.mail.password")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if err := p.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		return errors.Join(tx.SetSetting("site.mail.password", "old-secret"), tx.SetSetting("site.mail.host", "h"))
	}); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Settings(t.Context()); err != nil || got.Mail.Password != "old-secret" {
		t.Errorf("an older box's password is read as %q, %v", got.Mail.Password, err)
	}
	if err := p.SealSecrets(t.Context()); err != nil || strings.Contains(stored(), "old-secret") {
		t.Errorf("sealed: %v, stored %q", err, stored())
	}
	if got, err := p.Settings(t.Context()); err != nil || got.Mail.Password != "old-secret" {
		t.Errorf("after it was sealed the password is %q, %v", got.Mail.Password, err)
	}
	again := Defaults()
	again.Mail = MailServer{Host: "h", Port: 25, TLS: TLSStart, Login: "l", Password: "new-secret", From: "a@b.cz"}
	if err := p.SaveSettings(t.Context(), 0, again); err != nil || strings.Contains(stored(), "new-secret") {
		t.Errorf("saved: %v, stored %q", err, stored())
	}
	// A store without its key tells nothing, and the box works on.
	stranger := New(Deps{Store: p.store})
	if got, err := stranger.Settings(t.Context()); err != nil || got.Mail.Password != "" || got.Mail.Host != "h" {
		t.Errorf("without the key: %q at %q, %v", got.Mail.Password, got.Mail.Host, err)
	}
}

// TestSettingThatCannotBeReadCountsAsItsDefault whoever reads it, and a secret is read
// by who has the key alone. What masks is on then.
func TestSettingThatCannotBeReadCountsAsItsDefault(t *testing.T) {
	p := newPlot(t)
	for name, unreadable := range map[string]string{"numbers, spans and switches": "long", "the same of an empty text": ""} {
		err := p.store.Write(t.Context(), func(tx *sqlite.Tx) error {
			var all Settings
			for _, f := range fields(&all, p.key) {
				switch f.value.(type) {
				case number, flag, guard, span:
					if err := tx.SetSetting(settingPrefix+f.key, unreadable); err != nil {
						return err
					}
				}
			}
			return errors.Join(tx.SetSetting("site.region", "PL"), tx.SetSetting("site.mail.password", "secret"))
		})
		if err != nil {
			t.Fatal(err)
		}
		want := Defaults()
		want.Region, want.Masks = "PL", true
		var got Settings
		err = p.store.Read(t.Context(), func(v *sqlite.View) (err error) { got, err = ReadSettings(v); return err })
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, want)
		}
		want.Mail.Password = "secret"
		if got, err := p.Settings(t.Context()); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the site reads %+v, %v, want %+v", name, got, err, want)
		}
	}
}

func TestWrongSettingIsRefusedAndTheOldOneStays(t *testing.T) {
	p := newPlot(t)
	for rule, c := range map[string]struct {
		spoil func(*Settings)
		want  error
	}{
		"zone":           {func(s *Settings) { s.Zone = "Local" }, hours.ErrZone},
		"region":         {func(s *Settings) { s.Region = "XX" }, ErrRegion},
		"language":       {func(s *Settings) { s.Language = "de" }, appliance.ErrLanguage},
		"all away":       {func(s *Settings) { s.AllAway = Open }, ErrAllAway},
		"idle too long":  {func(s *Settings) { s.LoginIdle = s.LoginLasts + 1 }, ErrLoginTimes},
		"mail port":      {func(s *Settings) { s.Mail = MailServer{Host: "h", TLS: TLSNone, From: "a@b.cz"} }, ErrMailPort},
		"mail host":      {func(s *Settings) { s.Mail.Host = "smtp://h" }, ErrMailHost},
		"mail sender":    {func(s *Settings) { s.Mail.Host = "h" }, ErrMailFrom},
		"mail TLS":       {func(s *Settings) { s.Mail = MailServer{Host: "h", Port: 25, TLS: "ssl"} }, ErrMailTLS},
		"clear password": {func(s *Settings) { s.Mail = MailServer{Host: "h", Port: 25, TLS: TLSNone, From: "a@b.cz", Login: "x"} }, ErrMailLogin},
		"no owed call":   {func(s *Settings) { s.Owed.Tries = 0 }, ErrOwedTries},
		"owed for ever":  {func(s *Settings) { s.Owed.Tries = 11 }, ErrOwedTries},
		"owed at once":   {func(s *Settings) { s.Owed.Pause = time.Second }, ErrOwedPause},
		"owed one day":   {func(s *Settings) { s.Owed.Pause = 25 * time.Hour }, ErrOwedPause},
		"number shown":   {func(s *Settings) { s.Shown = "999" }, ErrNotOurs},
		"name":           {func(s *Settings) { s.Name = strings.Repeat("x", 61) }, appliance.ErrName},
	} {
		s := Defaults()
		c.spoil(&s)
		if err := p.SaveSettings(t.Context(), 0, s); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", rule, err, c.want)
		}
	}
	if got, err := p.Settings(t.Context()); err != nil || !reflect.DeepEqual(got, Defaults()) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAllThatIsWrongIsSaidAtOnceAndByField(t *testing.T) {
	p := newPlot(t)
	bad := Defaults()
	bad.Region, bad.Mail = "XX", MailServer{Host: "smtp://h", TLS: TLSNone, Login: "x", From: "nobody"}
	_, queue := p.SaveQueue(t.Context(), 0, appliance.Queue{Target: -1, Messages: []string{"web"}, MessageEvery: time.Second})
	_, entry := p.SaveEntryPoint(t.Context(), 0, appliance.EntryPoint{Channel: appliance.Phone, Phone: appliance.PhoneEntry{Number: "one"}})
	for what, c := range map[string]struct {
		err  error
		want []string
	}{
		"settings":    {p.SaveSettings(t.Context(), 0, bad), []string{"from", "host", "port", "region", "tls"}},
		"queue":       {queue, []string{"message-every", "name", "offer", "target"}},
		"entry point": {entry, []string{"language", "name", "number", "queue"}},
	} {
		flaws, _ := errors.AsType[appliance.Flaws](c.err)
		if got := slices.Sorted(maps.Keys(flaws)); !slices.Equal(got, c.want) {
			t.Errorf("%s: flaws in %q, want %q", what, got, c.want)
		}
	}
}

func TestContactSeesTheSitesNumberOrTheOneThatWasAskedFor(t *testing.T) {
	p := newPlot(t)
	orders := p.queue("Orders", p.group("Sales").ID)
	main := p.number(orders, "")
	other, off := main, main
	other.ID, other.Name, other.Phone.Number = 0, "Other", "301"
	off.ID, off.Name, off.Phone.Number, off.Off = 0, "Off", "302", true
	for _, e := range []*appliance.EntryPoint{&other, &off} {
		saved, err := p.SaveEntryPoint(t.Context(), 0, *e)
		if err != nil {
			t.Fatal(err)
		}
		*e = saved
	}
	shows := func(asked, want appliance.EntryPointID) {
		t.Helper()
		if e, err := p.Shown(t.Context(), asked); err != nil || e.ID != want {
			t.Errorf("asked for %d: %d, %v, want %d", asked, e.ID, err, want)
		}
	}
	shows(other.ID, other.ID)
	for what, asked := range map[string]appliance.EntryPointID{"a number out of use": off.ID, "none of ours": 999} {
		if e, err := p.Shown(t.Context(), asked); !errors.Is(err, appliance.ErrNotFound) {
			t.Errorf("%s: %+v, %v, want %v", what, e, err, appliance.ErrNotFound)
		}
	}
	settings := Defaults()
	settings.Shown = main.Phone.Number
	if err := p.SaveSettings(t.Context(), 0, settings); err != nil {
		t.Fatal(err)
	}
	shows(other.ID, main.ID)
}

func TestContactSeesOneOfOurNumbersThatIsInUse(t *testing.T) {
	of := func(number string, change func(*appliance.EntryPoint)) appliance.EntryPoint {
		e := appliance.EntryPoint{Channel: appliance.Phone, Phone: appliance.PhoneEntry{Number: number}}
		if change != nil {
			change(&e)
		}
		return e
	}
	for what, c := range map[string]struct {
		e     appliance.EntryPoint
		shown string
		want  bool
	}{
		"any":                  {of("300", nil), "", true},
		"the one":              {of("300", nil), "300", true},
		"another than the one": {of("301", nil), "300", false},
		"out of use":           {of("300", func(e *appliance.EntryPoint) { e.Off = true }), "", false},
		"no number":            {of("", nil), "", false},
		"no telephone":         {of("300", func(e *appliance.EntryPoint) { e.Channel = appliance.WebChat }), "", false},
	} {
		if got := Shows(c.e, c.shown); got != c.want {
			t.Errorf("%s: got %t, want %t", what, got, c.want)
		}
	}
}
