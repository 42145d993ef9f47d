package site

import (
	"context"
	"fmt"
	"net/mail"
	"reflect"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/hours"
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
	// Zone is the IANA name of the time zone by whose clocks the site's people
	// read times, and trees ask for them.
	Zone string
	// Language is what the box speaks to those of whom it knows none.
	Language appliance.Language
	Mail     MailServer
	Voices   Voices // of texts that the box speaks

	// ReserveBrackets keeps < and > for templates (F130).
	ReserveBrackets bool
	// ReviseWithin is how long an operator may edit and delete what he wrote; zero:
	// he may not.
	ReviseWithin time.Duration
	// Silence is after which time without a message a chat is closed; zero: never.
	Silence time.Duration
	// Unattended is after which time a chat waits for anybody whose visitor has no answer
	// and whose operator is not there (F201); zero: it stays his.
	Unattended time.Duration
	// AwayAfter is how long an operator who is available may not move at his desk until he
	// is away; zero: as long as he likes.
	AwayAfter time.Duration
	// PassAtOnce has a chat or a message be a colleague's as soon as it is passed to him,
	// without an offer (F206).
	PassAtOnce bool
	// ReturnsWithin is how long after the end of a chat its visitor comes back to who
	// served it (F107); zero: to anybody.
	ReturnsWithin time.Duration
	// WaitsAfter is how long a chat still waits whose visitor left the page and can be
	// reached otherwise (F053); zero: no longer than any other.
	WaitsAfter time.Duration
	// Networks are what the site calls its networks, one a line, as in "10.20.0.0/16 Brno":
	// where a visitor sits, which on a closed network no address database knows (F013).
	Networks []string
	// Hides are the names of parameters that no card shows (F175): what the site's pages
	// tell for answers at hand alone. What operators wrote themselves is shown.
	Hides []string
	// Masks has pages show personal data masked (F150).
	Masks bool

	// Preview lets operators look at what waits before they accept it (F013), Offered
	// shows them who else could take it (F014).
	Preview, Offered bool
	// AllAway is what visitors see when all who are signed in are away: Busy
	// or Offline (F099).
	AllAway State

	// InvitationLasts is how long a number is good that an operator gives away.
	InvitationLasts time.Duration

	// Studio is the number that is called to record prompts; empty: there is
	// none.
	Studio string

	// Shown is the number of ours that all whom operators call see; empty: the
	// operator chooses among all of them (F087).
	Shown string

	// CallsOut is how it is with the calls that operators make, and with those
	// that no queue led to them. It is the site's: what may be recorded follows
	// from who talks with whom, and not from the way that a call takes.
	CallsOut appliance.RecordingRule

	// Owed is for contacts who do not take the call that they are owed.
	Owed appliance.Retry

	// Files are the rules for those that people hand over in chats.
	Files appliance.FileRules

	// ToOperator has replies to transcripts go to who served the chat, and Replies is
	// where else they go; empty: to the sender (F102).
	ToOperator bool
	Replies    string

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
		Region: "CZ", Zone: "Europe/Prague", Language: appliance.Czech,
		Mail:            MailServer{Port: 587, TLS: TLSStart},
		Voices:          Voices{prompt.DefaultVoice(appliance.Czech), prompt.DefaultVoice(appliance.Polish), prompt.DefaultVoice(appliance.English)},
		ReserveBrackets: true, Preview: true, AllAway: Busy, ReviseWithin: 15 * time.Minute, Silence: 15 * time.Minute, ReturnsWithin: 2 * time.Minute, Unattended: 5 * time.Minute,
		InvitationLasts: 15 * time.Minute,
		Owed:            appliance.Retry{Tries: 3, Pause: 10 * time.Minute},
		Files:           appliance.FileRules{Limit: 10},
		LoginIdle:       12 * time.Hour, LoginLasts: 7 * 24 * time.Hour,
	}
}

// What settings are refused for.
var (
	ErrRegion     = appliance.Refuse(appliance.Invalid, "refusal.setting.region")
	ErrAllAway    = appliance.Refuse(appliance.Invalid, "refusal.setting.all-away")
	ErrHistory    = appliance.Refuse(appliance.Invalid, "refusal.widget-history")
	ErrLoginTimes = appliance.Refuse(appliance.Invalid, "refusal.setting.login-times")
	ErrInvitation = appliance.Refuse(appliance.Invalid, "refusal.setting.invitation")
	ErrRevise     = appliance.Refuse(appliance.Invalid, "refusal.setting.revise-within")
	ErrReturns    = appliance.Refuse(appliance.Invalid, "refusal.setting.returns-within")
	ErrAwayAfter  = appliance.Refuse(appliance.Invalid, "refusal.setting.away-after")
	ErrWaitsAfter = appliance.Refuse(appliance.Invalid, "refusal.setting.waits-after")
	ErrSilence    = appliance.Refuse(appliance.Invalid, "refusal.setting.silence")
	ErrUnattended = appliance.Refuse(appliance.Invalid, "refusal.setting.unattended")
	ErrHides      = appliance.Refuse(appliance.Invalid, "refusal.setting.hides")      // limit
	ErrOwedTries  = appliance.Refuse(appliance.Invalid, "refusal.setting.owed-tries") // limit
	ErrOwedPause  = appliance.Refuse(appliance.Invalid, "refusal.setting.owed-pause")
	ErrFileLimit  = appliance.Refuse(appliance.Invalid, "refusal.setting.file-limit") // limit
	ErrStudio     = appliance.Refuse(appliance.Invalid, "refusal.setting.studio")     // name
	ErrNotOurs    = appliance.Refuse(appliance.Invalid, "refusal.setting.shown")      // number
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

// The bounds of Owed: who is called more often is pestered.
const (
	mostOwedTries = 10
	longOwedPause = 24 * time.Hour
)

// longRevision bounds ReviseWithin: later, what was read is not what stands there.
const longRevision = 24 * time.Hour

// The bounds of Silence, where chats are closed at all: a minute of it is the warning.
const (
	shortSilence = 2 * time.Minute
	longSilence  = 24 * time.Hour
)

// The bounds of Unattended, where it is at all.
const (
	shortUnattended = time.Minute
	longUnattended  = 24 * time.Hour
)

// mostHides bounds Hides.
const mostHides = 50

// The bounds of AwayAfter, where it is at all: pages tell of moves once a minute.
const (
	shortAway = 2 * time.Minute
	longAway  = 8 * time.Hour
)

// longReturn bounds ReturnsWithin: later it is another matter.
const longReturn = time.Hour

// The bounds of WaitsAfter, where it is at all: a visitor may be gone for some minutes,
// whoever he is.
const (
	shortWait = 10 * time.Minute
	longWait  = 24 * time.Hour
)

// longInvitation bounds InvitationLasts.
const longInvitation = 7 * 24 * time.Hour

// Check refuses settings that the box could not keep, all of them at once: the
// error holds appliance.Flaws.
func (s Settings) Check() error {
	flaws := appliance.Flaws{}
	flaws.Add("name", len([]rune(s.Name)) > nameLimit, appliance.ErrName.With("limit", nameLimit))
	flaws.Add("region", !address.Region(s.Region), ErrRegion)
	flaws.Add("zone", !hours.Zone(s.Zone), hours.ErrZone.With("zone", s.Zone))
	flaws.Add("language", !s.Language.Known(), appliance.ErrLanguage)
	flaws.Add("all-away", s.AllAway != Busy && s.AllAway != Offline, ErrAllAway)
	flaws.Add("login-lasts", s.LoginLasts < shortLogin || s.LoginLasts > longLogin, ErrLoginTimes)
	flaws.Add("login-idle", s.LoginIdle < shortLogin || s.LoginIdle > max(s.LoginLasts, shortLogin), ErrLoginTimes)
	flaws.Add("invitation-lasts", s.InvitationLasts < time.Minute || s.InvitationLasts > longInvitation, ErrInvitation)
	flaws.Add("silence", s.Silence != 0 && (s.Silence < shortSilence || s.Silence > longSilence), ErrSilence)
	flaws.Add("unattended", s.Unattended != 0 && (s.Unattended < shortUnattended || s.Unattended > longUnattended), ErrUnattended)
	s.checkNetworks(flaws)
	flaws.Add("hides", len(s.Hides) > mostHides, ErrHides.With("limit", mostHides))
	flaws.Add("away-after", s.AwayAfter != 0 && (s.AwayAfter < shortAway || s.AwayAfter > longAway), ErrAwayAfter)
	flaws.Add("returns-within", s.ReturnsWithin < 0 || s.ReturnsWithin > longReturn, ErrReturns)
	flaws.Add("waits-after", s.WaitsAfter != 0 && (s.WaitsAfter < shortWait || s.WaitsAfter > longWait), ErrWaitsAfter)
	flaws.Add("revise-within", s.ReviseWithin < 0 || s.ReviseWithin > longRevision, ErrRevise)
	flaws.Add("owed-tries", s.Owed.Tries < 1 || s.Owed.Tries > mostOwedTries, ErrOwedTries.With("limit", mostOwedTries))
	flaws.Add("owed-pause", s.Owed.Pause < time.Minute || s.Owed.Pause > longOwedPause, ErrOwedPause)
	flaws.Add("file-limit", s.Files.Limit < 1 || s.Files.Limit > appliance.MostFileLimit, ErrFileLimit.With("limit", appliance.MostFileLimit))
	flaws.Add("studio", s.Studio != "" && !digits.MatchString(s.Studio), ErrNumber)
	_, isMail := address.Mail(s.Replies)
	flaws.Add("replies", s.Replies != "" && !isMail, address.ErrMail)
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

// current is Settings, cheaply: read again only after a change.
func (s *Site) current(ctx context.Context) (Settings, error) {
	return s.chosen.Of(ctx, s.store, struct{}{}, s.read)
}

// Language is Settings.Language; the default's when it cannot be read.
func (s *Site) Language(ctx context.Context) appliance.Language {
	all, err := s.current(ctx)
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
		if err != nil || reflect.DeepEqual(before, all) {
			return err
		}
		if err := appliance.Unchanged(before, seen...); err != nil {
			return err
		}
		if err := s.fits(&tx.View, all); err != nil {
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

// fits refuses settings that name what is not there, or leads elsewhere.
func (s *Site) fits(v *sqlite.View, all Settings) error {
	unheard, err := s.unheard(v)
	if err != nil {
		return err
	}
	flaws := appliance.Flaws{}
	if all.Shown != "" {
		e, err := v.EntryPointByNumber(all.Shown)
		if unlessGone(err) != nil {
			return err
		}
		flaws.Add("shown", err != nil || !Shows(e, ""), ErrNotOurs.With("number", all.Shown))
	}
	flaws.Add("calls-out-notice", unheard(all.CallsOut.Notice), ErrUnheard.With("name", all.CallsOut.Notice))
	return flaws.Join(studioFits(v, all.Studio))
}

// Shows tells whether a contact whom an operator calls may see the number of an entry
// point: it is one in use and, where the site says which is shown, that one.
func Shows(e appliance.EntryPoint, shown string) bool {
	return e.Channel == appliance.Phone && !e.Off && e.Phone.Number != "" && (shown == "" || e.Phone.Number == shown)
}

// Shown is the entry point whose number a contact sees whom an operator calls: the
// site's, or, where that is left to the operator, the one that he asked for. One that
// is no number in use is appliance.ErrNotFound.
func (s *Site) Shown(ctx context.Context, asked appliance.EntryPointID) (e appliance.EntryPoint, err error) {
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		all, err := s.read(v)
		switch {
		case err != nil:
			return err
		case all.Shown != "":
			e, err = v.EntryPointByNumber(all.Shown)
		default:
			e, err = v.EntryPoint(asked)
		}
		return err
	})
	switch {
	case err != nil:
		return appliance.EntryPoint{}, fmt.Errorf("find the number that is shown: %w", err)
	case !Shows(e, ""): // what the site says is one of them, and was found
		return appliance.EntryPoint{}, appliance.ErrNotFound
	}
	return e, nil
}

// keepsShown refuses to take from the calls out the number that they show.
func (s *Site) keepsShown(v *sqlite.View, e appliance.EntryPoint) error {
	all, err := s.read(v)
	if err != nil || all.Shown == "" {
		return err
	}
	shows, err := v.EntryPointByNumber(all.Shown)
	if unlessGone(err) != nil {
		return err
	}
	flaws := appliance.Flaws{}
	flaws.Add("number", err != nil, ErrShown.With("number", all.Shown))
	flaws.Add("off", err == nil && shows.ID == e.ID && e.Off, ErrShown.With("number", all.Shown))
	return flaws.Err()
}

// CallsOut is Settings.CallsOut.
func (s *Site) CallsOut(ctx context.Context) (appliance.RecordingRule, error) {
	all, err := s.current(ctx)
	if err != nil {
		return appliance.RecordingRule{}, fmt.Errorf("read how it is with recording: %w", err)
	}
	return all.CallsOut, nil
}

// Zone is Settings.Zone, and the machine's when it cannot be read.
func (s *Site) Zone(ctx context.Context) *time.Location {
	zone, err := s.zone.Of(ctx, s.store, struct{}{}, func(v *sqlite.View) (*time.Location, error) {
		all, err := s.read(v)
		if err != nil {
			return nil, err
		}
		return time.LoadLocation(all.Zone)
	})
	if err != nil {
		return time.Local
	}
	return zone
}

// OwedRetry is Settings.Owed; the default's when it cannot be read.
func (s *Site) OwedRetry(ctx context.Context) appliance.Retry {
	all, err := s.current(ctx)
	if err != nil {
		return Defaults().Owed
	}
	return all.Owed
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

// ReviseWithin is Settings.ReviseWithin, for who has a transaction.
func (s *Site) ReviseWithin(v *sqlite.View) (time.Duration, error) {
	all, err := s.read(v)
	return all.ReviseWithin, err
}

// Silence is Settings.Silence, for who has a transaction.
func (s *Site) Silence(v *sqlite.View) (time.Duration, error) {
	all, err := s.read(v)
	return all.Silence, err
}

// Unattended is Settings.Unattended, for who has a transaction.
func (s *Site) Unattended(v *sqlite.View) (time.Duration, error) {
	all, err := s.read(v)
	return all.Unattended, err
}

// ReturnsWithin is Settings.ReturnsWithin.
func (s *Site) ReturnsWithin(ctx context.Context) (time.Duration, error) {
	all, err := s.current(ctx)
	if err != nil {
		return 0, fmt.Errorf("read how long who comes back is known: %w", err)
	}
	return all.ReturnsWithin, nil
}

// WaitsAfter is Settings.WaitsAfter.
func (s *Site) WaitsAfter(ctx context.Context) (time.Duration, error) {
	all, err := s.current(ctx)
	if err != nil {
		return 0, fmt.Errorf("read how long who left still waits: %w", err)
	}
	return all.WaitsAfter, nil
}

// Files is Settings.Files, for who has a transaction.
func (s *Site) Files(v *sqlite.View) (appliance.FileRules, error) {
	all, err := s.read(v)
	return all.Files, err
}

// Transcripts is how they are sent, for who has a transaction.
func (s *Site) Transcripts(v *sqlite.View) (r appliance.TranscriptRule, err error) {
	all, err := s.read(v)
	if err != nil {
		return r, err
	}
	r = appliance.TranscriptRule{Sent: all.Mail.Host != "", ToOperator: all.ToOperator, Company: all.Replies}
	if r.Zone, err = time.LoadLocation(all.Zone); err != nil {
		r.Zone = time.Local
	}
	return r, nil
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
