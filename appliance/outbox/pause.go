package outbox

import (
	"context"
	"fmt"
	"sync"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// State is how sending goes, for the administrator.
type State struct {
	// Waiting counts the mails that are not sent yet.
	Waiting int
	// Failing is since when the server could not be spoken to; zero: it could.
	Failing time.Time
	// Again is when it is tried next.
	Again time.Time
	// Error is what was met last, in the words of whoever said it.
	Error string
}

// pause is a server that is left alone because it could not be spoken to: each
// time for longer, whichever mail met it.
type pause struct {
	mu       sync.Mutex
	failures int
	since    time.Time
	until    time.Time
	err      string
}

// left is how long the server is still left alone.
func (p *pause) left(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.until.Sub(now)
}

// begin leaves the server alone after a failure.
func (p *pause) begin(now time.Time, failure error, chance float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failures == 0 {
		p.since = now
	}
	p.failures++
	delay, _ := backOff(p.failures, chance)
	p.until, p.err = now.Add(delay), failure.Error()
}

// end: the server was spoken to, or is another one now.
func (p *pause) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failures, p.since, p.until, p.err = 0, time.Time{}, time.Time{}, ""
}

// State tells how sending goes.
func (o *Outbox) State(ctx context.Context) (s State, err error) {
	err = o.store.Read(ctx, func(v *sqlite.View) error {
		waiting, err := v.Outbox(forever, 0)
		s.Waiting = len(waiting)
		return err
	})
	if err != nil {
		return s, fmt.Errorf("read the outbox: %w", err)
	}
	o.pause.mu.Lock()
	defer o.pause.mu.Unlock()
	s.Failing, s.Again, s.Error = o.pause.since, o.pause.until, o.pause.err
	return s, nil
}

// testFor bounds a test mail: somebody waits for its outcome.
const testFor = 20 * time.Second

// Test hands a mail over at once, past the queue. The error is what the server
// said.
func (o *Outbox) Test(ctx context.Context, m appliance.Mail) error {
	var server Server
	err := o.store.Read(ctx, func(v *sqlite.View) (err error) {
		server, err = o.server(v)
		return err
	})
	if err != nil {
		return fmt.Errorf("read the mail server: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, testFor)
	defer cancel()
	m.Created = o.now().UTC()
	if err := server.send(ctx, o.tls, m); err != nil {
		return fmt.Errorf("send a test mail: %w", err)
	}
	o.pause.end()
	return nil
}
