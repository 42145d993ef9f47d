package main

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/cmd/cordboard/demo"
)

// TestAlarmsAreToldWithinFiveSeconds drives each alarm as it would come about:
// whoever administers the box reads it at once, and it was not there before.
func TestAlarmsAreToldWithinFiveSeconds(t *testing.T) {
	b := demonstration(t)
	exchange := newTally(t)
	leadOut(t, b, exchange.addr(), "+", "ext")
	change := func(how func(*trunk.Config)) {
		c := b.trunks.Config()
		how(&c)
		if err := b.trunks.Save(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	change(func(c *trunk.Config) {
		c.Trunks[0].Sources = []trunk.Source{{Prefix: netip.MustParsePrefix("127.0.0.1/32")}}
		c.Caps = &trunk.Caps{Hour: 2}
	})
	speaks(t, b, "admin", appliance.English)
	admin := as(t, b, "admin")
	thomas := operatorID(t, b, "thomas")
	dial := func() {
		entry, err := b.trunks.Route(t.Context(), demo.GroupNumber)
		if err != nil {
			t.Fatal(err)
		}
		var id appliance.ConversationID
		if !peertest.Until(patience, func() bool { // he may still have the call before
			id, err = b.calls.Dial(t.Context(), thomas, "541230800", entry.ID)
			return err == nil
		}) {
			t.Fatalf("a call out: %v", err)
		}
		awaitState(t, b, id, appliance.Finished)
	}
	closed := func() {
		all, err := b.site.Calendars(t.Context())
		if err != nil || len(all) == 0 {
			t.Fatalf("the demonstration's opening hours: %v, %v", all, err)
		}
		for _, c := range all {
			c.Week, c.Exceptions = nil, nil
			if err := b.site.SaveCalendar(t.Context(), 0, c); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range []struct {
		says  string
		drive func()
	}{
		{"Thomas Whitfield: all 2 calls out within an hour are used up.", func() { dial(); dial() }},
		{"Thomas Whitfield called out while you are closed", func() {
			closed()
			change(func(c *trunk.Config) { c.Caps = &trunk.Caps{} })
			dial()
		}},
		{"127.0.0.2 goes on asking for calls and belongs to no trunk", func() { strangerAsks(t, b, 30) }},
		{"The exchange of the trunk ", func() {
			exchange.mu.Lock()
			exchange.refuses = true
			exchange.mu.Unlock()
			change(func(c *trunk.Config) {
				c.Trunks[0].Login = &trunk.Login{Username: "200", Password: b.trunks.Seal("wrong"), Register: true}
			})
		}},
	} {
		told := func() bool { return strings.Contains(admin.ask(http.MethodGet, "/admin", nil, http.StatusOK), c.says) }
		if told() {
			t.Errorf("%q is said before it is so", c.says)
		}
		c.drive()
		if begun := time.Now(); !peertest.Until(5*time.Second, told) {
			t.Errorf("%q is not said after 5 seconds", c.says)
		} else {
			t.Logf("%q after %v", c.says, time.Since(begun))
		}
	}
}

// speaks changes somebody's language.
func speaks(t *testing.T, b *box, login string, l appliance.Language) {
	t.Helper()
	err := b.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		o, err := tx.OperatorByLogin(login)
		if err != nil {
			return err
		}
		o.Language = l
		return tx.SaveOperator(o)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// strangerAsks sends what an exchange sends from an address that is none of ours.
func strangerAsks(t *testing.T, b *box, times int) {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 2)})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c := rawCall{conn: conn, box: b.sipUDP.LocalAddr(), self: conn.LocalAddr().String(), id: "stranger", called: "100", from: "<sip:200@pbx>"}
	for n := range times {
		c.send(t, "OPTIONS", n+1, "", "")
	}
}
