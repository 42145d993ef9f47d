package admin

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/embed"
	"cordboard/web/i18n"
)

type entriesView struct {
	Frame   frameView
	Saved   bool
	Entries []entryRow
}

// entryPoints lists the ways in.
func (p *Pages) entryPoints(w http.ResponseWriter, r *http.Request) error {
	entries, err := p.entryRows(r.Context())
	if err != nil {
		return err
	}
	v := entriesView{Frame: frame(r.Context(), "entries"), Saved: saidSaved(r), Entries: entries}
	return page(w, r, http.StatusOK, entryPoints(v))
}

// surroundings are what an entry point may lead to.
type surroundings struct {
	queues       []appliance.Queue
	trees, hours []string
}

// entryPoint shows the form of one entry point, or of a new one of the channel
// that the address names.
func (p *Pages) entryPoint(w http.ResponseWriter, r *http.Request) error {
	e, s, err := p.readEntryPoint(r, r.URL.Query().Get("channel"))
	if err != nil {
		return err
	}
	return p.showEntryPoint(w, r, e, s, nil)
}

// showEntryPoint shows its form, what was changed of it, and what was refused.
func (p *Pages) showEntryPoint(w http.ResponseWriter, r *http.Request, e appliance.EntryPoint, s surroundings, refused error) (err error) {
	v := p.entryForm(r, e, s)
	v.Version = versionOf(e, e.ID)
	if e.ID != 0 {
		if v.Changes, err = thingChanges(p, r, entryPointKept(e.ID), func(e appliance.EntryPoint) formView { return p.entryForm(r, e, s) }); err != nil {
			return err
		}
	}
	if v.Vouching, err = p.vouchingOf(r, e); err != nil {
		return err
	}
	return v.show(w, r, refused)
}

func (p *Pages) readEntryPoint(r *http.Request, channel string) (e appliance.EntryPoint, s surroundings, err error) {
	id, err := identity(r, "entry")
	if err != nil {
		return e, s, err
	}
	e = appliance.EntryPoint{Channel: appliance.Phone, Language: web.Language(r.Context())}
	if channel == string(appliance.WebChat) {
		e.Channel = appliance.WebChat
		e.Widget.Form = appliance.Form{Name: appliance.AskRequired, Mail: appliance.AskOptional}
	}
	err = p.Store.Read(r.Context(), func(v *sqlite.View) (err error) {
		if s.queues, err = v.Queues(); err != nil || id == 0 {
			return err
		}
		e, err = v.EntryPoint(appliance.EntryPointID(id))
		return err
	})
	if err != nil {
		return e, s, err
	}
	return e, s, s.read(r.Context(), p)
}

func (s *surroundings) read(ctx context.Context, p *Pages) error {
	trees, err := p.Site.Trees(ctx)
	if err != nil {
		return err
	}
	s.trees = slices.Sorted(maps.Keys(trees))
	calendars, err := p.Site.Calendars(ctx)
	for _, c := range calendars {
		s.hours = append(s.hours, c.Name)
	}
	return err
}

func (p *Pages) saveEntryPoint(w http.ResponseWriter, r *http.Request) error {
	t, err := sent(r)
	if err != nil {
		return err
	}
	e, s, err := p.readEntryPoint(r, t.text("channel"))
	if err != nil {
		return err
	}
	now := versionOf(e, e.ID)
	e.Name, e.Language = t.text("name"), appliance.Language(t.text("language"))
	e.Hours, e.Off, e.Queue = t.text("hours"), t.on("off"), 0
	if chosen := ids[appliance.QueueID](t, "queue"); len(chosen) > 0 {
		e.Queue = chosen[0]
	}
	if e.Channel == appliance.Phone {
		e.Phone = appliance.PhoneEntry{Number: t.text("number"), Tree: t.text("tree"), Answer: appliance.Answer(t.text("answer"))}
	} else {
		typedWidget(t, &e.Widget)
	}
	_, err = p.Site.SaveEntryPoint(r.Context(), web.Operator(r.Context()).ID, e, t.seen())
	v := p.entryForm(r, e, s)
	v.Version = t.over(now, err)
	return saved(w, r, v, err)
}

// inOrder are what was chosen in the order that they had, and what is new behind them.
func inOrder[T comparable](chosen, before []T) []T {
	rank := func(one T) int {
		if i := slices.Index(before, one); i >= 0 {
			return i
		}
		return len(before)
	}
	slices.SortStableFunc(chosen, func(a, b T) int { return cmp.Compare(rank(a), rank(b)) })
	return chosen
}

// typedWidget takes what the form says of a widget; its key stays.
func typedWidget(t typed, w *appliance.WidgetEntry) {
	w.Sites, w.Topics = t.lines("sites"), inOrder(ids[appliance.QueueID](t, "topics"), w.Topics)
	w.Accent, w.AtStart, w.OfflineMail = t.text("accent"), t.on("at-start"), t.text("mail")
	w.Words = typedWords(t)
	w.Files = appliance.FileLeave(t.text("files"))
	w.AllAway = appliance.AllAway(t.text("all-away"))
	w.Unrated = !t.on("rating")
	w.History = time.Duration(min(t.optional("history"), 1e5)) * 24 * time.Hour
	w.VouchedOnly, w.Consent = t.on("vouched-only"), t.on("consent")
	w.Proposals, w.Questions = typedProposals(t), typedQuestions(t)
	ask := func(name string) appliance.Ask { return appliance.Ask(t.text("ask-" + name)) }
	w.Form = appliance.Form{Name: ask("name"), Mail: ask("mail"), Phone: ask("phone"), Topic: ask("topic")}
}

func (p *Pages) entryForm(r *http.Request, e appliance.EntryPoint, s surroundings) formView {
	text := func(key string, args ...any) string { return i18n.Text(r.Context(), key, args...) }
	v := formView{
		Frame: frame(r.Context(), "entries"), Back: place{text("admin.entries"), "/admin/entry-points"},
		Title: e.Name, Action: entryPath(e.ID),
	}
	if e.ID == 0 {
		v.Title, v.Action = text("admin.entry.new."+string(e.Channel)), "/admin/entry-points/new"
	} else {
		v.PutBack = v.Action + "/revert"
	}
	v.Fields = []fieldView{
		{Kind: hiddenField, Name: "channel", Value: string(e.Channel)},
		{Kind: textField, Name: "name", Label: text("admin.column.name"), Value: e.Name},
	}
	if e.Channel == appliance.Phone {
		v.Fields = append(v.Fields, phoneFields(r.Context(), e, s)...)
	}
	hours := []choice{{"", text("admin.entry.always"), e.Hours == ""}}
	for _, name := range s.hours {
		hours = append(hours, choice{name, name, name == e.Hours})
	}
	v.Fields = append(v.Fields,
		fieldView{Kind: choiceField, Name: "queue", Label: text("admin.entry.queue"), Choices: append(
			[]choice{{"0", text("admin.entry.no-queue"), e.Queue == 0}}, queueChoices(s.queues, e.Queue)...)},
		fieldView{Kind: choiceField, Name: "language", Label: text("admin.entry.language"), Choices: languages(r, e.Language)},
		fieldView{Kind: choiceField, Name: "hours", Label: text("admin.entry.hours"), Choices: hours},
		fieldView{Kind: checkField, Name: "off", Label: text("admin.entry.off"), Help: text("admin.entry.off.help"), On: e.Off},
	)
	if e.Channel == appliance.WebChat {
		v.Fields = append(v.Fields, widgetFields(r.Context(), e, s)...)
		if p.Panels != nil {
			v.Preview = &previewView{States: []site.State{site.Open, site.Busy, site.Offline}}
		}
		if e.Widget.Key != "" {
			v.Tag = tag(r, p.PublicPort, e.Widget.Key)
		}
		v.Fields = append(v.Fields, questionFields(r.Context(), e.Widget.Questions)...)
		v.Fields = append(v.Fields, wordFields(r.Context(), e.Widget.Words)...)
		v.Fields = append(v.Fields, proposalFields(r.Context(), e.Widget.Proposals)...)
	}
	return v
}

// tag is what a site's page takes in.
func tag(r *http.Request, port, key string) string {
	return embed.Tag(web.Beside(r, port, "/w/"+key+".js"))
}

func queueChoices(queues []appliance.Queue, chosen ...appliance.QueueID) (all []choice) {
	for _, q := range queues {
		all = append(all, choice{q.ID.String(), q.Name, slices.Contains(chosen, q.ID)})
	}
	return all
}

func phoneFields(ctx context.Context, e appliance.EntryPoint, s surroundings) []fieldView {
	text := func(key string) string { return i18n.Text(ctx, key) }
	trees := []choice{{"", text("admin.entry.no-tree"), e.Phone.Tree == ""}}
	for _, name := range s.trees {
		trees = append(trees, choice{name, name, name == e.Phone.Tree})
	}
	if gone := e.Phone.Tree; gone != "" && !slices.Contains(s.trees, gone) {
		trees = append(trees, choice{gone, gone + " ?", true})
	}
	var answers []choice
	for _, a := range []appliance.Answer{appliance.AnswerAtOnce, appliance.AnswerOnAccept} {
		answers = append(answers, choice{string(a), text("admin.entry.answer." + string(a)), a == e.Phone.Answer})
	}
	return []fieldView{
		{Kind: textField, Name: "number", Label: text("admin.entry.number"), Help: text("admin.entry.number.help"), Value: e.Phone.Number},
		{Kind: choiceField, Name: "tree", Label: text("admin.entry.tree"), Choices: trees},
		{Kind: choiceField, Name: "answer", Label: text("admin.entry.answer"), Choices: answers},
	}
}

func widgetFields(ctx context.Context, e appliance.EntryPoint, s surroundings) []fieldView {
	text := func(key string) string { return i18n.Text(ctx, key) }
	w := e.Widget
	return slices.Concat([]fieldView{
		{Kind: headingField, Label: text("admin.entry.part.page")},
		{Kind: linesField, Name: "sites", Label: text("admin.entry.sites"), Help: text("admin.entry.sites.help"), Value: strings.Join(w.Sites, "\n")},
		{Kind: colourField, Name: "accent", Label: text("admin.entry.accent"), Help: text("admin.entry.accent.help"), Value: w.Accent},
		{Kind: checkField, Name: "at-start", Label: text("admin.entry.at-start"), Help: text("admin.entry.at-start.help"), On: w.AtStart},
		{Kind: checkField, Name: "consent", Label: text("admin.entry.consent"), Help: text("admin.entry.consent.help"), On: w.Consent},
		{Kind: checkField, Name: "vouched-only", Label: text("admin.entry.vouched-only"), Help: text("admin.entry.vouched-only.help"), On: w.VouchedOnly},
		{Kind: headingField, Label: text("admin.entry.part.before")},
		{Kind: manyField, Name: "topics", Label: text("admin.entry.topics"), Help: text("admin.entry.topics.help"), Choices: queueChoices(s.queues, w.Topics...)},
	}, askFields(ctx, w.Form), []fieldView{
		{Kind: choiceField, Name: "all-away", Label: text("admin.entry.all-away"), Help: text("admin.entry.all-away.help"), Choices: allAway(ctx, w.AllAway)},
		{Kind: mailField, Name: "mail", Label: text("admin.entry.mail"), Help: text("admin.entry.mail.help"), Value: w.OfflineMail},
		{Kind: headingField, Label: text("admin.entry.part.chat")},
		{Kind: choiceField, Name: "files", Label: text("admin.entry.files"), Help: text("admin.entry.files.help"), Choices: fileLeaves(ctx, w.TakesFiles())},
		{Kind: checkField, Name: "rating", Label: text("admin.entry.rating"), Help: text("admin.entry.rating.help"), On: !w.Unrated},
		{Kind: numberField, Name: "history", Label: text("admin.entry.history"), Help: text("admin.entry.history.help"), Value: strconv.Itoa(int(w.History.Hours() / 24))},
	})
}

// wordFields are the texts of the widget's own; what stands where there is none is ours.
func wordFields(ctx context.Context, words map[appliance.WidgetWord]map[appliance.Language]string) []fieldView {
	fields := []fieldView{{Kind: headingField, Label: i18n.Text(ctx, "admin.word"), Help: i18n.Text(ctx, "admin.word.help")}}
	for _, l := range appliance.Languages() {
		fields = append(fields, fieldView{Kind: foldField, Label: i18n.Text(ctx, "language."+string(l))})
		for _, w := range appliance.WidgetWords() {
			fields = append(fields, fieldView{
				Kind: textField, Name: site.WordField(w, l), Label: i18n.Text(ctx, "admin.word."+string(w)),
				Help: i18n.Text(ctx, "admin.word.ours", "text", i18n.Localizer(l).Text("widget.panel."+string(w))), Value: words[w][l],
			})
		}
	}
	return fields
}

func typedWords(t typed) map[appliance.WidgetWord]map[appliance.Language]string {
	words := map[appliance.WidgetWord]map[appliance.Language]string{}
	for _, w := range appliance.WidgetWords() {
		if texts := t.names("word-" + string(w)); texts != nil {
			words[w] = texts
		}
	}
	if len(words) == 0 {
		return nil
	}
	return words
}

// askFields are what the form asks of a visitor.
func askFields(ctx context.Context, form appliance.Form) (fields []fieldView) {
	for _, a := range []struct {
		name string
		now  appliance.Ask
	}{{"name", form.Name}, {"mail", form.Mail}, {"phone", form.Phone}, {"topic", form.Topic}} {
		f := fieldView{Kind: choiceField, Name: "ask-" + a.name, Label: i18n.Text(ctx, "admin.entry.ask."+a.name)}
		for _, way := range []appliance.Ask{appliance.AskNot, appliance.AskOptional, appliance.AskRequired} {
			f.Choices = append(f.Choices, choice{string(way), i18n.Text(ctx, "admin.ask."+string(way)), way == a.now})
		}
		fields = append(fields, f)
	}
	return fields
}

// fileLeaves are whether visitors may send files.
func fileLeaves(ctx context.Context, now appliance.FileLeave) (all []choice) {
	for _, way := range []appliance.FileLeave{appliance.FilesAsked, appliance.FilesAllowed, appliance.FilesOff} {
		all = append(all, choice{string(way), i18n.Text(ctx, "admin.entry.files."+string(way)), way == now})
	}
	return all
}

// allAway are what visitors may meet while all are away.
func allAway(ctx context.Context, now appliance.AllAway) []choice {
	all := []choice{{"", i18n.Text(ctx, "admin.entry.all-away.site"), now == appliance.AllAwayAsSite}}
	for _, a := range []appliance.AllAway{appliance.AllAwayBusy, appliance.AllAwayOffline} {
		all = append(all, choice{string(a), i18n.Text(ctx, "admin.settings.all-away."+string(a)), now == a})
	}
	return all
}
