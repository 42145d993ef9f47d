package main

import (
	"net"
	"strings"
	"testing"
)

func TestTakenPortIsSaidAndEverySocketGivenBack(t *testing.T) {
	other, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	const free = "127.0.0.1:0"
	taken := other.Addr().String()
	for name, o := range map[string]options{
		"desk": {Desk: taken, Public: free, Console: free, SIP: free, RTC: free},
		"SIP":  {Desk: free, Public: free, Console: free, SIP: taken, RTC: free},
	} {
		s, err := listen(t.Context(), o)
		if err == nil || !strings.Contains(err.Error(), taken) || !strings.Contains(err.Error(), "another program") {
			t.Errorf("%s: got %v, want a sentence about %s", name, err, taken)
		}
		if s != nil {
			t.Errorf("%s: sockets are given along with the refusal", name)
		}
	}
	if err := tryOpenAt(t, taken); err == nil || !strings.Contains(err.Error(), "another program") {
		t.Errorf("the box: got %v, want the sentence", err)
	}
}

// tryOpenAt opens a box whose desk listens on that address.
func tryOpenAt(t *testing.T, desk string) error {
	t.Helper()
	const free = "127.0.0.1:0"
	b, err := openBox(t.Context(), options{
		Var: t.TempDir(), Desk: desk, Public: free, Console: free, SIP: free, RTC: free, RTP: "127.0.0.1",
	}, nil)
	if err != nil {
		return err
	}
	return b.close()
}
