package main

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cordboard/appliance/peertest"
	"cordboard/cmd/cordboard/demo"
)

// demonstration starts a box with the demonstration site on free ports of
// loopback; it stops with the test.
func demonstration(t *testing.T) *box {
	t.Helper()
	return start(t, settled(t))
}

// settled is a directory that holds the demonstration site, a copy of one that
// is made once: hashing the passwords takes its time.
func settled(t *testing.T) string {
	t.Helper()
	original, err := settle()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "var")
	if err := os.CopyFS(dir, os.DirFS(original)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "cordboard.key"), 0o600); err != nil { // CopyFS opens it to others
		t.Fatal(err)
	}
	return dir
}

var settle = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "cordboard-demo-")
	if err != nil {
		return "", err
	}
	const free = "127.0.0.1:0"
	b, err := openBox(context.Background(), options{
		Var: dir, Demo: true, Desk: free, Public: free, Console: free, SIP: free, RTC: free, RTP: "127.0.0.1",
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		return "", err
	}
	return dir, b.close()
})

// start starts a box on a directory, with options as a test changes them.
func start(t *testing.T, dir string, change ...func(*options)) *box {
	t.Helper()
	return startLogging(t, dir, slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo})), change...)
}

// startLogging is start with a log of the test's own.
func startLogging(t *testing.T, dir string, log *slog.Logger, change ...func(*options)) *box {
	t.Helper()
	const free = "127.0.0.1:0"
	o := options{
		Var: dir, Demo: true, Desk: free, Public: free, Console: free, SIP: free, RTC: free, RTP: ownLoopback(),
	}
	for _, c := range change {
		c(&o)
	}
	b, err := openBox(t.Context(), o, log)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the box ended with %v", err)
		}
	})
	<-b.acd.Ready()
	return b
}

// ownLoopback is an address of this machine that no other box of the tests has,
// so that the sockets of each one's sound are known.
func ownLoopback() string {
	n := boxes.Add(1)
	return netip.AddrFrom4([4]byte{127, 1, byte(n >> 8), byte(n)}).String()
}

var boxes atomic.Uint32

func (b *box) deskURL() string   { return "http://localhost:" + port(b.sockets.desk.Addr()) }
func (b *box) publicURL() string { return "http://localhost:" + port(b.sockets.public.Addr()) }

// sine writes a WAV file of a tone, 8 kHz and 16 bit.
func sine(t *testing.T, hz float64, length time.Duration) string {
	t.Helper()
	return sineAt(t, 8000, hz, length)
}

// sineAt is sine with so many samples a second.
func sineAt(t *testing.T, rate int, hz float64, length time.Duration) string {
	t.Helper()
	return chordAt(t, rate, length, hz)
}

// chordAt is sineAt for several tones at once, the first of which is half as
// loud as all the others.
func chordAt(t *testing.T, rate int, length time.Duration, hz ...float64) string {
	t.Helper()
	n := int(length.Seconds() * float64(rate))
	b := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data\x00\x00\x00\x00")
	put := func(at, v int) {
		for i := range 4 {
			b[at+i] = byte(v >> (8 * i))
		}
	}
	put(4, 36+2*n)
	put(24, rate)
	put(28, 2*rate)
	put(40, 2*n)
	for i := range n {
		var s int16
		for k, f := range hz {
			s += int16(8000 * min(float64(k+1), 2) / float64(min(len(hz), 2)) * math.Sin(2*math.Pi*f*float64(i)/float64(rate)))
		}
		b = append(b, byte(s), byte(s>>8))
	}
	file := filepath.Join(t.TempDir(), fmt.Sprintf("%.0f.wav", hz[0]))
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// withMicrophone are the flags of a browser whose microphone is that file.
func withMicrophone(file string) []chromedp.ExecAllocatorOption {
	return []chromedp.ExecAllocatorOption{
		chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("use-file-for-fake-audio-capture", file),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"),
		chromedp.Flag("allow-loopback-in-peer-connection", true),
	}
}

// signIn opens the desk as one of the demonstration's people.
func signIn(t *testing.T, b *box, browser *peertest.Browser, login string) *peertest.Tab {
	t.Helper()
	return signInAt(t, b.deskURL(), browser, login)
}

// signInAt is signIn for a desk in another process.
func signInAt(t *testing.T, desk string, browser *peertest.Browser, login string) *peertest.Tab {
	t.Helper()
	tab := browser.Tab(peertest.View{})
	tab.Go(desk + "/sign-in")
	tab.Eval(fmt.Sprintf(`document.querySelector('[name=login]').value = %q;
		document.querySelector('[name=password]').value = %q;
		document.querySelector('[name=password]').form.requestSubmit();`, login, demo.Password), nil)
	tab.Wait(`location.pathname.startsWith('/desk') && document.querySelector('#net[data-state=live]') && document.querySelector('#leg[data-state]')`)
	return tab
}

// available sets the operator to Available.
func available(tab *peertest.Tab) {
	tab.Eval(`document.querySelector('#presence button[value=available]').click()`, nil)
	tab.Wait(`document.querySelector('#presence button[value=available][aria-pressed=true]')`)
}

// dump shows what a page says when a test failed.
func dump(t *testing.T, name string, tab *peertest.Tab) {
	t.Cleanup(func() {
		if !t.Failed() {
			return
		}
		if dir := os.Getenv("SCREENS"); dir != "" {
			tab.Screenshot(filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "-")+"-"+name+".png"))
		}
		t.Logf("%s: errors %v, violations %v", name, tab.Errors(), tab.Violations())
	})
}
