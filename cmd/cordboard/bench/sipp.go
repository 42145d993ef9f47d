package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	//go:embed scenario/spoken.xml
	spokenScenario []byte
	//go:embed scenario/signals.xml
	signalScenario []byte
)

// sipp is calls that sipp makes.
type sipp struct {
	scenario []byte
	target   string
	number   string
	rate     int // calls a second
	calls    int
	within   time.Duration
}

// sippBuffer is sipp's receive buffer in bytes. With its own of 64 kB it loses
// on a loaded machine what the box answered, repeats itself, gets it all twice
// and ends with failed calls that no box could have saved.
const sippBuffer = 4 << 20

// outcome is how they went.
type outcome struct {
	succeeded, failed int
	length            time.Duration // of a call, on average
	sentAgain         int           // messages that sipp repeated
	why               []string      // of what failed, as sipp counts and says it
}

// run makes the calls and waits until the last is over.
func (s sipp) run(ctx context.Context) (o outcome, err error) {
	dir, err := os.MkdirTemp("", "cordboard-sipp-")
	if err != nil {
		return o, fmt.Errorf("make sipp's directory: %w", err)
	}
	defer os.RemoveAll(dir)
	scenario, statistics, errorFile := filepath.Join(dir, "scenario.xml"), filepath.Join(dir, "statistics.csv"), filepath.Join(dir, "errors.log")
	if err := os.WriteFile(scenario, s.scenario, 0o600); err != nil {
		return o, fmt.Errorf("write sipp's scenario: %w", err)
	}
	local, err := freePorts(2)
	if err != nil {
		return o, fmt.Errorf("find ports for sipp: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.within)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sipp", s.target, "-sf", scenario, "-s", s.number,
		"-i", "127.0.0.1", "-p", local[0], "-mi", "127.0.0.1", "-mp", local[1], "-t", "u1",
		"-r", strconv.Itoa(s.rate), "-m", strconv.Itoa(s.calls), "-l", strconv.Itoa(s.calls),
		"-buff_size", strconv.Itoa(sippBuffer),
		"-nostdin", "-trace_stat", "-stf", statistics, "-fd", "1", "-trace_err", "-error_file", errorFile)
	var said bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &bytes.Buffer{}, &said
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	var exit *exec.ExitError
	const someFailed = 1 // sipp's exit status when not all calls went well
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == someFailed) {
		return o, fmt.Errorf("run sipp: %w %s %s", err, strings.TrimSpace(said.String()), strings.Join(complaints(errorFile), "; "))
	}
	if o, err = readOutcome(statistics); err == nil && o.failed > 0 {
		o.why = append(o.why, complaints(errorFile)...)
	}
	return o, err
}

// freePorts are ports of loopback that are free for UDP now.
func freePorts(n int) (ports []string, err error) {
	for range n {
		conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer conn.Close()
		_, port, _ := net.SplitHostPort(conn.LocalAddr().String())
		ports = append(ports, port)
	}
	return ports, nil
}

// readOutcome reads the last line of sipp's statistics.
func readOutcome(file string) (o outcome, err error) {
	f, err := os.Open(file)
	if err != nil {
		return o, fmt.Errorf("open sipp's statistics: %w", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = ';', -1, true
	lines, err := r.ReadAll()
	if err != nil || len(lines) < 2 {
		return o, fmt.Errorf("read sipp's statistics, %d lines: %w", len(lines), err)
	}
	value := func(name string) string {
		last := lines[len(lines)-1]
		if i := slices.Index(lines[0], name); i >= 0 && i < len(last) {
			return last[i]
		}
		return ""
	}
	var errs [3]error
	o.succeeded, errs[0] = strconv.Atoi(value("SuccessfulCall(C)"))
	o.failed, errs[1] = strconv.Atoi(value("FailedCall(C)"))
	o.length, errs[2] = clock(value("CallLength(C)"))
	if err := errors.Join(errs[:]...); err != nil {
		return o, fmt.Errorf("read sipp's statistics: %w", err)
	}
	o.sentAgain, _ = strconv.Atoi(value("Retransmissions(C)")) // a figure more, where sipp has it
	for _, name := range lines[0] {
		reason, found := strings.CutPrefix(name, "Failed")
		reason, cumulative := strings.CutSuffix(reason, "(C)")
		if n := value(name); found && cumulative && reason != "Call" && n != "0" && n != "" {
			o.why = append(o.why, n+" "+reason)
		}
	}
	return o, nil
}

// complaints are the kinds of error that sipp wrote down, each once, as it
// words the first of its kind.
func complaints(file string) (kinds []string) {
	const most = 5
	text, err := os.ReadFile(file)
	if err != nil {
		return nil // sipp had nothing to say
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		said := fields[len(fields)-1]
		kind := strings.Map(numberless, said)
		kind = kind[:min(len(kind), 140)]  // what comes later is the message of one call
		if len(fields) < 3 || seen[kind] { // a line without its time goes on with the one before
			continue
		}
		seen[kind] = true
		if kinds = append(kinds, said); len(kinds) == most {
			break
		}
	}
	return kinds
}

// numberless leaves digits out, in which the errors of one kind differ.
func numberless(r rune) rune {
	if '0' <= r && r <= '9' {
		return -1
	}
	return r
}

// clock reads sipp's way to write a time, "00:00:11:305000".
func clock(text string) (time.Duration, error) {
	var h, m, s, us int64
	if _, err := fmt.Sscanf(text, "%d:%d:%d:%d", &h, &m, &s, &us); err != nil {
		return 0, fmt.Errorf("%q is no time: %w", text, err)
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second + time.Duration(us)*time.Microsecond, nil
}
