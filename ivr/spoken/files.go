package spoken

import (
	"embed"
	"io/fs"
)

//go:generate go test -run TestEveryPieceLiesReady -update

//go:embed recordings
var recordings embed.FS

// Files holds the recordings of all pieces, with the names of ivr.PromptFiles.
// They were spoken by espeak-ng, ahead of time.
var Files = files()

func files() fs.FS {
	sub, err := fs.Sub(recordings, "recordings")
	if err != nil {
		panic(err) // the name is a constant
	}
	return sub
}
