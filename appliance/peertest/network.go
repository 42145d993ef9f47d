package peertest

import (
	"bytes"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// ownNetwork names the test that runs in a network of its own.
const ownNetwork = "CORDBOARD_OWN_NETWORK"

// OwnNetwork runs the test that calls it once more, in a process whose network
// is its own (network_namespaces(7)), where it may make others; root is not
// needed. It is true there. In the process that began, it is false once that
// one has passed, and there is nothing left to do.
func OwnNetwork(t *testing.T) bool {
	t.Helper()
	if os.Getenv(ownNetwork) == t.Name() {
		command(t, "mount", "-t", "tmpfs", "tmpfs", "/run") // where ip keeps the names of networks
		command(t, "ip", "link", "set", "lo", "up")
		return true
	}
	cmd := exec.CommandContext(t.Context(), "unshare", "--map-root-user", "--net", "--mount",
		os.Args[0], "-test.run=^"+regexp.QuoteMeta(t.Name())+"$", "-test.v", "-test.count=1")
	cmd.Env = append(os.Environ(), ownNetwork+"="+t.Name())
	said, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(said, []byte("--- PASS: "+t.Name())) {
		t.Fatalf("in a network of its own: %v\n%s", err, said)
	}
	return false
}

// Behind is a network behind address translation, beside the one that a test
// runs in: who is inside has an address that nobody outside reaches, and is seen
// there under another one, and under ports of the translation's choosing.
type Behind struct {
	Inside, Outside netip.Addr // of who is in it
	Here            netip.Addr // of who is outside
	name            string
}

// NewBehind makes one; it ends with the test's own network.
func NewBehind(t *testing.T) Behind {
	t.Helper()
	b := Behind{
		Inside: netip.MustParseAddr("10.0.0.2"), Outside: netip.MustParseAddr("192.0.2.2"),
		Here: netip.MustParseAddr("192.0.2.1"), name: "behind",
	}
	command(t, "ip", "netns", "add", b.name)
	command(t, "ip", "link", "add", "name", "here", "type", "veth", "peer", "name", "street", "netns", b.name)
	command(t, "ip", "addr", "add", b.Here.String()+"/24", "dev", "here")
	command(t, "ip", "link", "set", "here", "up")
	for _, line := range []string{
		"ip link set lo up",
		"ip addr add " + b.Inside.String() + "/32 dev lo",
		"ip addr add " + b.Outside.String() + "/24 dev street",
		"ip link set street up",
		"iptables -t nat -A POSTROUTING -o street -s " + b.Inside.String() + " -j MASQUERADE --random",
	} {
		command(t, b.within(strings.Fields(line)...)...)
	}
	return b
}

// within is a command inside.
func (b Behind) within(args ...string) []string {
	return append([]string{"nsenter", "--net=/run/netns/" + b.name}, args...)
}

func command(t *testing.T, args ...string) {
	t.Helper()
	if said, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v %s (the Debian packages iproute2 and iptables have it)", strings.Join(args, " "), err, said)
	}
}
