package admin

import (
	"net/http"
	"strconv"

	"cordboard/appliance"
	"cordboard/appliance/site"
	studio "cordboard/ivr/prompt"
	"cordboard/web"
	"cordboard/web/i18n"
)

// voices shows how the box speaks, language by language.
func (p *Pages) voices(w http.ResponseWriter, r *http.Request) error {
	s, err := p.Site.Settings(r.Context())
	if err != nil {
		return err
	}
	v := p.voicesForm(r, s)
	v.Version = appliance.VersionOf(s.Voices)
	return page(w, r, http.StatusOK, form(v))
}

// saveVoices keeps them, and speaks anew what was spoken in others.
func (p *Pages) saveVoices(w http.ResponseWriter, r *http.Request) error {
	s, err := p.Site.Settings(r.Context())
	if err != nil {
		return err
	}
	was := s
	t, err := sent(r)
	if err != nil {
		return err
	}
	voice := func(l appliance.Language) studio.Voice {
		return studio.Voice{Name: t.text("voice-" + string(l)), Speed: t.number("speed-" + string(l))}
	}
	s.Voices = site.Voices{Czech: voice(appliance.Czech), Polish: voice(appliance.Polish), English: voice(appliance.English)}
	by := web.Operator(r.Context()).ID
	if s.Voices != was.Voices {
		err = appliance.Unchanged(was.Voices, t.seen())
	}
	if err == nil {
		err = p.Site.SaveSettings(r.Context(), by, s, appliance.VersionOf(was))
	}
	v := p.voicesForm(r, s)
	v.Version = t.over(appliance.VersionOf(was.Voices), err)
	if err != nil {
		return v.refuse(w, r, err)
	}
	if p.Site.SpeaksTexts() {
		if _, err := p.Site.SpeakAgain(r.Context(), by); err != nil {
			return v.refuse(w, r, err)
		}
	}
	http.Redirect(w, r, "/admin/prompts?saved=1", http.StatusSeeOther)
	return nil
}

func (p *Pages) voicesForm(r *http.Request, s site.Settings) formView {
	text := func(key string, args ...any) string { return i18n.Text(r.Context(), key, args...) }
	v := formView{
		Frame: frame(r.Context(), "prompts"), Title: text("admin.voices"), Back: place{text("admin.prompts"), "/admin/prompts"},
		Action: "/admin/voices", Note: text("admin.voices.help"),
	}
	if !p.Site.SpeaksTexts() {
		v.Standing = text("admin.voices.mute")
	}
	for _, l := range appliance.Languages() {
		voice := s.Voices.In(l)
		v.Fields = append(v.Fields,
			fieldView{Kind: textField, Name: "voice-" + string(l), Label: text("admin.voices.voice", "language", text("language."+string(l))), Value: voice.Name},
			fieldView{Kind: numberField, Name: "speed-" + string(l), Label: text("admin.voices.speed"), Value: strconv.Itoa(voice.Speed)},
		)
	}
	return v
}
