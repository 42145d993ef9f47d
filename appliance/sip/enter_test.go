package sip

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	wire "github.com/emiago/sipgo/sip"
)

// nowhere is a connection that takes everything.
type nowhere struct{ wire.Connection }

func (nowhere) LocalAddr() net.Addr         { return &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 5060} }
func (nowhere) WriteMsg(wire.Message) error { return nil }
func (nowhere) TryClose() (int, error)      { return 0, nil }

// rung is an INVITE that came to s, and its transaction.
func rung(t *testing.T, _ *Server) (*wire.Request, *wire.ServerTx) {
	t.Helper()
	return rungBy(t, nowhere{})
}

// rungBy is one that came by a connection; fields are lines, each ended by CRLF.
func rungBy(t *testing.T, conn wire.Connection, fields ...string) (*wire.Request, *wire.ServerTx) {
	t.Helper()
	m, err := wire.ParseMessage([]byte("INVITE sip:100@box SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKx\r\n" +
		"From: <sip:1@pbx>;tag=theirs\r\nTo: <sip:100@box>;tag=ours\r\nCall-ID: x\r\nCSeq: 7 INVITE\r\n" +
		"Contact: <sip:1@127.0.0.1:5070>\r\n" + strings.Join(fields, "") + "Content-Length: 0\r\n\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	r := m.(*wire.Request)
	r.SetSource("127.0.0.1:5070")
	r.SetTransport("UDP")
	tx := wire.NewServerTx("key", r, conn, slog.New(slog.DiscardHandler))
	if err := tx.Init(); err != nil {
		t.Fatal(err)
	}
	return r, tx
}

func quiet(t *testing.T) *Server {
	t.Helper()
	s, err := New(Config{Allow: netip.Addr.IsLoopback})
	if err != nil {
		t.Fatal(err)
	}
	s.ctx = t.Context()
	return s
}

// TestEnteredCallHasItsLoop is for whoever finds a call among those entered:
// what he posts is read, at whatever moment he comes.
func TestEnteredCallHasItsLoop(t *testing.T) {
	s := quiet(t)
	r, tx := rung(t, s)
	c := s.incomingCall(r, tx, nil, refresh{})
	if _, _, refused := s.admit(c); refused != nil {
		t.Fatalf("admit = %v", refused)
	}
	posted := make(chan error)
	go func() { posted <- c.post(stopping{}) }()
	select {
	case err := <-posted:
		if err != nil {
			t.Errorf("post = %v", err)
		}
	case <-time.After(3 * time.Second):
		t.Fatal("nobody reads what is posted to an entered call")
	}
	_ = c.post(released{})
	s.work.Wait()
}

// TestCallCancelledBeforeItBeganIsNotEntered has a CANCEL overtake us between
// the INVITE's coming and our taking it.
func TestCallCancelledBeforeItBeganIsNotEntered(t *testing.T) {
	s := quiet(t)
	r, tx := rung(t, s)
	tx.Terminate()
	s.invited(r, tx) // no Handler is there that it could be given to
	if n := len(s.dialogs); n != 0 {
		t.Errorf("calls entered = %d, want none", n)
	}
	s.drain()
}

// torn is a transaction whose every response meets a fault of ours.
type torn struct{ wire.ServerTransaction }

func (torn) Respond(*wire.Response) error { panic("a fault of ours") }

// TestCallEndsAloneThoughItsRefusalBreaksToo: what would tell the caller of a
// fault may meet the same one.
func TestCallEndsAloneThoughItsRefusalBreaksToo(t *testing.T) {
	s := quiet(t)
	r, tx := rung(t, s)
	c := s.incomingCall(r, tx, nil, refresh{})
	c.tx = torn{tx}
	if _, _, refused := s.admit(c); refused != nil {
		t.Fatalf("admit = %v", refused)
	}
	if err := c.Ring(); !errors.Is(err, ErrOver) {
		t.Errorf("Ring = %v, want ErrOver", err)
	}
	if e, open := <-c.Events(); open {
		t.Errorf("event = %#v, want none", e)
	}
	if len(s.dialogs) != 0 {
		t.Error("the call is still entered")
	}
	tx.Terminate()
}
