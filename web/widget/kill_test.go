package widget_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
	"cordboard/web/widget"
)

// boxVariable makes the test's own program a box, with the database it names.
const boxVariable = "CORDBOARD_WIDGET_BOX"

func TestMain(m *testing.M) {
	if file := os.Getenv(boxVariable); file != "" {
		serveBox(file, os.Args[1])
		return
	}
	os.Exit(m.Run())
}

// serveBox serves until it is killed, and says so once it does.
func serveBox(file, address string) {
	t := panicking{}
	often := widget.Rate{Every: time.Microsecond, Burst: 1 << 20}
	s := &stand{t: t, file: file, address: address, site: &open{state: site.Open}, limits: widget.Limits{Requests: often, Opens: often, Messages: often}}
	s.start()
	fmt.Println(s.url)
	select {}
}

// panicking stands for a test in a process that has none.
type panicking struct{ testing.TB }

func (panicking) Helper()                  {}
func (panicking) Context() context.Context { return context.Background() }
func (panicking) Fatal(args ...any)        { panic(fmt.Sprint(args...)) }

// TestKilledBoxKeepsWhatItAcknowledged kills a box under load again and again.
// KILLS says how often.
func TestKilledBoxKeepsWhatItAcknowledged(t *testing.T) {
	kills := 20
	if n, err := strconv.Atoi(os.Getenv("KILLS")); err == nil {
		kills = n
	}
	s := newStand(t) // makes the database and finds a free address
	s.shutDown()
	box := startBox(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	told := make(chan struct{}, 1<<20)
	visitors := make([]*peertest.Visitor, 8)
	errs := make([]error, len(visitors))
	var wg sync.WaitGroup
	for i := range visitors {
		visitors[i] = &peertest.Visitor{Base: s.url, Key: key, Name: fmt.Sprint("visitor", i), Told: func() { told <- struct{}{} }}
		wg.Go(func() { errs[i] = visitors[i].Run(ctx) })
	}
	for i := range kills {
		await(t, told, 1+7*i%23) // a different moment each time
		must(t, box.Process.Kill())
		_ = box.Wait() // "signal: killed"
		box = startBox(t, s)
	}
	await(t, told, 20)
	cancel()
	wg.Wait()
	sent := 0
	for i, v := range visitors {
		must(t, errs[i])
		sent += v.Sent()
		if err := v.Check(t.Context()); err != nil {
			t.Error(err)
		}
	}
	must(t, box.Process.Kill())
	_ = box.Wait()
	t.Logf("%d messages acknowledged over %d kills", sent, kills)
	s.start()
	if got := len(s.conversations()); got != len(visitors) {
		t.Errorf("got %d conversations, want %d", got, len(visitors))
	}
	for _, c := range s.conversations() {
		if c.State != appliance.Waiting {
			t.Errorf("conversation %s is %s, want waiting", c.ID, c.State)
		}
	}
}

// await waits for so many more acknowledged messages.
func await(t *testing.T, told <-chan struct{}, messages int) {
	t.Helper()
	for range messages {
		select {
		case <-told:
		case <-time.After(time.Minute):
			t.Fatal("the box acknowledges nothing")
		}
	}
}

func startBox(t *testing.T, s *stand) *exec.Cmd {
	t.Helper()
	box := exec.Command(os.Args[0], s.address)
	box.Env = append(os.Environ(), boxVariable+"="+s.file)
	box.Stderr = os.Stderr
	out, err := box.StdoutPipe()
	must(t, err)
	must(t, box.Start())
	t.Cleanup(func() { _ = box.Process.Kill() })
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("the box did not start: %v", err)
	}
	return box
}
