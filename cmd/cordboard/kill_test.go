package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	"cordboard/cmd/cordboard/demo"
)

// crowd are visitors who write all at once.
type crowd struct {
	visitors []*peertest.Visitor
	told     chan struct{} // one for every acknowledged message
}

func newCrowd(n int) *crowd {
	c := &crowd{told: make(chan struct{}, 1<<20)}
	for i := range n {
		c.visitors = append(c.visitors, &peertest.Visitor{
			Key: demo.WidgetKey, Name: fmt.Sprint("visitor", i), Told: func() { c.told <- struct{}{} },
		})
	}
	return c
}

// begin has them write to the public side at base until end is called.
func (c *crowd) begin(t *testing.T, base string) (end func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	errs := make([]error, len(c.visitors))
	var wg sync.WaitGroup
	for i, v := range c.visitors {
		v.Base = base
		wg.Go(func() { errs[i] = v.Run(ctx) })
	}
	end = sync.OnceFunc(func() {
		cancel()
		wg.Wait()
		for _, err := range errs {
			if err != nil {
				t.Error(err)
			}
		}
	})
	t.Cleanup(end)
	return end
}

// await waits for so many more acknowledged messages.
func (c *crowd) await(t *testing.T, messages int) {
	t.Helper()
	for range messages {
		select {
		case <-c.told:
		case <-time.After(time.Minute):
			t.Fatal("the box acknowledges nothing")
		}
	}
}

// TestKilledBoxKeepsEveryAcknowledgedMessage kills the box under load again
// and again: every message that it acknowledged is there once, and in order.
// KILLS says how often; CORDBOARD names another binary than this test's own.
func TestKilledBoxKeepsEveryAcknowledgedMessage(t *testing.T) {
	kills := 50
	if n, err := strconv.Atoi(os.Getenv("KILLS")); err == nil {
		kills = n
	}
	dir := settled(t)
	visitors := newCrowd(8)
	var address string
	came := t.Run("visitors come", func(t *testing.T) { address = receive(t, dir, visitors) })
	if !came {
		t.FailNow()
	}
	box := launch(t, dir, address)
	end := visitors.begin(t, "http://"+address)
	for i := range kills {
		visitors.await(t, 1+7*i%23) // a different moment each time
		kill(t, box)
		box = launch(t, dir, address)
	}
	visitors.await(t, 20)
	end()
	sent := 0
	for _, v := range visitors.visitors {
		sent += v.Sent()
		if err := v.Check(t.Context()); err != nil {
			t.Error(err)
		}
	}
	kill(t, box)
	t.Logf("%d messages acknowledged over %d kills", sent, kills)
	if got := conversations(t, dir); got != len(visitors.visitors) {
		t.Errorf("%d conversations were kept, want %d", got, len(visitors.visitors))
	}
}

// receive opens the visitors' conversations while an operator is there, and
// returns the public side's address: who comes later may find nobody.
func receive(t *testing.T, dir string, c *crowd) string {
	t.Helper()
	b := start(t, dir)
	operator, err := signedIn(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.acd.SetPresence(t.Context(), operator, appliance.Available, ""); err != nil {
		t.Fatal(err)
	}
	address := b.sockets.public.Addr().String()
	end := c.begin(t, "http://"+address)
	c.await(t, 10*len(c.visitors))
	end()
	return address
}

func signedIn(ctx context.Context, b *box) (id appliance.OperatorID, err error) {
	err = b.store.Read(ctx, func(v *sqlite.View) error {
		o, err := v.OperatorByLogin(demo.SignIns()[0].Login)
		id = o.ID
		return err
	})
	return id, err
}

// launch starts the box as a process and waits until it says where it is.
func launch(t *testing.T, dir, public string) *exec.Cmd {
	t.Helper()
	binary := os.Getenv("CORDBOARD")
	if binary == "" {
		binary = "cordboard"
	}
	const free = "127.0.0.1:0"
	box := exec.Command(binary, "serve", "--demo", "--var", dir, "--public", public,
		"--desk", free, "--console", free, "--sip", free, "--rtc", free)
	box.Stderr = t.Output()
	out, err := box.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := box.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Process.Kill() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "public side") {
			return box
		}
	}
	t.Fatalf("the box did not start: %v", box.Wait())
	return nil
}

func kill(t *testing.T, box *exec.Cmd) {
	t.Helper()
	if err := box.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = box.Wait() // "signal: killed"
}

// conversations counts the chats in a store that nobody has open.
func conversations(t *testing.T, dir string) (n int) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), dir+"/cordboard.db", sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	err = store.Read(t.Context(), func(v *sqlite.View) error {
		list, err := v.OpenConversations()
		n = len(list)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
