package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"runtime/debug"
	"text/tabwriter"

	"cordboard/cmd/cordboard/demo"
)

// options say where the box keeps what it knows and where it listens.
type options struct {
	Var     string `default:"./var" type:"path" help:"Directory of the store and the recordings."`
	Demo    bool   `help:"Set up the demonstration site with its sign-ins, if the store is empty."`
	Desk    string `default:"127.0.0.1:8080" help:"Where operators and administrators come in."`
	Public  string `default:"127.0.0.1:8081" help:"Where visitors come in: the widget."`
	Console string `default:"127.0.0.1:8082" help:"Where technicians come in."`
	SIP     string `default:"127.0.0.1:5060" help:"Where the exchange calls, UDP and TCP."`
	RTC     string `default:":8083" help:"Where operators' browsers bring their sound, UDP and TCP; a port alone is on every address, IPv4 and IPv6."`
	RTP     string `default:"127.0.0.1" help:"The address that the exchange sends its sound to."`
	Encryption
	Verbose bool   `help:"Tell more in the log."`
	Profile string `hidden:"" type:"path" help:"Write there where the CPU time goes; what made it is told by go tool pprof."`
}

// logWriter is where the log goes: kong tells the two writers apart by type.
type logWriter struct{ io.Writer }

// serveCommand is "cordboard serve".
type serveCommand struct {
	options
}

// collectAt is by how many percent of what is in use the heap may grow before the
// collector runs. Go's own 100 holds half again as much memory for each of 2,000 visitors
// and saves a fifth of the processor time of their messages (the bench "visitors"); memory
// is what a small box has less of.
const collectAt = 50

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, stdout io.Writer, stderr logWriter) (err error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	end, err := profile(c.Profile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	level := slog.LevelInfo
	if c.Verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	b, err := openBox(ctx, c.options, log)
	if err != nil {
		return err
	}
	manned, err := manned(ctx, b.store)
	if err != nil {
		return errors.Join(err, b.close())
	}
	b.greet(stdout, manned)
	return b.run(ctx)
}

// place is an address as a person reads it: one that stands for all of the box's
// is none.
func place(a net.Addr) string {
	if at, err := netip.ParseAddrPort(a.String()); err == nil && at.Addr().IsUnspecified() {
		return fmt.Sprintf("port %d, every address", at.Port())
	}
	return a.String()
}

// greet says where to go, and what to do first where nobody may sign in.
func (b *box) greet(out io.Writer, manned bool) {
	fmt.Fprint(out, "\n  ●──○ Cordboard\n\n")
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	row := func(what, where, note string) { fmt.Fprintf(table, "  %s\t%s\t%s\n", what, where, note) }
	row("desk", b.options.address(b.sockets.desk), "operators answer here")
	row("public side", b.options.address(b.sockets.public), "visitors write here")
	row("console", b.options.address(b.sockets.console), "for technicians")
	row("SIP", place(b.sipUDP.LocalAddr()), "UDP and TCP: the exchange calls here")
	row("WebRTC", place(b.rtcUDP.LocalAddr()), "UDP and TCP, found by the browser itself")
	_ = table.Flush()
	if !manned {
		fmt.Fprintf(out, "\n  Nobody can sign in yet. Stop the box (Ctrl-C), make an administrator with\n\n    cordboard admin --var %s NAME\n\n  and start it again.\n", b.options.Var)
	}
	if !b.options.Demo {
		fmt.Fprintln(out)
		return
	}
	fmt.Fprintf(out, "\n  The public side shows a shop with the widget; number %s is the tree, %s the reception, and by %s prompts are recorded.\n", demo.TreeNumber, demo.GroupNumber, demo.StudioNumber)
	fmt.Fprintf(out, "\n  Sign in with the password “%s” as\n", demo.Password)
	for _, s := range demo.SignIns() {
		fmt.Fprintf(table, "    %s\t%s\t%s\n", s.Login, s.Name, s.Role)
	}
	_ = table.Flush()
	fmt.Fprint(out, "\n  No telephone at hand? “make call” in another terminal is a caller. Ctrl-C stops the box.\n\n")
}
