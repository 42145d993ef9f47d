package peertest

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// Kamailio is a PBX in the middle, on a port of its own on loopback.
type Kamailio struct {
	Config  string            // the file
	Defines map[string]string // names that the file uses
}

// Start runs kamailio until the test ends, and returns where it answers, by
// UDP and TCP.
func (k Kamailio) Start(t testing.TB) netip.AddrPort {
	t.Helper()
	return k.start(t)
}

// kamailioTLS takes the key, the certificate and those whom kamailio believes
// when it calls.
const kamailioTLS = `[server:default]
method = TLSv1.2+
verify_certificate = no
require_certificate = no
private_key = %[1]s
certificate = %[2]s
[client:default]
method = TLSv1.2+
verify_certificate = yes
require_certificate = yes
ca_list = %[3]s
`

// StartTLS is Start where it speaks TLS too, and returns where. It shows a
// certificate, and believes those of an authority.
func (k Kamailio) StartTLS(t testing.TB, shown Certificate, believed *Authority) netip.AddrPort {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tls.cfg")
	if err := os.WriteFile(file, fmt.Appendf(nil, kamailioTLS, shown.KeyFile, shown.File, believed.File), 0o600); err != nil {
		t.Fatal(err)
	}
	k.Defines = maps.Clone(k.Defines)
	k.Defines["CERTIFICATES"] = strconv.Quote(file)
	secure := freeAddress(t)
	k.start(t, "-l", "tls:"+secure.String())
	return secure
}

func (k Kamailio) start(t testing.TB, more ...string) netip.AddrPort {
	t.Helper()
	if len(more) > 0 && len(modules("tls.so")) == 0 {
		t.Fatal("kamailio speaks no TLS: install the Debian package kamailio-tls-modules")
	}
	program, err := exec.LookPath("kamailio")
	if err != nil {
		program = "/usr/sbin/kamailio"
	}
	if _, err := os.Stat(program); err != nil {
		t.Fatal("kamailio is missing: install the Debian package kamailio")
	}
	config, err := filepath.Abs(k.Config)
	if err != nil {
		t.Fatal(err)
	}
	addr := freeAddress(t)
	dir := t.TempDir()
	args := append([]string{"-f", config, "-DD", "-E", "-m", "32", "-M", "4", "-Y", dir, "-w", dir}, more...)
	for _, transport := range []string{"udp", "tcp"} {
		args = append(args, "-l", transport+":"+addr.String())
	}
	for name, value := range k.Defines {
		args = append(args, "-A", name+"="+value)
	}
	cmd := exec.Command(program, args...)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &output, &output, time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start kamailio: %v", err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it ends its children
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			_ = cmd.Process.Kill()
			<-ended
		}
		if t.Failed() {
			t.Logf("kamailio said: %s", output.String())
		}
	})
	if !answers(t.Context(), addr, ended) {
		_ = cmd.Process.Kill()
		<-ended
		t.Fatalf("kamailio does not answer: %s", output.String())
	}
	return addr
}

// modules finds a module of kamailio's, on whatever machine.
func modules(name string) []string {
	found, _ := filepath.Glob("/usr/lib/*/kamailio/modules/" + name) // the pattern is a good one
	return found
}

// freeAddress is one on loopback whose port neither UDP nor TCP uses now.
func freeAddress(t testing.TB) netip.AddrPort {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		conn, err := net.ListenPacket("udp4", l.Addr().String())
		_ = l.Close()
		if err == nil {
			_ = conn.Close()
			return netip.MustParseAddrPort(l.Addr().String())
		}
	}
	t.Fatal("no port is free")
	return netip.AddrPort{}
}

// answers asks by OPTIONS until there is an answer, or the process has ended.
func answers(ctx context.Context, addr netip.AddrPort, ended <-chan struct{}) bool {
	conn, err := net.Dial("udp4", addr.String())
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	n, answered := 0, false
	Until(20*time.Second, func() bool {
		n++
		_, _ = fmt.Fprintf(conn, "OPTIONS sip:%s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bKready%d;rport\r\nFrom: <sip:ready@test>;tag=r\r\n"+
			"To: <sip:%s>\r\nCall-ID: ready-%d\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n", addr, conn.LocalAddr(), n, addr, n)
		_ = conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		_, err := conn.Read(make([]byte, 4096))
		answered = err == nil
		select {
		case <-ended:
			return true
		default:
			return answered || ctx.Err() != nil
		}
	})
	return answered
}
