package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"cordboard/appliance/rtc/headset"
)

// relay is another program that stands between a headset and a telephone and
// does nothing else: no desk, no tree, no recording.
type relay interface {
	// prepare writes its settings into a directory and tells how it is started,
	// there.
	prepare(dir string) (args []string, err error)
	// ready tells whether it answers.
	ready(ctx context.Context) error
	// join has a headset's offer answered, and tells where the telephone, which
	// hears at an address, is to speak to.
	join(ctx context.Context, offer string, phone netip.AddrPort) (answer string, to netip.AddrPort, err error)
}

// relays measures those that Debian has, with the same callers and headsets as
// bridges has, in the same run.
func relays(ctx context.Context, b *bench) (rows []row, err error) {
	for _, other := range []struct {
		program, comes string // from which package
		make           func() (relay, error)
	}{
		{"rtpengine", "rtpengine-daemon", newRTPEngine},
		{"janus", "janus", newJanus},
	} {
		if _, missing := exec.LookPath(other.program); missing != nil {
			rows = append(rows, row{figure: other.program, note: "not read: install the Debian package " + other.comes})
			continue
		}
		r, err := other.make()
		if err != nil {
			return rows, fmt.Errorf("%s: %w", other.program, err)
		}
		read, err := measureRelay(ctx, other.program, r)
		rows = append(rows, read...)
		if err != nil {
			return rows, fmt.Errorf("%s: %w", other.program, err)
		}
	}
	return rows, nil
}

func measureRelay(ctx context.Context, program string, r relay) (rows []row, err error) {
	run, err := startRelay(ctx, program, r)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, run.stop()) }()
	var all pairs
	defer func() {
		for _, p := range all {
			err = errors.Join(err, p.close())
		}
	}()
	for _, many := range crowds {
		for len(all) < many {
			p, err := relayed(ctx, r)
			if err != nil {
				return rows, run.blame(fmt.Errorf("call %d: %w", len(all)+1, err))
			}
			all = append(all, p)
		}
		read, err := all.read(ctx, fmt.Sprintf("%d calls through %s, not recorded", many, program), run.cpu)
		if err != nil {
			return rows, err
		}
		rows = append(rows, read...)
	}
	return rows, nil
}

// relayed is a telephone and a headset that a relay joins.
func relayed(ctx context.Context, r relay) (*pair, error) {
	p := &pair{}
	ctx, p.stop = context.WithCancel(ctx)
	if err := p.join(ctx, r); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *pair) join(ctx context.Context, r relay) error {
	if err := p.lift(); err != nil {
		return err
	}
	joining, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var to netip.AddrPort
	err := p.plug(ctx, headset.NewAnywhere, func(_ context.Context, offer string) (answer string, err error) {
		answer, to, err = r.join(joining, offer, p.at())
		return answer, err
	})
	if err == nil {
		p.call(ctx, to)
	}
	return err
}

// relayProcess is one that runs.
type relayProcess struct {
	cmd *exec.Cmd
	dir string
	log bytes.Buffer // the process's until it has ended
}

func startRelay(ctx context.Context, program string, r relay) (p *relayProcess, err error) {
	p = &relayProcess{}
	if p.dir, err = os.MkdirTemp("", "cordboard-relay-"); err != nil {
		return nil, fmt.Errorf("make the relay's directory: %w", err)
	}
	args, err := r.prepare(p.dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(p.dir))
	}
	p.cmd = exec.Command(program, args...)
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = p.dir, &p.log, &p.log
	if err := p.cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start: %w", err), os.RemoveAll(p.dir))
	}
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for r.ready(waiting) != nil {
		if err := pause(waiting, 100*time.Millisecond); err != nil {
			return nil, p.blame(fmt.Errorf("it does not answer: %w", err), p.stop())
		}
	}
	return p, nil
}

func (p *relayProcess) cpu() (time.Duration, error) { return cpuOf(p.cmd.Process.Pid) }

func (p *relayProcess) stop() error {
	_ = p.cmd.Process.Kill() // it may have gone
	_ = p.cmd.Wait()         // … and was killed
	return os.RemoveAll(p.dir)
}

// blame adds the end of what it said; it has to be stopped for that.
func (p *relayProcess) blame(errs ...error) error {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	said := p.log.Bytes()
	return fmt.Errorf("%w\n%s", errors.Join(errs...), said[max(0, len(said)-2000):])
}

// writeFiles writes texts into a directory.
func writeFiles(dir string, files map[string]string) error {
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return fmt.Errorf("write settings: %w", err)
		}
	}
	return nil
}
