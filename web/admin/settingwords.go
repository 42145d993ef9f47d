package admin

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/site"
	studio "cordboard/ivr/prompt"
	"cordboard/web/i18n"
)

// settingWords is a setting as the history tells it.
type settingWords struct{ Name, Value string }

// changedSettings says what is other after a change than before, and what it
// was and became; of a secret only that it is another.
func changedSettings(ctx context.Context, c site.Change) (all []string) {
	var before, after site.Settings
	if json.Unmarshal(c.Before, &before) != nil || json.Unmarshal(c.After, &after) != nil {
		return nil
	}
	was := inWords(ctx, before)
	for i, is := range inWords(ctx, after) {
		if is != was[i] {
			all = append(all, i18n.Text(ctx, "admin.changed", "what", is.Name, "before", was[i].Value, "after", is.Value))
		}
	}
	if c.Secret {
		all = append(all, i18n.Text(ctx, "admin.changed.secret", "what", ofMail(ctx, "sign-in.password")))
	}
	return all
}

// inWords are the settings in the order of their forms.
func inWords(ctx context.Context, s site.Settings) []settingWords {
	text := func(key string) string { return i18n.Text(ctx, key) }
	m := s.Mail
	return []settingWords{
		{text("admin.settings.name"), quoted(ctx, s.Name)},
		{text("admin.settings.language"), text("language." + string(s.Language))},
		{text("admin.settings.region"), s.Region},
		{text("admin.settings.zone"), s.Zone},
		{text("admin.settings.all-away"), text("admin.settings.all-away." + string(s.AllAway))},
		{text("admin.settings.login-idle"), i18n.WriteDuration(s.LoginIdle)},
		{text("admin.settings.login-lasts"), i18n.WriteDuration(s.LoginLasts)},
		{text("admin.settings.invitation-lasts"), i18n.WriteDuration(s.InvitationLasts)},
		{text("admin.settings.owed-tries"), strconv.Itoa(s.Owed.Tries)},
		{text("admin.settings.owed-pause"), i18n.WriteDuration(s.Owed.Pause)},
		{text("admin.settings.file-limit"), strconv.Itoa(s.Files.Limit)},
		{text("admin.settings.files-deleted"), yesNo(ctx, s.Files.Deleted)},
		{text("admin.settings.studio"), quoted(ctx, s.Studio)},
		{text("admin.settings.preview"), yesNo(ctx, s.Preview)},
		{text("admin.settings.offered"), yesNo(ctx, s.Offered)},
		{text("admin.settings.brackets"), yesNo(ctx, s.ReserveBrackets)},
		{text("admin.settings.revise-within"), i18n.WriteDuration(s.ReviseWithin)},
		{text("admin.settings.silence"), i18n.WriteDuration(s.Silence)},
		{text("admin.settings.unattended"), i18n.WriteDuration(s.Unattended)},
		{text("admin.settings.away-after"), i18n.WriteDuration(s.AwayAfter)},
		{text("admin.settings.pass-at-once"), yesNo(ctx, s.PassAtOnce)},
		{text("admin.settings.returns-within"), i18n.WriteDuration(s.ReturnsWithin)},
		{text("admin.settings.waits-after"), i18n.WriteDuration(s.WaitsAfter)},
		{text("admin.settings.networks"), quoted(ctx, strings.Join(s.Networks, ", "))},
		{text("admin.settings.hides"), quoted(ctx, strings.Join(s.Hides, ", "))},
		{text("admin.settings.masks"), yesNo(ctx, s.Masks)},
		{text("admin.settings.shown"), cmp.Or(s.Shown, text("admin.settings.shown.any"))},
		{text("admin.settings.calls-out.recorded"), yesNo(ctx, !s.CallsOut.Off)},
		{ofCallsOut(ctx, "admin.notice"), quoted(ctx, s.CallsOut.Notice)},
		{text("admin.settings.replies-operator"), yesNo(ctx, s.ToOperator)},
		{text("admin.settings.replies"), quoted(ctx, s.Replies)},
		{ofMail(ctx, "admin.mail.host"), quoted(ctx, m.Host)},
		{ofMail(ctx, "admin.mail.port"), strconv.Itoa(m.Port)},
		{ofMail(ctx, "admin.mail.tls"), text("admin.mail.tls." + m.TLS)},
		{ofMail(ctx, "admin.mail.from"), quoted(ctx, m.From)},
		{ofMail(ctx, "admin.mail.login"), quoted(ctx, m.Login)},
		voiceWords(ctx, appliance.Czech, s.Voices.Czech),
		voiceWords(ctx, appliance.Polish, s.Voices.Polish),
		voiceWords(ctx, appliance.English, s.Voices.English),
	}
}

func voiceWords(ctx context.Context, l appliance.Language, v studio.Voice) settingWords {
	name := i18n.Text(ctx, "admin.voices.voice", "language", i18n.Text(ctx, "language."+string(l)))
	return settingWords{name, fmt.Sprintf("%s, %d", quoted(ctx, v.Name), v.Speed)}
}

func yesNo(ctx context.Context, yes bool) string {
	if yes {
		return i18n.Text(ctx, "admin.changed.yes")
	}
	return i18n.Text(ctx, "admin.changed.no")
}

// ofCallsOut names a setting of the recording of calls out.
func ofCallsOut(ctx context.Context, key string) string {
	return i18n.Text(ctx, "admin.settings.calls-out") + " · " + i18n.Text(ctx, key)
}

// ofMail names a setting of the mail server.
func ofMail(ctx context.Context, key string) string {
	return i18n.Text(ctx, "admin.mail") + " · " + i18n.Text(ctx, key)
}

// quoted is a text that somebody typed, or the word for none.
func quoted(ctx context.Context, typed string) string {
	if typed == "" {
		return i18n.Text(ctx, "admin.changed.empty")
	}
	return i18n.Text(ctx, "admin.changed.typed", "text", typed)
}
