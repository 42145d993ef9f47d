package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// atMost bounds the whole bench.
const atMost = 15 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// phase is a part of the bench that can be run alone.
type phase struct {
	name    string
	measure func(context.Context, *bench) ([]row, error)
}

// phases are in the order in which they disturb each other least: what calls
// leave behind in the store comes last.
var phases = []phase{
	{"start", starts},
	{"memory", memory},
	{"lists", lists},
	{"chats", chats},
	{"visitors", visitors},
	{"calls", spoken},
	{"flood", flood},
	{"bridges", bridges},
	{"conferences", conferences},
	{"relays", relays},
	{"signals", signals},
}

// bench is what all phases share.
type bench struct {
	binary string
	dir    string   // of the box, temporary
	also   []string // arguments of the box
	at     addresses
	box    *box
}

// run does what the arguments say.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	binary := flags.String("box", "./bin/cordboard", "the box, as make build makes it")
	only := flags.String("only", "", "phases to run, comma between them (start, memory, lists, chats, visitors, calls, flood, bridges, conferences, relays, signals); empty: all")
	profile := flags.String("profile", "", "write there where the box spends its CPU time, for go tool pprof; not with the phase start")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := tools(*binary); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	dir, err := os.MkdirTemp("", "cordboard-bench-")
	if err != nil {
		return fmt.Errorf("make the box's directory: %w", err)
	}
	defer os.RemoveAll(dir)
	b := &bench{binary: *binary, dir: dir}
	if *profile != "" {
		b.also = []string{"--profile", *profile}
	}
	began := look()
	rows, err := b.run(ctx, chosen(*only), stderr)
	if len(rows) > 0 {
		report(stdout, began, look(), rows)
	}
	return err
}

// tools checks that everything is there before anything is begun.
func tools(binary string) error {
	if _, err := os.Stat(binary); err != nil {
		return fmt.Errorf("there is no box at %s, make build makes it: %w", binary, err)
	}
	if _, err := exec.LookPath("sipp"); err != nil {
		return errors.New("sipp is missing: install the Debian package sip-tester")
	}
	return nil
}

func chosen(only string) []phase {
	if only == "" {
		return phases
	}
	names := strings.Split(only, ",")
	return slices.DeleteFunc(slices.Clone(phases), func(p phase) bool { return !slices.Contains(names, p.name) })
}

// run furnishes a box, measures it and stops it.
func (b *bench) run(ctx context.Context, phases []phase, progress io.Writer) (rows []row, err error) {
	fmt.Fprintln(progress, "bench: furnishing a box")
	if b.at, err = freeAddresses(); err != nil {
		return nil, err
	}
	if err := b.furnish(ctx); err != nil {
		return nil, fmt.Errorf("furnish the box: %w", err)
	}
	if b.box, err = start(ctx, b.binary, b.dir, b.at, b.also...); err != nil {
		return nil, err
	}
	defer func() {
		err = errors.Join(err, b.box.stop())
		if refused, dropped, failed := refusals(b.dir); failed == nil && refused+dropped > 0 {
			rows = append(rows, row{figure: "calls refused for want of room", read: float64(refused), note: fmt.Sprintf("%d messages dropped", dropped)})
		}
	}()
	for _, p := range phases {
		fmt.Fprintf(progress, "bench: %s\n", p.name)
		got, failed := p.measure(ctx, b)
		rows = append(rows, got...)
		if failed != nil { // the others are measured all the same
			err = errors.Join(err, fmt.Errorf("measure %s: %w", p.name, failed))
		}
	}
	return rows, err
}
