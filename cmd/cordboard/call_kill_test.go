package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// process is the box as a process of its own, the way people start it.
type process struct {
	*testing.T
	dir                              string
	desk, public, console, sips, rtc string   // addresses, the same after a restart
	through                          []string // the command that starts it, if not it alone
	as                               *syscall.SysProcAttr
	cmd                              *exec.Cmd
	ended                            chan error
}

// ownProcess starts a box with the demonstration site. TestMain has put the
// command into $PATH.
func ownProcess(t *testing.T) *process {
	t.Helper()
	p := &process{T: t, dir: settled(t)}
	p.addresses()
	p.start()
	return p
}

func (p *process) addresses() {
	p.Helper()
	for _, address := range []*string{&p.desk, &p.public, &p.console, &p.sips, &p.rtc} {
		*address = freeAddress(p.T)
	}
}

// freeAddress is one whose port was free a moment ago, for UDP and TCP.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 20 {
		udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		tcp, err := net.Listen("tcp4", udp.LocalAddr().String())
		udp.Close()
		if err == nil {
			tcp.Close()
			return udp.LocalAddr().String()
		}
	}
	t.Fatal("no port is free for both UDP and TCP")
	return ""
}

// start starts the process and waits until its desk answers: it says where it
// is when it listens, and then answers as soon as it can.
func (p *process) start() {
	p.Helper()
	words := append(slices.Clone(p.through), "cordboard", "serve", "--demo", "--var", p.dir,
		"--desk", p.desk, "--public", p.public, "--console", p.console, "--sip", p.sips, "--rtc", p.rtc)
	p.cmd = exec.Command(words[0], words[1:]...)
	told, says := io.Pipe()
	p.cmd.Stdout, p.cmd.Stderr, p.cmd.SysProcAttr = io.MultiWriter(p.Output(), says), p.Output(), p.as
	if err := p.cmd.Start(); err != nil {
		p.Fatalf("start the box: %v", err)
	}
	p.Cleanup(func() {
		if p.cmd != nil {
			p.kill()
		}
	})
	p.ended = make(chan error, 1)
	go func(cmd *exec.Cmd, ended chan<- error) {
		err := cmd.Wait()
		says.Close()
		ended <- err
	}(p.cmd, p.ended)
	lines := bufio.NewScanner(told)
	for up := false; !up && lines.Scan(); {
		up = strings.Contains(lines.Text(), "operators answer here")
	}
	go func() { _, _ = io.Copy(io.Discard, told) }() // ends with the process
	answer, err := (&http.Client{Timeout: patience}).Get("http://" + p.desk + "/sign-in")
	if err != nil {
		p.Fatalf("the desk of the box never answered: %v", err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		p.Fatalf("the desk of the box answered %s", answer.Status)
	}
}

// kill ends the process as a power cut does.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
	p.cmd = nil
}

// stop ends it as systemd does.
func (p *process) stop() {
	p.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.Fatal(err)
	}
	if err := <-p.ended; err != nil {
		p.Errorf("the box ended with %v", err)
	}
	p.cmd = nil
}

// TestBoxKilledInMidCallKeepsWhatWasSaidAndGoesOn kills the process while
// caller and operator talk, starts it again, and has the next call come in.
func TestBoxKilledInMidCallKeepsWhatWasSaidAndGoesOn(t *testing.T) {
	p := ownProcess(t)
	_, deskPort, _ := net.SplitHostPort(p.desk)
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	desk := operatorAt(t, "http://localhost:"+deskPort, browser, "thomas")
	phone := caller(t, 1000)
	phone.Dial("sip:200@" + p.sips)
	desk.Press(`#offer [data-accept]`)
	talked := hears(t, phone, "the operator", tone(440))
	desk.Eval(hearing, nil)
	heard(desk, 1000)
	heardFor(t, phone, talked+4*time.Second) // the length of what is said

	p.kill()
	killed := time.Now()
	desk.Wait(`document.querySelector('#net[data-state=reconnecting]')`)
	p.start()
	// The page catches up by itself: the call is over, its story says why, and
	// what was recorded plays.
	desk.Wait(`document.querySelector('#net[data-state=live]')`)
	desk.Wait(wrapping)
	desk.Wait(noCall)
	desk.Wait(`document.querySelector('[data-player][data-ready] audio')?.readyState >= 1`)
	var length float64
	desk.Eval(`document.querySelector('[data-player] audio').duration`, &length)
	desk.Wait(`document.querySelector('#leg[data-state=on]')`)
	wrapUp(t, desk, "Complaint", "the line broke")
	phone.Hangup()
	phone.Wait("CALL_CLOSED", patience)

	// The next call works.
	next := caller(t, 700)
	next.Dial("sip:200@" + p.sips)
	desk.Press(`#offer [data-accept]`)
	hears(t, next, "the operator", tone(440))
	next.Hangup()
	next.Wait("CALL_CLOSED", patience)
	desk.Wait(wrapping)
	p.stop()
	p.whatIsKept(killed, length)
}

// whatIsKept looks at the store and the recording of the first call.
func (p *process) whatIsKept(killed time.Time, shown float64) {
	p.Helper()
	store, err := sqlite.Open(p.Context(), filepath.Join(p.dir, "cordboard.db"), sqlite.Options{})
	if err != nil {
		p.Fatal(err)
	}
	defer store.Close()
	var call appliance.Conversation
	var entries []appliance.Entry
	var row appliance.Recording
	var next []appliance.Entry
	err = store.Read(p.Context(), func(v *sqlite.View) error {
		all, err := v.Conversations(sqlite.ConversationFilter{})
		if err != nil || len(all) != 2 {
			return fmt.Errorf("%d conversations, want 2: %w", len(all), err)
		}
		call = all[1]
		if entries, err = v.Entries(call.ID, 0, 0); err != nil {
			return err
		}
		if next, err = v.Entries(all[0].ID, 0, 0); err != nil {
			return err
		}
		row, err = v.RecordingOf(call.ID)
		return err
	})
	if err != nil {
		p.Fatal(err)
	}
	if contains(next, appliance.EntryRestored) {
		p.Error("the page said that the operator's sound was on, and the next caller waited for it")
	}
	if end := endOf(entries); call.State != appliance.Finished || call.EndedBy != appliance.BySystem || end.Data["cause"] != "restart" {
		p.Errorf("the call is %s by %s, cause %q; want finished by system, cause restart", call.State, call.EndedBy, end.Data["cause"])
	}
	said := killed.Sub(row.Began)
	p.Logf("of %v that were said %v were kept", said, row.Length)
	if row.Open || row.Length < said-time.Second {
		p.Errorf("kept %v of %v (open: %v), want all but the last second", row.Length, said, row.Open)
	}
	if d := shown - row.Length.Seconds(); d > 0.05 || d < -0.05 {
		p.Errorf("the desk's player said %.2f s, the store %v", shown, row.Length)
	}
	file := filepath.Join(p.dir, "recordings", row.File)
	sound := wav(p.T, file)
	if d := sound.Length() - row.Length; d.Abs() > 50*time.Millisecond {
		p.Errorf("the file plays %v, the store says %v", sound.Length(), row.Length)
	}
	if info, err := os.Stat(file); err != nil || info.Size() != 44+int64(len(sound.Channels[0]))*4 {
		p.Errorf("the file is %v bytes long, want what its header says (%v)", info.Size(), err)
	}
	for i, tones := range [][2]float64{{1000, 440}, {440, 1000}} {
		last := sound.Channels[i][len(sound.Channels[i])-rate:]
		mostly(p.T, []string{"the caller's last second", "the operator's last second"}[i], last, rate, tones[0], tones[1])
	}
}
