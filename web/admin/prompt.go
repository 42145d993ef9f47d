package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/studio"
	making "cordboard/ivr/prompt"
	"cordboard/web"
	"cordboard/web/i18n"
)

// promptBody bounds an upload with the form around it.
const promptBody = making.MostBytes + 1<<20

type promptsView struct {
	Frame frameView
	Saved bool
	Mute  bool
	Rows  []promptRow
}

// promptRow is one prompt in the list, with what there is of it in each
// language.
type promptRow struct {
	Name   string
	Takes  []promptTake
	Places []string
}

// missing tells whether callers would hear nothing in some language.
func (r promptRow) missing() bool {
	return slices.ContainsFunc(r.Takes, func(t promptTake) bool { return t.Missing })
}

// prompts lists what callers hear: the prompts that the site keeps, those that
// the box brought with it where a tree plays them, and those that are missing.
func (p *Pages) prompts(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	kept, err := p.Site.Prompts(ctx)
	if err != nil {
		return err
	}
	uses, err := p.Site.PromptUses(ctx)
	if err != nil {
		return err
	}
	by, err := p.operatorNames(ctx)
	if err != nil {
		return err
	}
	v := promptsView{Frame: frame(ctx, "prompts"), Saved: saidSaved(r), Mute: !p.Site.SpeaksTexts()}
	all := keptBy(kept)
	for name := range uses {
		if all[name] == nil {
			all[name] = map[appliance.Language]site.Prompt{}
		}
	}
	for name, in := range all {
		v.Rows = append(v.Rows, promptRow{name, p.takes(ctx, name, in, uses[name], by), heardIn(ctx, uses[name])})
	}
	slices.SortFunc(v.Rows, func(a, b promptRow) int {
		switch {
		case a.missing() && !b.missing():
			return -1
		case b.missing() && !a.missing():
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return page(w, r, http.StatusOK, prompts(v))
}

// length is how long callers hear a prompt: as it was measured when it was
// kept, or by the file that came with the box.
func (p *Pages) length(ctx context.Context, l appliance.Language, name string) string {
	for _, of := range []appliance.Language{l, ""} {
		if kept, err := p.Site.Prompt(ctx, of, name); err == nil {
			return clock(kept.Length)
		}
	}
	came, err := p.measured.prompt(p.Prompts, l, name)
	if err != nil {
		return ""
	}
	return clock(came.Length)
}

// made says how a prompt came to be, who made it and when.
func (p *Pages) made(ctx context.Context, k site.Prompt, by map[appliance.OperatorID]string) string {
	return i18n.Text(ctx, "admin.prompt."+string(k.Origin), "who", by[k.By], "when", i18n.From(ctx).When(k.At, p.Now()))
}

func heardIn(ctx context.Context, used []site.PromptUse) (all []string) {
	for _, u := range used {
		place := u.Place()
		if u.CallsOut {
			place = i18n.Text(ctx, "admin.settings.calls-out")
		}
		if !slices.Contains(all, place) {
			all = append(all, place)
		}
	}
	return all
}

type promptView struct {
	Frame     frameView
	Title     string
	New, Kept bool
	Mute      bool
	Name      string
	Language  appliance.Language
	Saved     bool
	Refusal   string
	Fields    []fieldView
	Now       promptRow     // with the take that the page is about marked
	Recording recordingView // by telephone
	Versions  []promptVersion
}

// olderOnes tells whether there is any version but the one that is heard.
func (v promptView) olderOnes() bool {
	return len(v.Versions) > 1 || len(v.Versions) == 1 && !v.Kept
}

// promptVersion is a recording that a prompt has been.
type promptVersion struct {
	File, Sound, Made, Length, Words string
	Heard                            bool
}

// promptPage shows one prompt, or the form of a new one.
func (p *Pages) promptPage(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v, err := p.viewPrompt(r, appliance.Language(q.Get("language")), q.Get("name"))
	if err != nil {
		return err
	}
	v.Saved = saidSaved(r)
	return page(w, r, http.StatusOK, onePrompt(v))
}

func (p *Pages) viewPrompt(r *http.Request, l appliance.Language, name string) (v promptView, err error) {
	ctx := r.Context()
	v = promptView{Frame: frame(ctx, "prompts"), Title: name, New: name == "", Mute: !p.Site.SpeaksTexts(), Name: name, Language: l}
	if l != "" && !l.Known() {
		return v, appliance.ErrNotFound
	}
	if v.New {
		v.Title, v.Language = i18n.Text(ctx, "admin.prompt.new"), web.Operator(ctx).Language
		v.Recording = p.recording(ctx, v.Language, "", nil)
		v.ask(r, "")
		return v, nil
	}
	uses, err := p.Site.PromptUses(ctx)
	if err != nil {
		return v, err
	}
	by, err := p.operatorNames(ctx)
	if err != nil {
		return v, err
	}
	kept, err := p.Site.Prompts(ctx)
	if err != nil {
		return v, err
	}
	in := keptBy(kept)[name]
	_, v.Kept = in[l]
	v.Recording = p.recording(ctx, l, name, by)
	if v.Recording.Stage == studio.Kept && in[l].Origin != site.Recorded {
		v.Recording.Stage = studio.None // another took its place since
	}
	v.Now = promptRow{name, p.takes(ctx, name, in, uses[name], by), heardIn(ctx, uses[name])}
	p.recorded(v.Now.Takes, name)
	v.ask(r, v.Now.mark(l).Words)
	versions, err := p.Site.PromptVersions(ctx, l, name)
	for i, old := range versions {
		v.Versions = append(v.Versions, promptVersion{
			File: old.File, Sound: soundPath(old), Made: p.made(ctx, old, by), Length: clock(old.Length), Words: old.Words,
			Heard: v.Kept && i == 0,
		})
	}
	return v, err
}

// savePrompt does what was pressed: uploads, speaks, plays an older one again
// or deletes.
func (p *Pages) savePrompt(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return web.FormError(err)
	}
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }()
	}
	t := typed{r.PostForm}
	l, name := appliance.Language(t.text("language")), t.text("name")
	if l == "" && t.text("do") == "speak" {
		l = p.Site.Language(r.Context()) // words are of a language
	}
	back := promptPath(l, name)
	switch t.text("do") {
	case "delete":
		back = "/admin/prompts?saved=1"
	case "upload", "speak", "again":
		back += "&saved=1"
	}
	err := p.change(r, t, l, name)
	refusal := appliance.AsRefusal(err)
	if err != nil && refusal == nil {
		return err
	}
	if err == nil {
		http.Redirect(w, r, back, http.StatusSeeOther)
		return nil
	}
	v, shown := p.viewPrompt(r, l, name)
	if shown != nil {
		return shown
	}
	v.New, v.Language = t.on("new"), l
	v.ask(r, t.text("words"))
	form := formView{Fields: v.Fields}
	status := form.mark(r, err)
	v.Refusal = form.Refusal
	return page(w, r, status, onePrompt(v))
}

// ask fills in the form by which the prompt is recorded or spoken.
func (v *promptView) ask(r *http.Request, words string) {
	text := func(key string, args ...any) string { return i18n.Text(r.Context(), key, args...) }
	begins := cmp.Or(v.Language, v.Now.begins())
	name := fieldView{Kind: hiddenField, Name: "name", Value: v.Name}
	language := fieldView{Kind: choiceField, Name: "language", Label: text("desk.card.language"), Choices: append(
		[]choice{{"", text("admin.prompt.all"), begins == ""}}, languages(r, begins)...)}
	switch {
	case v.New:
		name.Kind, name.Label, name.Help = textField, text("admin.column.name"), text("admin.prompt.name.help")
	case v.Language != "" || v.Kept:
		language = fieldView{Kind: hiddenField, Name: "language", Value: string(v.Language)}
	}
	v.Fields = []fieldView{
		name, language,
		{Kind: proseField, Name: "words", Label: text("admin.prompt.words"), Help: text("admin.prompt.words.help"), Value: words},
		{
			Kind: fileField, Name: "sound", Accept: ".wav,.mp3,.ogg,audio/*", Label: text("admin.prompt.file"),
			Help: text("admin.prompt.file.help", "limit", making.MostBytes>>20, "minutes", int(making.Longest/time.Minute)),
		},
	}
	if v.New {
		v.Fields = append(v.Fields, fieldView{Kind: hiddenField, Name: "new", Value: "on"})
	}
}

// errNoFile refuses an upload of nothing.
var errNoFile = appliance.Refuse(appliance.Invalid, "refusal.prompt.none")

func (p *Pages) change(r *http.Request, t typed, l appliance.Language, name string) error {
	ctx, by := r.Context(), web.Operator(r.Context()).ID
	switch t.text("do") {
	case "upload":
		prompt := site.Prompt{Language: l, Name: name, Words: t.text("words")}
		file, err := uploaded(r)
		if refusal := appliance.AsRefusal(err); refusal != nil {
			return appliance.Flaws{"sound": refusal}.Join(prompt.Check())
		}
		if err != nil {
			return err
		}
		return p.Site.UploadPrompt(ctx, by, prompt, file)
	case "speak":
		return p.Site.SpeakPrompt(ctx, by, l, name, t.text("words"))
	case "record":
		return p.record(ctx, site.Prompt{Language: l, Name: name, Words: t.text("words")})
	case "withdraw":
		return p.withdraw(site.Prompt{Language: l, Name: name})
	case "again":
		return p.Site.PlayAgain(ctx, by, l, name, t.text("file"))
	case "delete":
		return p.Site.RemovePrompt(ctx, by, l, name)
	}
	return appliance.ErrNotFound
}

// uploaded reads the file of the form.
func uploaded(r *http.Request) ([]byte, error) {
	f, head, err := r.FormFile("sound")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, errNoFile
	}
	if err != nil {
		return nil, web.FormError(err)
	}
	defer func() { _ = f.Close() }()
	if head.Size == 0 {
		return nil, errNoFile
	}
	if head.Size > making.MostBytes {
		return nil, making.ErrLarge.With("limit", making.MostBytes>>20)
	}
	return io.ReadAll(f)
}

// promptSound sends a version of a prompt.
func (p *Pages) promptSound(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f, err := p.Site.PromptSound(r.Context(), appliance.Language(q.Get("language")), q.Get("name"), q.Get("file"))
	if errors.Is(err, fs.ErrNotExist) {
		return appliance.ErrNotFound
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	w.Header().Set("Content-Type", "audio/wav")
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}

func promptPath(l appliance.Language, name string) string {
	return "/admin/prompt?" + url.Values{"language": {string(l)}, "name": {name}}.Encode()
}

func soundPath(k site.Prompt) string {
	return "/admin/prompt/sound?" + url.Values{"language": {string(k.Language)}, "name": {k.Name}, "file": {k.File}}.Encode()
}

func languageName(ctx context.Context, l appliance.Language) string {
	if l == "" {
		return i18n.Text(ctx, "admin.prompt.all")
	}
	return i18n.Text(ctx, "language."+string(l))
}

func loudness(ctx context.Context, lufs float64) string {
	return i18n.Text(ctx, "admin.prompt.lufs", "value", i18n.From(ctx).Decimal(lufs))
}

// clock writes how long something plays as players do, who count whole seconds:
// 0:05.
func clock(d time.Duration) string {
	s := int(d / time.Second)
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
