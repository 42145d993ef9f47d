package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// terminal is the one that the command was started from, whatever its input
// and output are led to.
type terminal struct {
	*os.File
	lines *bufio.Reader
}

func openTerminal() (*terminal, error) {
	f, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	return &terminal{f, bufio.NewReader(f)}, nil
}

// secret asks for a line that is not shown while it is typed. Ctrl-C ends ctx,
// which ends the waiting; the terminal shows again what is typed either way.
func (t *terminal) secret(ctx context.Context, question string) (_ string, err error) {
	before, err := unix.IoctlGetTermios(int(t.Fd()), unix.TCGETS)
	if err != nil {
		return "", fmt.Errorf("read the terminal's settings: %w", err)
	}
	silent := *before
	silent.Lflag &^= unix.ECHO
	if err := unix.IoctlSetTermios(int(t.Fd()), unix.TCSETS, &silent); err != nil {
		return "", fmt.Errorf("silence the terminal: %w", err)
	}
	defer func() {
		fmt.Fprintln(t)
		err = errors.Join(err, unix.IoctlSetTermios(int(t.Fd()), unix.TCSETS, before))
	}()
	// Fd has made the file block, and with that deadlines are none.
	if err := unix.SetNonblock(int(t.Fd()), true); err != nil {
		return "", fmt.Errorf("make the terminal wait: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = t.SetReadDeadline(time.Unix(1, 0)) })()
	fmt.Fprint(t, question)
	line, err := t.lines.ReadString('\n')
	if ctx.Err() != nil {
		return "", errors.New("nothing was changed")
	}
	return strings.TrimRight(line, "\r\n"), err
}
