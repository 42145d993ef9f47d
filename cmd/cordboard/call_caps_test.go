package main

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/cmd/cordboard/demo"
)

// tally is an exchange that writes down which numbers it is to call. Whoever is
// called there is busy, or lets it ring.
type tally struct {
	conn *net.UDPConn

	mu     sync.Mutex
	called map[string]string // by Call-ID, so that a repetition is none more
	rings  bool
	// refuses has it ask who we are, again and again.
	refuses bool
	heard   strings.Builder
}

func newTally(t *testing.T) *tally {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	x := &tally{conn: conn, called: map[string]string{}}
	var reading sync.WaitGroup
	reading.Go(x.answer)
	t.Cleanup(func() { conn.Close(); reading.Wait() })
	return x
}

func (x *tally) addr() netip.AddrPort { return x.conn.LocalAddr().(*net.UDPAddr).AddrPort() }

func (x *tally) answer() {
	buffer := make([]byte, 65536)
	for {
		n, from, err := x.conn.ReadFromUDPAddrPort(buffer)
		if err != nil {
			return
		}
		if status := x.take(string(buffer[:n])); status != "" {
			m := string(buffer[:n])
			challenge := ""
			if strings.HasPrefix(status, "401") {
				challenge = "WWW-Authenticate: Digest realm=\"pbx\", nonce=\"" + field(m, "Call-ID") + field(m, "CSeq") + "\", algorithm=MD5, qop=\"auth\"\r\n"
			}
			_, _ = x.conn.WriteToUDPAddrPort(fmt.Appendf(nil, "SIP/2.0 %s\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=x\r\nCall-ID: %s\r\nCSeq: %s\r\n%sContent-Length: 0\r\n\r\n",
				status, field(m, "Via"), field(m, "From"), field(m, "To"), field(m, "Call-ID"), field(m, "CSeq"), challenge), from)
		}
	}
}

// take writes down what a message asks for, and says what to answer.
func (x *tally) take(m string) (status string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.heard.WriteString(m)
	method, rest, _ := strings.Cut(m, " ")
	switch {
	case method == "ACK", strings.HasPrefix(method, "SIP/"):
		return ""
	case x.refuses:
		return "401 Unauthorized"
	case method != "INVITE":
		return "200 OK"
	}
	number, _, _ := strings.Cut(strings.TrimPrefix(rest, "sip:"), "@")
	x.called[field(m, "Call-ID")] = number
	if x.rings {
		return "180 Ringing"
	}
	return "486 Busy Here"
}

// lets has it ring from now on, or be busy.
func (x *tally) lets(ring bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.rings = ring
}

// calls is how many numbers that begin so it was to call.
func (x *tally) calls(beginning string) (n int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, number := range x.called {
		if strings.HasPrefix(number, beginning) {
			n++
		}
	}
	return n
}

// all is everything that it was ever sent.
func (x *tally) all() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.heard.String()
}

// TestCapsHoldAgainst200AttemptsAndKills has four operators try 200 calls, most
// of them at once, at a box that is killed twice while it calls: the exchange is
// asked for exactly as many as the caps of an operator's hour, of a country and
// of the whole box let pass, and for help after that.
func TestCapsHoldAgainst200AttemptsAndKills(t *testing.T) {
	exchange := newTally(t)
	p := &process{T: t, dir: settled(t)}
	p.addresses()
	var staff []person
	var as appliance.EntryPointID
	if !t.Run("set up", func(t *testing.T) { staff, as = callers(t, p.dir, exchange) }) {
		t.FailNow()
	}
	_, port, _ := net.SplitHostPort(p.desk)
	for i := range staff {
		staff[i].t, staff[i].url = t, "http://localhost:"+port
	}
	p.start()
	team := attempts{T: t, exchange: exchange, as: as}
	first, others := staff[:1], staff[1:]
	const inland, abroad, help = "541230800", "+48601234567", "112"

	team.tries(first, 4, inland, 4)
	exchange.lets(true)
	team.tries(first, 1, inland, 1)
	p.kill()
	exchange.lets(false)
	p.start()
	team.tries(first, 45, inland, 2) // his hour is full with 7
	team.tries(others, 5, abroad, 3)
	exchange.lets(true)
	team.tries(others, 1, inland, 3)
	p.kill()
	exchange.lets(false)
	p.start()
	team.tries(others, 44, inland, 7) // the box's day is full with 20
	if team.tried != 200 {
		t.Errorf("%d attempts, want 200", team.tried)
	}
	team.tries(first, 1, help, 1)
	p.stop()
	if all, poles, helped := exchange.calls(""), exchange.calls("+48"), exchange.calls(help); all != 21 || poles != 3 || helped != 1 {
		t.Errorf("the exchange was asked for %d calls, %d of them to Poland and %d for help; want 21, 3 and 1", all, poles, helped)
	}
}

// callers lets four operators of a box call by an exchange, within narrow caps.
func callers(t *testing.T, dir string, exchange *tally) (staff []person, from appliance.EntryPointID) {
	t.Helper()
	b := start(t, dir)
	leadOut(t, b, exchange.addr(), "+", "ext")
	c := b.trunks.Config()
	c.Caps = &trunk.Caps{Hour: 7, Day: 9, All: 20, Abroad: 3}
	if err := b.trunks.Save(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	for _, login := range []string{"jana", "tomas", "agnieszka", "thomas"} {
		err := b.store.Write(t.Context(), func(tx *sqlite.Tx) error {
			o, err := tx.OperatorByLogin(login)
			if err != nil {
				return err
			}
			o.Calls, o.Reach = 1, appliance.Anywhere
			return tx.SaveOperator(o)
		})
		if err != nil {
			t.Fatal(err)
		}
		staff = append(staff, as(t, b, login))
	}
	entry, err := b.trunks.Route(t.Context(), demo.GroupNumber)
	if err != nil {
		t.Fatal(err)
	}
	return staff, entry.ID
}

// attempts are calls that operators try to make.
type attempts struct {
	*testing.T
	exchange *tally
	as       appliance.EntryPointID
	tried    int
}

// tries has each of some operators, all at once, try so many calls one after the
// other, of which so many in all are to reach the exchange.
func (a *attempts) tries(staff []person, each int, number string, want int) {
	a.Helper()
	before := a.exchange.calls("")
	statuses := make(chan int, each*len(staff))
	var work sync.WaitGroup
	for _, p := range staff {
		work.Go(func() {
			for range each {
				statuses <- a.try(p, number)
			}
		})
	}
	work.Wait()
	close(statuses)
	placed := 0
	for status := range statuses {
		switch status {
		case http.StatusSeeOther:
			placed++
		case http.StatusTooManyRequests:
		default:
			a.Errorf("a call of %s was answered %d", number, status)
		}
	}
	if number != "112" {
		a.tried += each * len(staff)
	}
	if placed != want || !peertest.Until(patience, func() bool { return a.exchange.calls("")-before >= want }) || a.exchange.calls("")-before != want {
		a.Errorf("of %d calls to %s by each of %d operators the box placed %d and the exchange saw %d, want %d",
			each, number, len(staff), placed, a.exchange.calls("")-before, want)
	}
}

// try has an operator call once he has no other call, and gives the status.
func (a *attempts) try(p person, number string) (status int) {
	peertest.Until(patience, func() bool {
		status, _ = p.do(http.MethodPost, "/desk/calls", url.Values{"number": {number}, "as": {a.as.String()}})
		return status != http.StatusConflict // he still has the one before
	})
	return status
}
