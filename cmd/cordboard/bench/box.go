package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// readyWithin is how long a box may take to start before the bench gives up.
const readyWithin = 60 * time.Second

// box is a running cordboard, a child of the bench.
type box struct {
	at    addresses
	ready time.Duration // from its start to READY=1
	cmd   *exec.Cmd
	log   *os.File
	ended chan error
}

// start starts a box on a directory and waits until it says that it is ready.
// It ends with ctx or by stop.
func start(ctx context.Context, binary, dir string, at addresses, also ...string) (*box, error) {
	manager, err := listenReady(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = manager.Close() }() // waitReady may have closed it
	log, err := os.OpenFile(filepath.Join(dir, "box.log"), os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the box's log: %w", err)
	}
	cmd := exec.CommandContext(ctx, binary, slices.Concat([]string{"serve", "--demo", "--var", dir}, at.args(), also)...)
	cmd.Env = append(os.Environ(), "NOTIFY_SOCKET="+manager.LocalAddr().String())
	cmd.Stderr = log
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 15 * time.Second
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start the box: %w", err), log.Close())
	}
	b := &box{at: at, cmd: cmd, log: log, ended: make(chan error, 1)}
	go func() { b.ended <- cmd.Wait() }()
	if err := b.waitReady(manager); err != nil {
		return nil, errors.Join(err, b.stop())
	}
	b.ready = time.Since(began)
	return b, nil
}

// listenReady is the socket of a service manager (sd_notify(3)).
func listenReady(dir string) (*net.UnixConn, error) {
	path := filepath.Join(dir, "notify")
	_ = os.Remove(path) // the last start's
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		return nil, fmt.Errorf("listen for the box's readiness: %w", err)
	}
	return manager, nil
}

func (b *box) waitReady(manager *net.UnixConn) error {
	told := make(chan error, 1)
	_ = manager.SetReadDeadline(time.Now().Add(readyWithin)) // a socket has deadlines
	go func() {
		message := make([]byte, 256)
		for {
			n, err := manager.Read(message)
			if err != nil || string(message[:n]) == "READY=1" {
				told <- err
				return
			}
		}
	}()
	select {
	case err := <-told:
		if err != nil {
			return fmt.Errorf("the box did not become ready: %w%s", err, b.lastWords())
		}
		return nil
	case err := <-b.ended:
		b.ended <- err      // for stop
		_ = manager.Close() // ends the read
		<-told
		return fmt.Errorf("the box ended at its start: %w%s", err, b.lastWords())
	}
}

// stop ends the box and waits until it has gone.
func (b *box) stop() error {
	defer b.log.Close()
	_ = b.cmd.Process.Signal(syscall.SIGTERM) // it may have gone
	select {
	case err := <-b.ended:
		if err != nil {
			return fmt.Errorf("the box ended with %w%s", err, b.lastWords())
		}
		return nil
	case <-time.After(20 * time.Second):
		_ = b.cmd.Process.Kill() // it may have gone
		<-b.ended
		return fmt.Errorf("the box did not stop and was killed%s", b.lastWords())
	}
}

// lastWords is the end of the box's log.
func (b *box) lastWords() string {
	const most = 2000
	size, err := b.log.Seek(0, 2)
	if err != nil || size == 0 {
		return ""
	}
	text := make([]byte, min(size, most))
	n, _ := b.log.ReadAt(text, size-int64(len(text))) // what could be read is shown
	return "\n" + string(text[:n])
}

// refusals adds up what boxes of a directory said of calls that found no room
// and of messages that were dropped.
func refusals(dir string) (refused, dropped uint64, err error) {
	text, err := os.ReadFile(filepath.Join(dir, "box.log"))
	if err != nil {
		return 0, 0, fmt.Errorf("read the box's log: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		_, said, found := strings.Cut(line, `msg="calls found no room" `)
		var r, d uint64
		if _, err := fmt.Sscanf(said, "refused=%d dropped=%d", &r, &d); found && err == nil {
			refused, dropped = refused+r, dropped+d
		}
	}
	return refused, dropped, nil
}
