package main

import (
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/sip"
	"cordboard/appliance/sip/softphone"
	"cordboard/appliance/sqlite"
)

// TestBlockedCallerIsDeclined has an operator block a number in a call with it: the
// call ends, the next one from there is declined, which no exchange tries elsewhere, and
// leaves no conversation. Another number is let in, and so is that one once the block
// was lifted.
func TestBlockedCallerIsDeclined(t *testing.T) {
	b := start(t, settled(t))
	setPresence(t, b, "thomas", appliance.Available)
	const nuisance = "+420603118245"
	calls := func(from string) (over <-chan struct{}, err error) {
		t.Helper()
		conns := [2]net.PacketConn{}
		for i := range conns {
			if conns[i], err = net.ListenPacket("udp4", "127.0.0.1:0"); err != nil {
				t.Fatal(err)
			}
		}
		phone, err := softphone.New(conns[0], sip.Party{Number: from})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = phone.Close() // sipgo has closed the socket by then, and says so
			conns[1].Close()
		})
		at := netip.MustParseAddrPort(b.sipUDP.LocalAddr().String())
		_, err = phone.Dial(t.Context(), "200", at, netip.MustParseAddrPort(conns[1].LocalAddr().String()))
		return phone.Over(), err
	}
	over, err := calls(nuisance)
	if err != nil {
		t.Fatal(err)
	}
	c := awaitCall(t, b, 0, appliance.Waiting)
	thomas := operatorID(t, b, "thomas")
	if err := b.acd.Accept(t.Context(), thomas, c.ID); err != nil {
		t.Fatal(err)
	}
	awaitState(t, b, c.ID, appliance.Active)
	if err := b.desk.Block(t.Context(), thomas, c.ID, desk.Blocking{Scope: appliance.BlockPhone, For: time.Hour, Reason: "prank"}); err != nil {
		t.Fatal(err)
	}
	select {
	case <-over:
	case <-time.After(patience):
		t.Fatal("who was blocked is not hung up on")
	}
	declined := new(sip.Refused)
	if _, err := calls(nuisance); !errors.As(err, &declined) || declined.Status != 603 {
		t.Errorf("he calls again: %v, want 603", err)
	}
	if got := newestCall(t, b); got != c.ID {
		t.Errorf("it left conversation %s", got)
	}
	if _, err := calls("+420603118246"); err != nil {
		t.Errorf("another number: %v", err)
	}
	var all []appliance.Block
	if err := b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		all, err = v.Blocks(time.Now())
		return err
	}); err != nil || len(all) != 1 {
		t.Fatalf("there are %+v, %v", all, err)
	}
	if err := b.desk.Unblock(t.Context(), thomas, all[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := calls(nuisance); err != nil {
		t.Errorf("when he may again: %v", err)
	}
}
