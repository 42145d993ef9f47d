package admin

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

// settingsPath is where the settings are shown, and where their form goes.
const settingsPath = "/admin/settings"

func (p *Pages) settings(w http.ResponseWriter, r *http.Request) error {
	return p.showSettings(w, r, nil)
}

// showSettings shows them as they are, and what was refused.
func (p *Pages) showSettings(w http.ResponseWriter, r *http.Request, refused error) error {
	s, err := p.Site.Settings(r.Context())
	if err != nil {
		return err
	}
	numbers, err := p.numbers(r.Context())
	if err != nil {
		return err
	}
	v := settingsForm(r, s, numbers)
	v.Saved, v.Version = saidSaved(r), appliance.VersionOf(s)
	if v.Sending, err = p.sending(r); err != nil {
		return err
	}
	if v.Changes, err = p.settingChanges(r.Context()); err != nil {
		return err
	}
	if refused != nil {
		return v.refuse(w, r, refused)
	}
	return page(w, r, http.StatusOK, form(v))
}

// saveSettings keeps what the form holds; a password that is left empty stays
// the one that is stored, which no page ever shows.
func (p *Pages) saveSettings(w http.ResponseWriter, r *http.Request) error {
	s, err := p.Site.Settings(r.Context())
	if err != nil {
		return err
	}
	numbers, err := p.numbers(r.Context())
	if err != nil {
		return err
	}
	t, err := sent(r)
	if err != nil {
		return err
	}
	now := appliance.VersionOf(s)
	s.Name, s.Language = t.text("name"), appliance.Language(t.text("language"))
	s.Region, s.AllAway = strings.ToUpper(t.text("region")), site.State(t.text("all-away"))
	s.Zone = t.text("zone")
	s.LoginIdle, s.LoginLasts = t.duration("login-idle", time.Minute), t.duration("login-lasts", time.Hour)
	s.InvitationLasts = t.duration("invitation-lasts", time.Minute)
	s.Owed = appliance.Retry{Tries: t.number("owed-tries"), Pause: t.duration("owed-pause", time.Minute)}
	s.Files = appliance.FileRules{Limit: t.number("file-limit"), Deleted: t.on("files-deleted")}
	s.Studio = t.text("studio")
	s.ReserveBrackets = t.on("brackets")
	s.Preview, s.Offered = t.on("preview"), t.on("offered")
	s.ReviseWithin = t.duration("revise-within", time.Minute)
	s.Silence = t.duration("silence", time.Minute)
	s.Unattended = t.duration("unattended", time.Minute)
	s.Hides, s.Networks = t.lines("hides"), t.lines("networks")
	s.AwayAfter = t.duration("away-after", time.Minute)
	s.PassAtOnce = t.on("pass-at-once")
	s.ReturnsWithin = t.duration("returns-within", time.Minute)
	s.WaitsAfter = t.duration("waits-after", time.Minute)
	s.Masks = t.on("masks")
	s.ToOperator, s.Replies = t.on("replies-operator"), t.text("replies")
	s.Shown = t.text("shown")
	s.CallsOut = recordingRule(t, "calls-out-")
	mail := site.MailServer{Host: t.text("host"), Port: t.number("port"), TLS: t.text("tls"), Login: t.text("login"), Password: s.Mail.Password, From: t.text("from")}
	password, lost := p.typedPassword(r, t, settingsPath)
	if password != "" {
		mail.Password = password
	}
	s.Mail = mail
	if lost {
		err = appliance.Flaws{"password": errLost}
	} else {
		err = p.Site.SaveSettings(r.Context(), web.Operator(r.Context()).ID, s, t.seen())
	}
	v := settingsForm(r, s, numbers)
	v.Version = t.over(now, err)
	if appliance.AsRefusal(err) != nil {
		p.holdPassword(r, v, password)
	}
	return saved(w, r, v, err)
}

func settingsForm(r *http.Request, s site.Settings, numbers []appliance.EntryPoint) formView {
	text := func(key string) string { return i18n.Text(r.Context(), key) }
	v := formView{
		Frame: frame(r.Context(), "settings"), Title: text("admin.settings"),
		Back: place{Path: settingsPath}, Action: settingsPath, PutBack: settingsPath + "/revert",
	}
	var ways []choice
	for _, way := range []string{site.TLSStart, site.TLSAlways, site.TLSNone} {
		ways = append(ways, choice{way, text("admin.mail.tls." + way), way == s.Mail.TLS})
	}
	var away []choice
	for _, state := range []site.State{site.Busy, site.Offline} {
		away = append(away, choice{string(state), text("admin.settings.all-away." + string(state)), state == s.AllAway})
	}
	m := s.Mail
	password := fieldView{Kind: passwordField, Name: "password", Label: text("sign-in.password")}
	if m.Password != "" {
		password.Help = text("admin.mail.password.help")
	}
	v.Fields = []fieldView{
		{Kind: textField, Name: "name", Label: text("admin.settings.name"), Value: s.Name},
		{Kind: choiceField, Name: "language", Label: text("admin.settings.language"), Choices: languages(r, s.Language)},
		{Kind: textField, Name: "region", Label: text("admin.settings.region"), Help: text("admin.settings.region.help"), Value: s.Region},
		{Kind: textField, Name: "zone", Label: text("admin.settings.zone"), Help: text("admin.settings.zone.help"), Value: s.Zone},
		{Kind: headingField, Label: text("admin.settings.signing-in")},
		{Kind: durationField, Name: "login-idle", Label: text("admin.settings.login-idle"), Value: i18n.WriteDuration(s.LoginIdle)},
		{Kind: durationField, Name: "login-lasts", Label: text("admin.settings.login-lasts"), Value: i18n.WriteDuration(s.LoginLasts)},
		{Kind: headingField, Label: text("admin.settings.desk")},
		{Kind: choiceField, Name: "all-away", Label: text("admin.settings.all-away"), Choices: away},
		{Kind: checkField, Name: "preview", Label: text("admin.settings.preview"), Help: text("admin.settings.preview.help"), On: s.Preview},
		{Kind: checkField, Name: "offered", Label: text("admin.settings.offered"), On: s.Offered},
		{Kind: checkField, Name: "pass-at-once", Label: text("admin.settings.pass-at-once"), Help: text("admin.settings.pass-at-once.help"), On: s.PassAtOnce},
		{Kind: checkField, Name: "brackets", Label: text("admin.settings.brackets"), On: s.ReserveBrackets},
		{Kind: durationField, Name: "away-after", Label: text("admin.settings.away-after"), Help: text("admin.settings.away-after.help"), Value: i18n.WriteDuration(s.AwayAfter)},
		{Kind: durationField, Name: "revise-within", Label: text("admin.settings.revise-within"), Help: text("admin.settings.revise-within.help"), Value: i18n.WriteDuration(s.ReviseWithin)},
		{Kind: durationField, Name: "silence", Label: text("admin.settings.silence"), Help: text("admin.settings.silence.help"), Value: i18n.WriteDuration(s.Silence)},
		{Kind: durationField, Name: "unattended", Label: text("admin.settings.unattended"), Help: text("admin.settings.unattended.help"), Value: i18n.WriteDuration(s.Unattended)},
		{Kind: durationField, Name: "returns-within", Label: text("admin.settings.returns-within"), Help: text("admin.settings.returns-within.help"), Value: i18n.WriteDuration(s.ReturnsWithin)},
		{Kind: durationField, Name: "waits-after", Label: text("admin.settings.waits-after"), Help: text("admin.settings.waits-after.help"), Value: i18n.WriteDuration(s.WaitsAfter)},
		{Kind: numberField, Name: "file-limit", Label: text("admin.settings.file-limit"), Help: text("admin.settings.file-limit.help"), Value: strconv.Itoa(s.Files.Limit)},
		{Kind: checkField, Name: "files-deleted", Label: text("admin.settings.files-deleted"), Help: text("admin.settings.files-deleted.help"), On: s.Files.Deleted},
		{Kind: linesField, Name: "networks", Label: text("admin.settings.networks"), Help: text("admin.settings.networks.help"), Value: strings.Join(s.Networks, "\n")},
		{Kind: linesField, Name: "hides", Label: text("admin.settings.hides"), Help: text("admin.settings.hides.help"), Value: strings.Join(s.Hides, "\n")},
		{Kind: headingField, Label: text("admin.settings.personal")},
		{Kind: checkField, Name: "masks", Label: text("admin.settings.masks"), Help: text("admin.settings.masks.help"), On: s.Masks},
		{Kind: headingField, Label: text("admin.settings.calls")},
		{Kind: choiceField, Name: "shown", Label: text("admin.settings.shown"), Choices: shownChoices(r.Context(), s.Shown, numbers)},
		{Kind: durationField, Name: "invitation-lasts", Label: text("admin.settings.invitation-lasts"), Value: i18n.WriteDuration(s.InvitationLasts)},
		{Kind: numberField, Name: "owed-tries", Label: text("admin.settings.owed-tries"), Help: text("admin.settings.owed-tries.help"), Value: strconv.Itoa(s.Owed.Tries)},
		{Kind: durationField, Name: "owed-pause", Label: text("admin.settings.owed-pause"), Value: i18n.WriteDuration(s.Owed.Pause)},
		{Kind: textField, Name: "studio", Label: text("admin.settings.studio"), Help: text("admin.settings.studio.help"), Value: s.Studio},
		{Kind: headingField, Label: text("admin.settings.calls-out"), Help: text("admin.settings.calls-out.help")},
		{Kind: checkField, Name: "calls-out-recorded", Label: text("admin.settings.calls-out.recorded"), On: !s.CallsOut.Off},
		{Kind: textField, Name: "calls-out-notice", Label: text("admin.notice"), Help: text("admin.settings.calls-out.notice.help"), Value: s.CallsOut.Notice},
		{Kind: headingField, Label: text("admin.mail"), Help: text("admin.mail.help")},
		{Kind: textField, Name: "host", Label: text("admin.mail.host"), Value: m.Host},
		{Kind: numberField, Name: "port", Label: text("admin.mail.port"), Value: strconv.Itoa(m.Port)},
		{Kind: choiceField, Name: "tls", Label: text("admin.mail.tls"), Choices: ways},
		{Kind: mailField, Name: "from", Label: text("admin.mail.from"), Value: m.From},
		{Kind: textField, Name: "login", Label: text("admin.mail.login"), Value: m.Login},
		password,
		{Kind: headingField, Label: text("admin.settings.transcripts"), Help: text("admin.settings.transcripts." + mailed(m))},
		{Kind: checkField, Name: "replies-operator", Label: text("admin.settings.replies-operator"), Help: text("admin.settings.replies-operator.help"), On: s.ToOperator},
		{Kind: mailField, Name: "replies", Label: text("admin.settings.replies"), Help: text("admin.settings.replies.help"), Value: s.Replies},
	}
	return v
}

// mailed says whether transcripts can be sent.
func mailed(m site.MailServer) string {
	if m.Host == "" {
		return "none"
	}
	return "help"
}

// numbers are the entry points by telephone that are in use.
func (p *Pages) numbers(ctx context.Context) (all []appliance.EntryPoint, err error) {
	err = p.Store.Read(ctx, func(v *sqlite.View) error {
		all, err = v.EntryPoints()
		return err
	})
	return slices.DeleteFunc(all, func(e appliance.EntryPoint) bool { return e.Channel != appliance.Phone || e.Off }), err
}

// shownChoices are whether operators choose the number that is shown, or which one
// is.
func shownChoices(ctx context.Context, shown string, numbers []appliance.EntryPoint) []choice {
	all := []choice{{"", i18n.Text(ctx, "admin.settings.shown.any"), shown == ""}}
	for _, e := range numbers {
		all = append(all, choice{e.Phone.Number, e.Phone.Number + " · " + e.Name, e.Phone.Number == shown})
	}
	return all
}
