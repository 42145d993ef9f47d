package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cordboard/appliance/peertest"
	"cordboard/appliance/trunk"
)

// TestFlippedBitsOfCallsEndNothing sends what sipp sends in calls to the box
// again, with some of its bits turned: before a call and within one. The box
// answers after each, and nothing of it is left. FLIPS is how many messages.
func TestFlippedBitsOfCallsEndNothing(t *testing.T) {
	flips, err := strconv.Atoi(cmp.Or(os.Getenv("FLIPS"), "1000"))
	if err != nil || flips < 1 {
		t.Fatalf("FLIPS is %q, want how many messages are sent", os.Getenv("FLIPS"))
	}
	b := demonstration(t)
	config := b.trunks.Config()
	config.Calls, config.Trunks[0].Calls, config.Trunks[0].Rate = trunk.MostCalls, 0, trunk.MostRate
	if err := b.trunks.Save(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	taken := callsOfSipp(t, b)
	quietBox(t, b)
	seed := uint64(time.Now().UnixNano())
	t.Logf("%d messages of sipp's, seed %d", len(taken), seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	before := runtime.NumGoroutine()

	alive, begun := newLiving(t, b), time.Now()
	var settling sync.WaitGroup
	var open []*rawCall
	const perCall, mostOpen = 20, 200
	for sent := 0; sent < flips; sent += perCall {
		outside := rawCaller(t, b)
		inside := rawCaller(t, b)
		inside.id = fmt.Sprint("flipped-in-", sent)
		inside.up(t)
		settling.Go(func() { outside.settle() })
		settling.Go(func() { inside.settle() })
		for n := range perCall {
			m := taken[dice.IntN(len(taken))]
			if n%2 == 0 {
				outside.id = fmt.Sprint("flipped-", sent+n)
				outside.write(t, flipped(dice, outside.placed(m, 1)))
			} else {
				inside.write(t, flipped(dice, inside.placed(m, n+1)))
			}
			alive.check(t, sent+n)
		}
		inside.send(t, "BYE", 1<<20, "", "") // if it is not over already
		for open = append(open, inside, outside); len(open) > mostOpen; open = open[1:] {
			open[0].conn.Close()
		}
	}
	t.Logf("%d messages were sent in %v", flips, time.Since(begun))
	// Whoever still has a call answers until it is over: one that nobody hangs up
	// goes on for as long as its tree does.
	peertest.Until(2*patience, func() bool {
		return b.calls.Active() == 0 && runtime.NumGoroutine() <= before+spare+len(open)
	})
	for _, c := range open {
		c.conn.Close()
	}
	settling.Wait()
	if after := footprintOf(before + spare); after.goroutines > before+spare {
		buffer := make([]byte, 1<<20)
		t.Errorf("%d goroutines were left, %d before:\n%s", after.goroutines, before, buffer[:runtime.Stack(buffer, true)])
	}
	quietBox(t, b)
}

// settle answers the box as telephones do, until the socket is closed, so that it
// need not wait for what never comes. Calls that it takes are hung up, but for the
// one that the test is in: an INVITE within that whose tag was turned begins another.
func (c *rawCall) settle() {
	_ = c.conn.SetReadDeadline(time.Time{})
	eachDatagram(c.conn, func(p []byte) {
		m := string(p)
		texts := farewell(m, c.self)
		switch {
		case strings.Contains(m, " SIP/2.0\r\n"): // a request, a BYE mostly
			texts = []string{fmt.Sprintf("SIP/2.0 200 OK\r\nVia: %s\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\nContent-Length: 0\r\n\r\n",
				field(m, "Via"), field(m, "From"), field(m, "To"), field(m, "Call-ID"), field(m, "CSeq"))}
		case len(texts) > 1 && c.tag != "" && strings.HasSuffix(field(m, "To"), ";tag="+c.tag):
			texts = texts[:1]
		}
		for _, text := range texts {
			_, _ = c.conn.WriteTo([]byte(text), c.box)
		}
	})
}

// callsOfSipp has sipp call the box, and gives what it sent.
func callsOfSipp(t *testing.T, b *box) (taken []string) {
	t.Helper()
	said := regexp.MustCompile(`message sent [(\[](\d+)[^\n]*\n+`)
	for _, scenario := range []string{"bye", "hold", "update", "cancel", "prack"} {
		r := peertest.Sipp{
			Scenario: "../../appliance/sip/testdata/sipp/" + scenario + ".xml",
			Target:   netip.MustParseAddrPort(b.sipUDP.LocalAddr().String()),
			Args:     []string{"-recv_timeout", "1000"},
		}.Run(t) // whether the tree answers as the scenario wants is all one
		for _, at := range said.FindAllStringSubmatchIndex(r.Messages, -1) {
			length, err := strconv.Atoi(r.Messages[at[2]:at[3]])
			if err != nil || at[1]+length > len(r.Messages)+4 { // its last empty line is trimmed
				t.Fatalf("sipp says that it sent %q bytes: %v", r.Messages[at[2]:at[3]], err)
			}
			taken = append(taken, r.Messages[at[1]:min(at[1]+length, len(r.Messages))])
		}
	}
	for _, method := range []string{"INVITE", "ACK", "BYE", "CANCEL"} {
		if !slices.ContainsFunc(taken, func(m string) bool { return strings.HasPrefix(m, method+" ") }) {
			t.Fatalf("sipp sent no %s among %d messages: the test shows little", method, len(taken))
		}
	}
	return taken
}

// What a message of sipp's says of its place.
var (
	sippAt     = regexp.MustCompile(`127\.0\.0\.1:\d+;branch=[^\r\n;]+`)
	sippFrom   = regexp.MustCompile(`(?m)^From:[^\r\n]*`)
	sippTo     = regexp.MustCompile(`(?m)^To: (<[^>]*>)[^\r\n]*`)
	sippCallID = regexp.MustCompile(`(?m)^Call-ID:[^\r\n]*`)
	sippHome   = regexp.MustCompile(`(?m)^(Contact: <sip:[^@]*@)[^;>]*`)
	sippCSeq   = regexp.MustCompile(`(?m)^CSeq: \d+`)
)

// placed puts a message of sipp's into this call; without the box's tag it stands
// before any.
func (c *rawCall) placed(m string, cseq int) string {
	to := "To: $1"
	if c.tag != "" {
		to += ";tag=" + c.tag
	}
	m = sippAt.ReplaceAllString(m, fmt.Sprintf("%s;branch=z9hG4bK%s-%d", c.self, c.id, cseq))
	m = sippFrom.ReplaceAllString(m, "From: "+c.from+";tag=from")
	m = sippTo.ReplaceAllString(m, to)
	m = sippHome.ReplaceAllString(m, "${1}"+c.self)
	m = sippCSeq.ReplaceAllString(m, "CSeq: "+strconv.Itoa(cseq))
	return sippCallID.ReplaceAllString(m, "Call-ID: "+c.id)
}

// flipped turns some bits of a message: mostly few, so that most of it is still
// understood.
func flipped(dice *rand.Rand, m string) []byte {
	text := []byte(m)
	for range 1 << dice.IntN(5) {
		at := dice.IntN(len(text))
		text[at] ^= 1 << dice.IntN(8)
	}
	return text
}

// living asks the box again and again whether it is there.
type living struct {
	*rawCall
	asked int
}

func newLiving(t *testing.T, b *box) *living { return &living{rawCall: rawCaller(t, b)} }

// check waits for the answer to an OPTIONS.
func (l *living) check(t *testing.T, after int) {
	t.Helper()
	l.asked++
	l.send(t, "OPTIONS", l.asked, "", "")
	for want := fmt.Sprintf("\nCSeq: %d OPTIONS", l.asked); ; {
		if m := l.await(t, "SIP/2.0 "); strings.Contains(m, want) {
			if !strings.HasPrefix(m, "SIP/2.0 200") {
				t.Fatalf("after message %d the box answers %q", after, m)
			}
			return
		}
	}
}
