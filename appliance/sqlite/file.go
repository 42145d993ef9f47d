package sqlite

import "cordboard/appliance"

const fileColumns = `entry, conversation, state, name, size, kind, width, height, blob, decided, operator`

func scanFile(row scanner) (appliance.File, error) {
	var f appliance.File
	err := row.Scan(&f.Entry, &f.Conversation, &f.State, &f.Name, &f.Size, &f.Kind, &f.Width, &f.Height, &f.Blob,
		instant{&f.Decided}, refer(&f.Operator))
	return f, err
}

const (
	file        statement = `SELECT ` + fileColumns + ` FROM file WHERE entry = ?`
	filesOf     statement = `SELECT ` + fileColumns + ` FROM file WHERE conversation = ? ORDER BY entry`
	blobsOfHere statement = `SELECT blob FROM file WHERE state IN ('asked', 'kept') ORDER BY blob`
)

// File reads that of an entry.
func (v *View) File(id appliance.EntryID) (appliance.File, error) { return one(v, scanFile, file, id) }

// FilesOf reads those of a conversation, in the order in which they came.
func (v *View) FilesOf(c appliance.ConversationID) ([]appliance.File, error) {
	return many(v, scanFile, filesOf, c)
}

// FileBlobs are the names of all whose bytes are on the box.
func (v *View) FileBlobs() ([]string, error) { return many(v, scanAs[string], blobsOfHere) }

const addFile statement = `INSERT INTO file (` + fileColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// AddFile stores the file of an entry that was added before.
func (t *Tx) AddFile(f appliance.File) error {
	return t.do(addFile, f.Entry, f.Conversation, f.State, f.Name, f.Size, f.Kind, f.Width, f.Height, f.Blob, micros(f.Decided), ref(f.Operator))
}

const saveFile statement = `UPDATE file SET state = ?, decided = ?, operator = ? WHERE entry = ?`

// SaveFile stores what was decided of it; the rest stays as it was handed over.
func (t *Tx) SaveFile(f appliance.File) error {
	return t.update(saveFile, f.State, micros(f.Decided), ref(f.Operator), f.Entry)
}
