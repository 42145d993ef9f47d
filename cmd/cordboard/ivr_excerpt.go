package main

import (
	"fmt"
	"io"
	"strings"

	"cordboard/ivr"
)

// excerpts shows findings beside the lines of the file that they are about.
type excerpts struct {
	file  string
	lines []string
}

func newExcerpts(file string, text []byte) *excerpts {
	return &excerpts{file: file, lines: strings.Split(string(text), "\n")}
}

// list prints findings; the error counts those that are errors.
func (x *excerpts) list(stdout io.Writer, findings ivr.Findings) error {
	bad := 0
	for _, f := range findings {
		if f.Severity == ivr.Error {
			bad++
		}
		if _, err := fmt.Fprintf(stdout, "%s:%d:%d: %s: %s\n%s\n",
			x.file, f.Line, f.Column, f.Severity, strings.Map(printable, f.Text()), x.excerpt(f.Place)); err != nil {
			return err
		}
	}
	switch bad {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%s has an error", x.file)
	default:
		return fmt.Errorf("%s has %d errors", x.file, bad)
	}
}

// excerptWidth is how much of a line is shown on either side of the mark.
const excerptWidth = 60

// excerpt is the line with a mark under the column. Of a long one it shows the
// surroundings; what a terminal could take for a command becomes a question
// mark.
func (x *excerpts) excerpt(at ivr.Place) string {
	if at.Line < 1 || at.Line > len(x.lines) {
		return ""
	}
	line := []rune(strings.TrimSuffix(x.lines[at.Line-1], "\r"))
	column := min(max(at.Column-1, 0), len(line))
	from, to := max(0, column-excerptWidth), min(len(line), column+excerptWidth)
	return fmt.Sprintf("%5d | %s\n      | %s^\n", at.Line,
		strings.Map(printable, string(line[from:to])), strings.Repeat(" ", column-from))
}

// printable keeps one character one column wide.
func printable(c rune) rune {
	switch {
	case c == '\t':
		return ' '
	case c < ' ' || 0x7f <= c && c < 0xa0:
		return '?'
	default:
		return c
	}
}
