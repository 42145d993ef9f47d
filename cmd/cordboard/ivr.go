package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"cordboard/ivr"
)

// ivrCommands check and try trees without a box.
type ivrCommands struct {
	Check ivrCheckCommand `cmd:"" help:"Say what is wrong with a tree."`
	Run   ivrRunCommand   `cmd:"" help:"Walk a caller through a tree without a telephone."`
}

// readTree reads a tree and prints what it could not read.
func readTree(file string, stdout io.Writer) (*ivr.Tree, *excerpts, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, fmt.Errorf("read the tree: %w", err)
	}
	lines := newExcerpts(filepath.Base(file), text)
	tree, err := ivr.Parse(lines.file, text)
	if findings, ok := errors.AsType[ivr.Findings](err); ok {
		return nil, nil, lines.list(stdout, findings)
	}
	return tree, lines, err
}
