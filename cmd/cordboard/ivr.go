package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"cordboard/ivr"
)

// ivrCommands check and try trees without a box.
type ivrCommands struct {
	Check ivrCheckCommand `cmd:"" help:"Say what is wrong with a tree."`
	Run   ivrRunCommand   `cmd:"" help:"Walk a caller through a tree without a telephone."`

	Schema ivrSchemaCommand `cmd:"" help:"Print the JSON Schema of trees, for editors."`
}

// ivrSchemaCommand prints what editors complete trees by.
type ivrSchemaCommand struct{}

// Help shows how it is used.
func (ivrSchemaCommand) Help() string {
	return `With it an editor completes the words of a tree and marks those that mean nothing. The box serves it too, at /admin/tree.schema.json.

Example:

    cordboard ivr schema > tree.schema.json
    # and as the first line of the tree: # yaml-language-server: $schema=tree.schema.json
`
}

// Run prints it.
func (ivrSchemaCommand) Run(stdout io.Writer) error {
	_, err := stdout.Write(ivr.Schema())
	return err
}

// treeText reads a tree's file. name is the one that the tree has.
func treeText(file string) (text []byte, name string, lines *excerpts, err error) {
	if text, err = os.ReadFile(file); err != nil {
		return nil, "", nil, unreadable(file, err)
	}
	lines = newExcerpts(filepath.Base(file), text)
	return text, strings.TrimSuffix(lines.file, filepath.Ext(lines.file)), lines, nil
}

// readTree reads a tree and prints what it could not read.
func readTree(file string, stdout io.Writer) (*ivr.Tree, *excerpts, error) {
	text, name, lines, err := treeText(file)
	if err != nil {
		return nil, nil, err
	}
	tree, err := ivr.Parse(lines.file, text)
	if findings, ok := errors.AsType[ivr.Findings](err); ok {
		return nil, nil, lines.list(stdout, findings)
	}
	if err != nil {
		return nil, nil, err
	}
	tree, findings := tree.Join(name, besideTree(file))
	return tree, lines, lines.list(stdout, findings)
}

// unreadable says why a tree's file cannot be read.
func unreadable(file string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %s", file)
	case errors.Is(err, syscall.EISDIR):
		return fmt.Errorf("%s is a folder: name the tree's file in it", file)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s may not be read by you", file)
	}
	return fmt.Errorf("read the tree: %w", err)
}

// besideTree finds the trees that one leads through: files beside it.
func besideTree(file string) func(name string) *ivr.Tree {
	return func(name string) *ivr.Tree {
		text, err := os.ReadFile(beside(file, filepath.Base(name)+".yaml"))
		if err != nil {
			return nil
		}
		tree, err := ivr.Parse(name, text)
		if err != nil {
			return nil
		}
		return tree
	}
}
