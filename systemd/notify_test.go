package systemd_test

import (
	"net"
	"path/filepath"
	"testing"

	"cordboard/systemd"
)

func TestManagerHearsThatTheBoxIsReady(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	t.Setenv("NOTIFY_SOCKET", path)
	for _, c := range []struct {
		tell func() error
		want string
	}{{systemd.Ready, "READY=1"}, {systemd.Stopping, "STOPPING=1"}} {
		if err := c.tell(); err != nil {
			t.Fatal(err)
		}
		heard := make([]byte, 64)
		n, err := conn.Read(heard)
		if err != nil || string(heard[:n]) != c.want {
			t.Errorf("heard %q, %v; want %q", heard[:n], err, c.want)
		}
	}
}

func TestNobodyToTellIsNoFault(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	if err := systemd.Ready(); err != nil {
		t.Errorf("got %v, want nothing", err)
	}
}
