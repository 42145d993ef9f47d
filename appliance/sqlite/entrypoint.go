package sqlite

import (
	"time"

	"cordboard/appliance"
)

const entryPointColumns = `id, channel, name, language, queue, hours, off, number, tree, answer, widget_key, widget`

// widgetJSON is what of a widget nobody searches.
type widgetJSON struct {
	Sites       []string                                               `json:"sites,omitempty"`
	Topics      []appliance.QueueID                                    `json:"topics,omitempty"`
	Form        formJSON                                               `json:"form,omitzero"`
	Accent      string                                                 `json:"accent,omitempty"`
	AtStart     bool                                                   `json:"atStart,omitempty"`
	OfflineMail string                                                 `json:"offlineMail,omitempty"`
	Words       map[appliance.WidgetWord]map[appliance.Language]string `json:"words,omitempty"`
	Files       appliance.FileLeave                                    `json:"files,omitempty"`
	AllAway     appliance.AllAway                                      `json:"allAway,omitempty"`
	Unrated     bool                                                   `json:"unrated,omitempty"`
	VouchedOnly bool                                                   `json:"vouchedOnly,omitempty"`
	Consent     bool                                                   `json:"consent,omitempty"`
	History     time.Duration                                          `json:"history,omitempty"`
	Proposals   []proposalJSON                                         `json:"proposals,omitempty"`
	Questions   []questionJSON                                         `json:"questions,omitempty"`
}

type questionJSON struct {
	Name    string                        `json:"name"`
	Kind    appliance.QuestionKind        `json:"kind"`
	Ask     appliance.Ask                 `json:"ask"`
	Choices []string                      `json:"choices,omitempty"`
	Texts   map[appliance.Language]string `json:"texts,omitempty"`
}

type proposalJSON struct {
	Name      string                        `json:"name"`
	After     time.Duration                 `json:"after,omitempty"` // nanoseconds
	Page      string                        `json:"page,omitempty"`
	Pages     int                           `json:"pages,omitempty"`
	Scroll    int                           `json:"scroll,omitempty"`
	Returning bool                          `json:"returning,omitempty"`
	Leaving   bool                          `json:"leaving,omitempty"`
	Open      bool                          `json:"open,omitempty"`
	Panel     bool                          `json:"panel,omitempty"`
	Texts     map[appliance.Language]string `json:"texts,omitempty"`
	Often     appliance.Often               `json:"often"`
}

type formJSON struct {
	Name  appliance.Ask `json:"name,omitempty"`
	Mail  appliance.Ask `json:"mail,omitempty"`
	Phone appliance.Ask `json:"phone,omitempty"`
	Topic appliance.Ask `json:"topic,omitempty"`
}

func scanEntryPoint(row scanner) (appliance.EntryPoint, error) {
	var e appliance.EntryPoint
	var w widgetJSON
	err := row.Scan(&e.ID, &e.Channel, &e.Name, &e.Language, refer(&e.Queue), &e.Hours, &e.Off,
		&e.Phone.Number, &e.Phone.Tree, &e.Phone.Answer, &e.Widget.Key, fromJSON{&w})
	e.Widget = appliance.WidgetEntry{
		Key: e.Widget.Key, Sites: w.Sites, Topics: w.Topics,
		Form: appliance.Form(w.Form), Accent: w.Accent, AtStart: w.AtStart, OfflineMail: w.OfflineMail, Words: w.Words, Files: w.Files, AllAway: w.AllAway, Unrated: w.Unrated, VouchedOnly: w.VouchedOnly, Consent: w.Consent, History: w.History,
	}
	for _, p := range w.Proposals {
		e.Widget.Proposals = append(e.Widget.Proposals, appliance.Proposal(p))
	}
	for _, q := range w.Questions {
		e.Widget.Questions = append(e.Widget.Questions, appliance.Question(q))
	}
	return e, err
}

// entryPointArgs are the columns from channel to widget.
func entryPointArgs(e appliance.EntryPoint) []any {
	w := e.Widget
	var proposals []proposalJSON
	for _, p := range w.Proposals {
		proposals = append(proposals, proposalJSON(p))
	}
	var questions []questionJSON
	for _, q := range w.Questions {
		questions = append(questions, questionJSON(q))
	}
	return []any{
		e.Channel, e.Name, e.Language, ref(e.Queue), e.Hours, e.Off,
		e.Phone.Number, e.Phone.Tree, e.Phone.Answer, w.Key,
		asJSON(widgetJSON{w.Sites, w.Topics, formJSON(w.Form), w.Accent, w.AtStart, w.OfflineMail, w.Words, w.Files, w.AllAway, w.Unrated, w.VouchedOnly, w.Consent, w.History, proposals, questions}),
	}
}

const (
	entryPoint         statement = `SELECT ` + entryPointColumns + ` FROM entry_point WHERE id = ?`
	entryPointByKey    statement = `SELECT ` + entryPointColumns + ` FROM entry_point WHERE widget_key = ? AND widget_key <> ''`
	entryPointByNumber statement = `SELECT ` + entryPointColumns + ` FROM entry_point WHERE number = ? AND number <> ''`
	entryPoints        statement = `SELECT ` + entryPointColumns + ` FROM entry_point ORDER BY name, id`
)

// EntryPoint reads one entry point.
func (v *View) EntryPoint(id appliance.EntryPointID) (appliance.EntryPoint, error) {
	return one(v, scanEntryPoint, entryPoint, id)
}

// EntryPointByKey reads the one whose widget has that key.
func (v *View) EntryPointByKey(key string) (appliance.EntryPoint, error) {
	return one(v, scanEntryPoint, entryPointByKey, key)
}

// EntryPointByNumber reads the one that is called by that number.
func (v *View) EntryPointByNumber(number string) (appliance.EntryPoint, error) {
	return one(v, scanEntryPoint, entryPointByNumber, number)
}

// EntryPoints reads all, by name.
func (v *View) EntryPoints() ([]appliance.EntryPoint, error) {
	return many(v, scanEntryPoint, entryPoints)
}

const addEntryPoint statement = `INSERT INTO entry_point (channel, name, language, queue, hours, off,
	number, tree, answer, widget_key, widget) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// AddEntryPoint stores a new entry point and returns it with its id. A number
// or a key that is taken is ErrDuplicate.
func (t *Tx) AddEntryPoint(e appliance.EntryPoint) (appliance.EntryPoint, error) {
	var err error
	e.ID, err = insert[appliance.EntryPointID](t, addEntryPoint, entryPointArgs(e)...)
	return e, err
}

const saveEntryPoint statement = `UPDATE entry_point SET channel = ?, name = ?, language = ?, queue = ?, hours = ?, off = ?,
	number = ?, tree = ?, answer = ?, widget_key = ?, widget = ? WHERE id = ?`

// SaveEntryPoint replaces an entry point by what it is now.
func (t *Tx) SaveEntryPoint(e appliance.EntryPoint) error {
	return t.update(saveEntryPoint, append(entryPointArgs(e), e.ID)...)
}
