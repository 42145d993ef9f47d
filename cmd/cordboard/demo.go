package main

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"time"

	"cordboard/appliance/sip"
	"cordboard/cmd/cordboard/demo"
	"cordboard/ivr/sim"
)

// demoCommands is "cordboard demo".
type demoCommands struct {
	Call demoCall `cmd:"" help:"Call the running box over loopback: press keys, speak, keep what is heard."`
}

// demoCall is "cordboard demo call".
type demoCall struct {
	Box    string        `default:"127.0.0.1:5060" help:"Where the box answers SIP."`
	Number string        `default:"100" help:"The number to call."`
	Keys   string        `default:"30" help:"Keys to press, one after the other, as 3,0 or 30: English, then the reception."`
	Pause  time.Duration `default:"4s" help:"Time before each key."`
	Talk   time.Duration `default:"3m" help:"Time after which the caller hangs up."`
	Quiet  time.Duration `default:"20s" help:"Time without any sound of the box's after which it counts as gone."`
	From   string        `default:"+420775418102" help:"The caller's number."`
	Name   string        `default:"Marek" help:"The caller's name."`
	Heard  string        `default:"heard.wav" type:"path" help:"The WAV file to keep what is heard in."`
}

// Run makes the call.
func (c *demoCall) Run(ctx context.Context, stdout io.Writer) error {
	box, err := netip.ParseAddrPort(c.Box)
	if err != nil {
		return fmt.Errorf("--box wants an address and a port, as in 127.0.0.1:5060, and not %q", c.Box)
	}
	keys, err := sim.ParseKeys(c.Keys)
	if err != nil {
		return fmt.Errorf("--keys: %w", err)
	}
	return demo.Caller{
		Box: box, Number: c.Number, Keys: keys, Pause: c.Pause, Talk: c.Talk, Heard: c.Heard, Quiet: c.Quiet,
		Party: sip.Party{Name: c.Name, Number: c.From}, Story: stdout,
	}.Call(ctx)
}
