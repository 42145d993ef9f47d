package sqlite

import "cordboard/appliance"

const recordingColumns = `id, conversation, file, began, length, open, broken`

func scanRecording(row scanner) (appliance.Recording, error) {
	var r appliance.Recording
	err := row.Scan(&r.ID, &r.Conversation, &r.File, instant{&r.Began}, length{&r.Length}, &r.Open, &r.Broken)
	return r, err
}

// recordingArgs are the columns from conversation to broken.
func recordingArgs(r appliance.Recording) []any {
	return []any{r.Conversation, r.File, micros(r.Began), r.Length.Microseconds(), r.Open, r.Broken}
}

const (
	recording      statement = `SELECT ` + recordingColumns + ` FROM recording WHERE id = ?`
	recordingOf    statement = `SELECT ` + recordingColumns + ` FROM recording WHERE conversation = ? ORDER BY id DESC LIMIT 1`
	openRecordings statement = `SELECT ` + recordingColumns + ` FROM recording WHERE open = 1 ORDER BY id`
)

// Recording reads one recording.
func (v *View) Recording(id appliance.RecordingID) (appliance.Recording, error) {
	return one(v, scanRecording, recording, id)
}

// RecordingOf reads a conversation's newest recording.
func (v *View) RecordingOf(c appliance.ConversationID) (appliance.Recording, error) {
	return one(v, scanRecording, recordingOf, c)
}

// OpenRecordings reads those that are being written; right after a start,
// those that were when the box stopped.
func (v *View) OpenRecordings() ([]appliance.Recording, error) {
	return many(v, scanRecording, openRecordings)
}

const addRecording statement = `INSERT INTO recording (conversation, file, began, length, open, broken) VALUES (?, ?, ?, ?, ?, ?)`

// AddRecording stores a new recording and returns it with its id.
func (t *Tx) AddRecording(r appliance.Recording) (appliance.Recording, error) {
	var err error
	r.ID, err = insert[appliance.RecordingID](t, addRecording, recordingArgs(r)...)
	return r, err
}

const saveRecording statement = `UPDATE recording SET conversation = ?, file = ?, began = ?, length = ?, open = ?, broken = ? WHERE id = ?`

// SaveRecording replaces a recording by what it is now.
func (t *Tx) SaveRecording(r appliance.Recording) error {
	return t.update(saveRecording, append(recordingArgs(r), r.ID)...)
}
