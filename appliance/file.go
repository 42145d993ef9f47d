package appliance

import "time"

// File is what somebody handed over in a conversation. Its bytes lie in
// appliance/blob; it has the number of the entry that tells of it.
type File struct {
	Entry        EntryID
	Conversation ConversationID
	State        FileState
	Name         string
	Size         int64 // in bytes, as it is kept
	// Kind is the media type of a picture that the box wrote anew, which alone
	// is shown; empty: another file, which is only ever downloaded.
	Kind          string
	Width, Height int    // of such a picture
	Blob          string // its name in the directory of files
	// Decided is when Operator allowed or rejected it, or when it was deleted;
	// zero: nobody had to, or has yet.
	Decided  time.Time
	Operator OperatorID
}

// FileState is where a file stands.
type FileState string

// The states. The bytes of one that is rejected or deleted are gone.
const (
	FileAsked    FileState = "asked" // nobody may have it before an operator allows it
	FileKept     FileState = "kept"
	FileRejected FileState = "rejected"
	FileDeleted  FileState = "deleted"
)

// Barred says why nobody may have the bytes of a file in that state; nil: who sees
// the conversation may.
func (s FileState) Barred() error {
	switch s {
	case FileKept:
		return nil
	case FileAsked:
		return ErrFileAsked
	case FileRejected, FileDeleted:
	}
	return ErrFileGone
}

// FileLeave says whether visitors may send files.
type FileLeave string

// The ways (F103, F217).
const (
	FilesOff     FileLeave = "off"
	FilesAsked   FileLeave = "ask" // an operator allows each
	FilesAllowed FileLeave = "allow"
)

// Known tells whether it is one of them.
func (l FileLeave) Known() bool { return l == FilesOff || l == FilesAsked || l == FilesAllowed }

// FileRules are the site's about files.
type FileRules struct {
	// Limit is how large one may be, in megabytes of 2^20 bytes.
	Limit int
	// Deleted with the end of the conversation (F104).
	Deleted bool
}

// MostFileLimit bounds FileRules.Limit.
const MostFileLimit = 50

// Bytes is Limit in bytes.
func (r FileRules) Bytes() int64 { return int64(r.Limit) << 20 }
