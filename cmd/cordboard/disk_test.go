package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"cordboard/cmd/cordboard/demo"
)

// onSmallDisk starts the box with a disk of its own, of so many bytes. That
// takes root, or a kernel that lets everybody have a user namespace.
func onSmallDisk(t *testing.T, size int) *process {
	t.Helper()
	p := &process{T: t, dir: t.TempDir()}
	p.through = []string{
		"sh", "-ec", `mount -t tmpfs -o size=$0 small "$2"; cp -a "$1/." "$2"; shift 2; exec "$@"`,
		fmt.Sprint(size), settled(t), p.dir,
	}
	p.as = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	if os.Getuid() != 0 {
		p.as = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
		}
	}
	p.addresses()
	p.start()
	return p
}

// hog fills the box's disk but for the reserve, and gives the file that does.
func (p *process) hog() string {
	p.Helper()
	name := filepath.Join(fmt.Sprintf("/proc/%d/root", p.cmd.Process.Pid), p.dir, "hog")
	f, err := os.Create(name)
	if err != nil {
		p.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 1<<12); ; {
		if _, err := f.Write(block); err != nil {
			return name
		}
	}
}

// signedIn signs somebody of the demonstration in at the desk's page.
func (p *process) signedIn(login string) person {
	p.Helper()
	form := url.Values{"login": {login}, "password": {demo.Password}}
	req, err := http.NewRequestWithContext(p.Context(), http.MethodPost, "http://"+p.desk+"/sign-in", strings.NewReader(form.Encode()))
	if err != nil {
		p.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", "http://"+p.desk)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		p.Fatal(err)
	}
	defer res.Body.Close()
	for _, c := range res.Cookies() {
		if c.Name == "__Host-cordboard" {
			return person{p.T, "http://" + p.desk, c.Value}
		}
	}
	p.Fatalf("%s was not signed in: %s", login, res.Status)
	return person{}
}

// isRefused waits until the operator is told that something was not kept: what
// is small may still find room for a while.
func (p person) isRefused(sentence string) {
	p.t.Helper()
	for until := time.Now().Add(patience); time.Now().Before(until); {
		for _, state := range []string{"away", "available"} {
			status, page := p.do(http.MethodPost, "/desk/presence", url.Values{"state": {state}})
			if status == http.StatusServiceUnavailable && strings.Contains(page, sentence) {
				return
			}
			if status != http.StatusSeeOther {
				p.t.Fatalf("a presence that cannot be kept: %d, want 503 and %q\n%s", status, sentence, page)
			}
		}
	}
	p.t.Fatal("every presence was kept on a full disk")
}

// TestFullDiskIsSaidAndCostsNothingAcknowledged fills the disk under a box
// that people write to: the reserve takes what they write for a while, then
// they are told, in their language, that it was not kept; pages and calls go
// on, and when there is room again everything does.
func TestFullDiskIsSaidAndCostsNothingAcknowledged(t *testing.T) {
	p := onSmallDisk(t, 24<<20)
	thomas := p.signedIn("thomas")
	thomas.post("/desk/presence", url.Values{"state": {"available"}}, http.StatusSeeOther)
	phone := caller(t, 1000)
	phone.Dial("sip:200@" + p.sips)
	hears(t, phone, "the queue's music", loud)

	visitors := newCrowd(4)
	refused := make(chan string, 1)
	for _, v := range visitors.visitors {
		v.Language = "pl"
		v.Refused = func(status int, body []byte) {
			var said struct{ Text string }
			if err := json.Unmarshal(body, &said); err != nil {
				said.Text = string(body)
			}
			select {
			case refused <- fmt.Sprint(status, " ", said.Text):
			default:
			}
		}
	}
	end := visitors.begin(t, "http://"+p.public)
	visitors.await(t, 40)
	hog := p.hog()
	visitors.await(t, 40) // out of the reserve
	select {
	case got := <-refused:
		if want := "503 Nie udało się teraz zapisać"; !strings.HasPrefix(got, want) {
			t.Errorf("a visitor was told %q, want %q", got, want)
		}
	case <-time.After(patience):
		t.Fatal("the disk was never full")
	}
	// Nothing can be written: what is read goes on.
	thomas.ask(http.MethodGet, "/desk?tab=waiting", nil, http.StatusOK)
	thomas.ask(http.MethodGet, "/tickets", nil, http.StatusOK)
	thomas.isRefused("The disk of the box is full.")
	hears(t, phone, "the queue's music on a full disk", loud)

	if err := os.Remove(hog); err != nil {
		t.Fatal(err)
	}
	for range len(visitors.told) {
		<-visitors.told
	}
	visitors.await(t, 40)
	thomas.post("/desk/presence", url.Values{"state": {"away"}}, http.StatusSeeOther)
	phone.Hangup()
	phone.Wait("CALL_CLOSED", patience)
	end()
	for _, v := range visitors.visitors {
		if err := v.Check(t.Context()); err != nil {
			t.Error(err)
		}
	}
	p.stop()
}
