package admin

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/web"
	"cordboard/web/i18n"
)

// formView is a page with one form. What was typed stands in it again when it
// is refused, each refusal at its field.
type formView struct {
	Frame  frameView
	Title  string
	Back   place // the list that it was reached from
	Action string
	Fields []fieldView
	Saved  bool
	// Version is what the form is filled in over; empty: it makes a new thing.
	Version appliance.Version
	Refusal string // what is about no single field
	Remove  bool   // there is a button that removes the thing
	// Standing says how the opening hours of the form stand now.
	Standing string
	Warning  string        // what keeps the thing from doing its work
	Note     string        // what stands beneath the form
	Held     place         // who has what the form is about; without a path it leads nowhere
	Tag      string        // what a page takes in to show what the form is about
	Preview  *previewView  // nil: there is nothing to see beforehand
	Vouching *vouchingView // nil: the form is of what has no site
	Sending  *sendingView
	Changes  []changeRow // that can be taken back
	PutBack  string      // where they are
}

// place is a page and its name.
type place struct{ Name, Path string }

// kind is how a field is filled in.
type kind string

const (
	textField     kind = "text"
	colourField   kind = "colour" // as CSS writes it, "#2a56d4"
	numberField   kind = "number"
	durationField kind = "duration"
	mailField     kind = "email"
	passwordField kind = "password"
	linesField    kind = "lines"  // a textarea, one thing a line
	choiceField   kind = "choice" // one of Choices
	manyField     kind = "many"   // any of Choices
	checkField    kind = "check"
	headingField  kind = "heading"
	hiddenField   kind = "hidden"
	foldField     kind = "fold"  // a heading; what follows is shown when asked for
	proseField    kind = "prose" // a textarea for words
	fileField     kind = "file"
	heldField     kind = "held" // a password that was typed; its Value is the token
	promptsField  kind = "prompts"
)

// fieldView is one field with its name in the form.
type fieldView struct {
	Kind              kind
	Name, Label, Help string
	Value             string
	On                bool
	Choices           []choice
	Helps             map[string]string // of a manyField: a sentence to a choice, by its value
	Flaw              string
	First             bool   // of the fields that are refused: it has the focus
	Accept            string // the files that fit
	Prompts           promptField
}

type choice struct {
	Value, Label string
	On           bool
}

// fieldAnchor is where a page shows a field.
func fieldAnchor(name string) string { return "field-" + name }

// describedBy names what explains the field to a screen reader.
func (f fieldView) describedBy() string {
	var ids []string
	if f.Help != "" {
		ids = append(ids, f.Name+"-help")
	}
	if f.Flaw != "" {
		ids = append(ids, f.Name+"-flaw")
	}
	return strings.Join(ids, " ")
}

// measures tells whether a field holds a number of something.
func (f fieldView) measures() bool { return f.Kind == numberField || f.Kind == durationField }

// inputType is what the browser takes the field for; a duration has units, which its
// numbers have not.
func (f fieldView) inputType() string {
	if f.Kind == durationField {
		return string(textField)
	}
	return string(f.Kind)
}

// completion keeps the browser from filling its owner's password in.
func (f fieldView) completion() string {
	if f.Kind == passwordField || f.Kind == heldField {
		return "new-password"
	}
	return "off"
}

// heldToken is the name of what a heldField brings back beside another password.
func (f fieldView) heldToken() string { return f.Name + heldSuffix }

const heldSuffix = "-held"

// scripts are the modules that the form needs.
func (v formView) scripts() (all []string) {
	if v.Tag != "" {
		all = append(all, "copy.js")
	}
	if v.Preview != nil {
		all = append(all, "preview.js")
	}
	return all
}

// flawed counts the fields that are refused.
func flawed(fields []fieldView) (n int) {
	for _, f := range fields {
		if f.Flaw != "" {
			n++
		}
	}
	return n
}

// refuse writes a refused form again, or answers with the error that it is.
func (v formView) refuse(w http.ResponseWriter, r *http.Request, err error) error {
	status := v.mark(r, err)
	if status == 0 {
		return err
	}
	return v.write(w, r, status)
}

// show writes a form, with what was refused.
func (v formView) show(w http.ResponseWriter, r *http.Request, refused error) error {
	if refused != nil {
		return v.refuse(w, r, refused)
	}
	return v.write(w, r, http.StatusOK)
}

// write writes the page.
func (v formView) write(w http.ResponseWriter, r *http.Request, status int) error {
	if v.Preview != nil {
		web.Framing(w)
	}
	return page(w, r, status, form(v))
}

// mark puts the refusals that err holds to their fields. The status is 0 when
// there are none.
func (v *formView) mark(r *http.Request, err error) (status int) {
	flaws, ok := errors.AsType[appliance.Flaws](err)
	refusal := appliance.AsRefusal(err)
	switch {
	case refusal == nil:
		return 0
	case !ok:
		v.Refusal = web.Sentence(r, refusal)
		return web.Status(refusal)
	}
	for i, f := range v.Fields {
		if f.measures() && r.PostForm.Has(f.Name) {
			v.Fields[i].Value = r.PostForm.Get(f.Name) // as it was typed, and if it is no number
		}
	}
	for name, flaw := range flaws {
		i := slices.IndexFunc(v.Fields, func(f fieldView) bool { return f.Name == name })
		if i < 0 {
			v.Refusal = web.Sentence(r, flaw)
			continue
		}
		v.Fields[i].Flaw = web.Sentence(r, flaw)
	}
	for i, f := range v.Fields {
		if _, reads := i18n.ReadDuration(f.Value, time.Second); f.Kind == durationField && f.Value != "" && !reads {
			v.Fields[i].Flaw = i18n.Text(r.Context(), "admin.form.unread-time")
		}
	}
	if i := slices.IndexFunc(v.Fields, func(f fieldView) bool { return f.Flaw != "" }); i >= 0 {
		v.Fields[i].First = true
	}
	return web.Status(refusal)
}

// saved sends who saved to the list, or says what was refused.
func saved(w http.ResponseWriter, r *http.Request, v formView, err error) error {
	if err != nil {
		return v.refuse(w, r, err)
	}
	http.Redirect(w, r, v.Back.Path+"?saved=1", http.StatusSeeOther)
	return nil
}

// identity reads an id of the path; "new" is zero.
func identity(r *http.Request, name string) (int64, error) {
	text := r.PathValue(name)
	if text == "new" {
		return 0, nil
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 1 {
		return 0, appliance.ErrNotFound
	}
	return id, nil
}

// typed reads the fields of a form that was sent.
type typed struct{ url.Values }

func sent(r *http.Request) (typed, error) {
	if err := r.ParseForm(); err != nil {
		return typed{}, web.FormError(err)
	}
	return typed{r.PostForm}, nil
}

// versionOf is the version of a stored thing; a new one has none.
func versionOf[ID ~int64](thing any, id ID) appliance.Version {
	if id == 0 {
		return ""
	}
	return appliance.VersionOf(thing)
}

// over is what the form was filled in over. Who was told that it is something
// else now knows what he does when he saves again.
func (t typed) over(now appliance.Version, err error) appliance.Version {
	if errors.Is(err, appliance.ErrChanged) {
		return now
	}
	return t.seen()
}

// seen is the version of what the form was filled in over.
func (t typed) seen() appliance.Version { return appliance.Version(t.Get(versionName)) }

// versionName is the field that holds it.
const versionName = "version"

func (t typed) text(name string) string { return strings.TrimSpace(t.Get(name)) }
func (t typed) on(name string) bool     { return t.Get(name) != "" }

// number is -1 for what is none, which every check refuses.
func (t typed) number(name string) int {
	n, err := strconv.Atoi(t.text(name))
	if err != nil {
		return -1
	}
	return n
}

// optional is a number that may be left out; then it is zero.
func (t typed) optional(name string) int {
	if t.text(name) == "" {
		return 0
	}
	return t.number(name)
}

// numbered is a choice of a number.
func numbered(n int, on bool) choice { return choice{strconv.Itoa(n), strconv.Itoa(n), on} }

// duration is -1 for what is none, which every check refuses. A number alone is
// one of units.
func (t typed) duration(name string, unit time.Duration) time.Duration {
	d, ok := i18n.ReadDuration(t.text(name), unit)
	if !ok {
		return -1
	}
	return d
}

// optionalSeconds is a duration that may be left out.
func (t typed) optionalSeconds(name string) time.Duration {
	if t.text(name) == "" {
		return 0
	}
	return t.duration(name, time.Second)
}

// lines are the lines that hold something.
func (t typed) lines(name string) (all []string) {
	for line := range strings.Lines(t.Get(name)) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// names are what stands in the fields of a name's languages; one that is empty
// is none, and without any there is no map, as the store has it.
func (t typed) names(field string) (names map[appliance.Language]string) {
	for _, l := range appliance.Languages() {
		if name := t.text(field + "-" + string(l)); name != "" {
			if names == nil {
				names = map[appliance.Language]string{}
			}
			names[l] = name
		}
	}
	return names
}

// ids are those that were ticked. What is no id leads to what is not there.
func ids[T ~int64](t typed, name string) (all []T) {
	for _, text := range t.Values[name] {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			id = -1
		}
		all = append(all, T(id))
	}
	return all
}

// nameFields are those of a name, one for each language.
func nameFields(r *http.Request, names map[appliance.Language]string) (fields []fieldView) {
	for _, l := range appliance.Languages() {
		label := i18n.Text(r.Context(), "admin.name.in", "language", i18n.Text(r.Context(), "language."+string(l)))
		fields = append(fields, fieldView{Kind: textField, Name: "name-" + string(l), Label: label, Value: names[l]})
	}
	return fields
}

// languages are the choices of a language.
func languages(r *http.Request, now appliance.Language) (all []choice) {
	for _, l := range appliance.Languages() {
		all = append(all, choice{string(l), i18n.Text(r.Context(), "language."+string(l)), l == now})
	}
	return all
}
