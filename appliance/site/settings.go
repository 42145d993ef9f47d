package site

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/seal"
	"cordboard/appliance/sqlite"
	"cordboard/ivr/prompt"
)

// Settings are the values that a site chooses; Defaults are those of a site
// that chose nothing yet.
type Settings struct {
	// Name is the company's, as mails and pages show it.
	Name string
	// Region is where telephone numbers without a country are at home, ISO
	// 3166-1 alpha-2.
	Region string
	// Language is what the box speaks to those of whom it knows none.
	Language appliance.Language
	Mail     MailServer
	Voices   Voices // of texts that the box speaks

	// ReserveBrackets keeps < and > for templates (F130).
	ReserveBrackets bool
	// AllAway is what visitors see when all who are signed in are away: Busy
	// or Offline (F099).
	AllAway State

	// InvitationLasts is how long a number is good that an operator gives away.
	InvitationLasts time.Duration

	// Studio is the number that is called to record prompts; empty: there is
	// none.
	Studio string

	// LoginIdle ends a sign-in that was not used for so long, LoginLasts
	// every sign-in.
	LoginIdle, LoginLasts time.Duration
}

// MailServer is where mail is handed over for sending. Without a host the box
// sends none.
type MailServer struct {
	Host            string
	Port            int
	TLS             string // TLSNone, TLSStart or TLSAlways
	Login, Password string
	From            string // the sender's mail address
}

// The ways to speak to the mail server: in the clear, by STARTTLS (RFC 3207)
// or by TLS from the first byte (RFC 8314).
const (
	TLSNone   = "none"
	TLSStart  = "starttls"
	TLSAlways = "tls"
)

// Defaults are the settings of a new box.
func Defaults() Settings {
	return Settings{
		Region: "CZ", Language: appliance.Czech,
		Mail:            MailServer{Port: 587, TLS: TLSStart},
		Voices:          Voices{prompt.DefaultVoice(appliance.Czech), prompt.DefaultVoice(appliance.Polish), prompt.DefaultVoice(appliance.English)},
		ReserveBrackets: true, AllAway: Busy,
		InvitationLasts: 15 * time.Minute,
		LoginIdle:       12 * time.Hour, LoginLasts: 7 * 24 * time.Hour,
	}
}

// What settings are refused for.
var (
	ErrRegion     = appliance.Refuse(appliance.Invalid, "refusal.setting.region")
	ErrAllAway    = appliance.Refuse(appliance.Invalid, "refusal.setting.all-away")
	ErrLoginTimes = appliance.Refuse(appliance.Invalid, "refusal.setting.login-times")
	ErrInvitation = appliance.Refuse(appliance.Invalid, "refusal.setting.invitation")
	ErrStudio     = appliance.Refuse(appliance.Invalid, "refusal.setting.studio") // name
	ErrMailPort   = appliance.Refuse(appliance.Invalid, "refusal.setting.mail-port")
	ErrMailTLS    = appliance.Refuse(appliance.Invalid, "refusal.setting.mail-tls")
	ErrMailHost   = appliance.Refuse(appliance.Invalid, "refusal.setting.mail-host")
	ErrMailFrom   = appliance.Refuse(appliance.Invalid, "refusal.setting.mail-from")
	ErrMailLogin  = appliance.Refuse(appliance.Invalid, "refusal.setting.mail-login")
)

// The bounds of LoginIdle and LoginLasts.
const (
	shortLogin = 5 * time.Minute
	longLogin  = 31 * 24 * time.Hour
)

// longInvitation bounds InvitationLasts.
const longInvitation = 7 * 24 * time.Hour

// Check refuses settings that the box could not keep, all of them at once: the
// error holds appliance.Flaws.
func (s Settings) Check() error {
	flaws := appliance.Flaws{}
	flaws.Add("name", len([]rune(s.Name)) > nameLimit, appliance.ErrName.With("limit", nameLimit))
	flaws.Add("region", !address.Region(s.Region), ErrRegion)
	flaws.Add("language", !s.Language.Known(), appliance.ErrLanguage)
	flaws.Add("all-away", s.AllAway != Busy && s.AllAway != Offline, ErrAllAway)
	flaws.Add("login-lasts", s.LoginLasts < shortLogin || s.LoginLasts > longLogin, ErrLoginTimes)
	flaws.Add("login-idle", s.LoginIdle < shortLogin || s.LoginIdle > max(s.LoginLasts, shortLogin), ErrLoginTimes)
	flaws.Add("invitation-lasts", s.InvitationLasts < time.Minute || s.InvitationLasts > longInvitation, ErrInvitation)
	flaws.Add("studio", s.Studio != "" && !digits.MatchString(s.Studio), ErrNumber)
	s.Voices.check(flaws)
	if s.Mail.Host != "" {
		s.Mail.check(flaws)
	}
	return flaws.Err()
}

func (m MailServer) check(flaws appliance.Flaws) {
	from, err := mail.ParseAddress(m.From)
	flaws.Add("host", strings.ContainsAny(m.Host, " \t\r\n/@:"), ErrMailHost)
	flaws.Add("port", m.Port < 1 || m.Port > 65535, ErrMailPort)
	flaws.Add("tls", m.TLS != TLSNone && m.TLS != TLSStart && m.TLS != TLSAlways, ErrMailTLS)
	flaws.Add("from", err != nil || from.Address != m.From, ErrMailFrom)
	flaws.Add("tls", m.Login != "" && m.TLS == TLSNone, ErrMailLogin) // a password does not travel in the clear
}

// Settings reads what the site chose.
func (s *Site) Settings(ctx context.Context) (all Settings, err error) {
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		all, err = s.read(v)
		return err
	})
	if err != nil {
		return all, fmt.Errorf("read settings: %w", err)
	}
	return all, nil
}

// Language is Settings.Language, cheaply; the default's when it cannot be read.
func (s *Site) Language(ctx context.Context) appliance.Language {
	all, err := s.chosen.Of(ctx, s.store, struct{}{}, s.read)
	if err != nil {
		return Defaults().Language
	}
	return all.Language
}

// SaveSettings replaces the settings; they count from the next use on.
func (s *Site) SaveSettings(ctx context.Context, by appliance.OperatorID, all Settings, seen ...appliance.Version) error {
	return s.settle(ctx, Change{What: settingsKept, By: by}, all, seen...)
}

// settle is SaveSettings, as a change of which more is known.
func (s *Site) settle(ctx context.Context, c Change, all Settings, seen ...appliance.Version) error {
	if err := all.Check(); err != nil {
		return err
	}
	err := s.store.Write(ctx, func(tx *sqlite.Tx) error {
		before, err := s.read(&tx.View)
		if err != nil || before == all {
			return err
		}
		if err := appliance.Unchanged(before, seen...); err != nil {
			return err
		}
		if err := studioFits(&tx.View, all.Studio); err != nil {
			return err
		}
		for _, f := range fields(&all, s.key) {
			if err := tx.SetSetting(settingPrefix+f.key, f.value.write()); err != nil {
				return err
			}
		}
		c.Secret = before.Mail.Password != all.Mail.Password
		return s.record(tx, c, before.kept(), all.kept())
	})
	if err != nil {
		return fmt.Errorf("save settings: %w", err)
	}
	return nil
}

// SealSecrets seals what an older box stored in the clear.
func (s *Site) SealSecrets(ctx context.Context) error {
	err := s.store.Write(ctx, func(tx *sqlite.Tx) error {
		stored, _, err := tx.Setting(sealName)
		if err != nil || stored == "" || seal.Sealed(stored) {
			return err
		}
		return tx.SetSetting(sealName, s.key.Seal(sealName, stored))
	})
	if err != nil {
		return fmt.Errorf("seal the mail server's password: %w", err)
	}
	return nil
}

// ReserveBrackets is Settings.ReserveBrackets, for who has a transaction.
func (s *Site) ReserveBrackets(v *sqlite.View) (bool, error) {
	all, err := s.read(v)
	return all.ReserveBrackets, err
}

// Region is Settings.Region, for who has a transaction.
func (s *Site) Region(v *sqlite.View) (string, error) {
	all, err := s.read(v)
	return all.Region, err
}

// InvitationLasts is Settings.InvitationLasts, for who has a transaction.
func (s *Site) InvitationLasts(v *sqlite.View) (time.Duration, error) {
	all, err := s.read(v)
	return all.InvitationLasts, err
}

// LoginTimes are Settings.LoginIdle and LoginLasts, for who has a transaction.
func (s *Site) LoginTimes(v *sqlite.View) (idle, lasts time.Duration, err error) {
	all, err := s.read(v)
	return all.LoginIdle, all.LoginLasts, err
}

// MailServer is Settings.Mail and the site's name, for who has a transaction.
func (s *Site) MailServer(v *sqlite.View) (server MailServer, name string, err error) {
	all, err := s.read(v)
	return all.Mail, all.Name, err
}
