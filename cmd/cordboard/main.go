// Command cordboard is the box: a contact centre that answers telephone calls
// and web chats at a desk in the browser. Its other commands check and try
// what it is made of.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands is the command line.
type commands struct {
	Serve serveCommand `cmd:"" help:"Start the box."`
	IVR   ivrCommands  `cmd:"" name:"ivr" help:"Check and try IVR trees."`
	Admin adminCommand `cmd:"" help:"Make the first administrator, or give one a new password."`
	Demo  demoCommands `cmd:"" help:"Try the box out."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "cordboard:", err)
		os.Exit(1)
	}
}

// run does what the arguments say. It neither exits nor touches the process.
func run(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) error {
	helped := false
	parser, err := kong.New(&commands{},
		kong.Name("cordboard"),
		kong.Description("A contact centre in one box."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.BindTo(stdout, (*io.Writer)(nil)),
		kong.Bind(logWriter{stderr}),
		kong.Bind(env),
	)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	switch {
	case helped: // after the help was shown nothing is missing
		return nil
	case err != nil:
		return fmt.Errorf("%w: “cordboard --help” tells what there is", err)
	}
	return command.Run()
}
