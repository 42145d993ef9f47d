package site

import (
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/seal"
	"cordboard/appliance/sqlite"
)

// settingPrefix begins the keys of all settings in the store.
const settingPrefix = "site."

// field is one setting and its key, which never changes.
type field struct {
	key   string
	value value
}

// value is a setting as the store keeps it: text.
type value interface {
	read(string) error
	write() string
}

func fields(s *Settings, key *seal.Key) []field {
	return []field{
		{"name", text[string]{&s.Name}},
		{"region", text[string]{&s.Region}},
		{"zone", text[string]{&s.Zone}},
		{"language", text[appliance.Language]{&s.Language}},
		{"mail.host", text[string]{&s.Mail.Host}},
		{"mail.port", number{&s.Mail.Port}},
		{"mail.tls", text[string]{&s.Mail.TLS}},
		{"mail.login", text[string]{&s.Mail.Login}},
		{"mail.password", secret{&s.Mail.Password, key}},
		{"mail.from", text[string]{&s.Mail.From}},
		{"reserve-brackets", flag{&s.ReserveBrackets}},
		{"revise-within", span{&s.ReviseWithin}},
		{"silence", span{&s.Silence}},
		{"unattended", span{&s.Unattended}},
		{"networks", lines{&s.Networks}},
		{"hides", lines{&s.Hides}},
		{"away-after", span{&s.AwayAfter}},
		{"pass-at-once", flag{&s.PassAtOnce}},
		{"returns-within", span{&s.ReturnsWithin}},
		{"waits-after", span{&s.WaitsAfter}},
		{"masks", guard{flag{&s.Masks}}},
		{"preview", flag{&s.Preview}},
		{"offered", flag{&s.Offered}},
		{"all-away", text[State]{&s.AllAway}},
		{"invitation-lasts", span{&s.InvitationLasts}},
		{"owed.tries", number{&s.Owed.Tries}},
		{"owed.pause", span{&s.Owed.Pause}},
		{"files.limit", number{&s.Files.Limit}},
		{"files.deleted", flag{&s.Files.Deleted}},
		{"transcripts.to-operator", flag{&s.ToOperator}},
		{"transcripts.replies", text[string]{&s.Replies}},
		{"studio", text[string]{&s.Studio}},
		{"shown", text[string]{&s.Shown}},
		{"calls-out.unrecorded", flag{&s.CallsOut.Off}},
		{"calls-out.notice", text[string]{&s.CallsOut.Notice}},
		{"login-idle", span{&s.LoginIdle}},
		{"login-lasts", span{&s.LoginLasts}},
		{"voice.cs", text[string]{&s.Voices.Czech.Name}},
		{"voice.cs.speed", number{&s.Voices.Czech.Speed}},
		{"voice.pl", text[string]{&s.Voices.Polish.Name}},
		{"voice.pl.speed", number{&s.Voices.Polish.Speed}},
		{"voice.en", text[string]{&s.Voices.English.Name}},
		{"voice.en.speed", number{&s.Voices.English.Speed}},
	}
}

// ReadSettings takes what is stored over the defaults. A value that cannot be read is
// left at its default, and of a guard on: the box works on. It reads no secret: a Site has the key.
func ReadSettings(v *sqlite.View) (Settings, error) {
	return readSettings(v, nil, slog.New(slog.DiscardHandler))
}

// read is ReadSettings with the secrets, and logs what cannot be read.
func (s *Site) read(v *sqlite.View) (Settings, error) { return readSettings(v, s.key, s.log) }

func readSettings(v *sqlite.View, key *seal.Key, log *slog.Logger) (Settings, error) {
	all := Defaults()
	stored, err := v.Settings(settingPrefix)
	if err != nil {
		return all, err
	}
	for _, f := range fields(&all, key) {
		text, set := stored[settingPrefix+f.key]
		if !set {
			continue
		}
		if err := f.value.read(text); err != nil {
			log.Warn("setting cannot be read, its default counts", "setting", f.key, "err", err)
		}
	}
	return all, nil
}

type text[T ~string] struct{ to *T }

func (v text[T]) read(s string) error { *v.to = T(s); return nil }
func (v text[T]) write() string       { return string(*v.to) }

type number struct{ to *int }

func (v number) read(s string) error { return parse(v.to, s, strconv.Atoi) }
func (v number) write() string       { return strconv.Itoa(*v.to) }

type flag struct{ to *bool }

func (v flag) read(s string) error { return parse(v.to, s, strconv.ParseBool) }
func (v flag) write() string       { return strconv.FormatBool(*v.to) }

// guard is a flag that is on where it cannot be read: what it keeps back stays so.
type guard struct{ flag }

func (v guard) read(s string) error {
	err := v.flag.read(s)
	*v.to = *v.to || err != nil
	return err
}

// lines are texts of one line each.
type lines struct{ to *[]string }

func (v lines) read(s string) error {
	*v.to = slices.Collect(strings.FieldsFuncSeq(s, newline))
	return nil
}
func (v lines) write() string { return strings.Join(*v.to, "\n") }

func newline(r rune) bool { return r == '\n' }

type span struct{ to *time.Duration }

func (v span) read(s string) error { return parse(v.to, s, time.ParseDuration) }
func (v span) write() string       { return v.to.String() }

// secret is text that the store holds sealed. One that was stored in the clear
// by an older box is read, and sealed with the next start. Without a key it is not read.
type secret struct {
	to  *string
	key *seal.Key
}

// sealName is what a setting's secret is sealed for.
const sealName = settingPrefix + "mail.password"

func (v secret) read(s string) error {
	switch {
	case v.key == nil:
		return nil
	case !seal.Sealed(s):
		*v.to = s
		return nil
	}
	return parse(v.to, s, func(s string) (string, error) { return v.key.Unseal(sealName, s) })
}

func (v secret) write() string { return v.key.Seal(sealName, *v.to) }

// parse leaves what is there when s is not right.
func parse[T any](to *T, s string, how func(string) (T, error)) error {
	v, err := how(s)
	if err == nil {
		*to = v
	}
	return err
}
