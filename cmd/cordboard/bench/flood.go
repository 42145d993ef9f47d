package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"
)

// floodFrom is where the flood comes from: a trunk with the limits that one
// has by itself.
const floodFrom = "127.0.0.9"

// floodTalks is how many talk meanwhile, the first of the operators who take
// calls; what they leave to close keeps them from the next phase.
const floodTalks = 20

// flood measures what a minute of calls from an exchange gone mad does to
// those who talk, and what it leaves behind.
func flood(ctx context.Context, b *bench) (rows []row, err error) {
	const rate, span, calm = 1000, time.Minute, time.Minute
	var talks talks
	defer func() { err = errors.Join(err, talks.close()) }()
	if err := talks.grow(ctx, b.at, 0, floodTalks); err != nil {
		return nil, err
	}
	if err := pause(ctx, 5*time.Second); err != nil {
		return nil, err
	}
	before, err := b.box.resident()
	if err != nil {
		return nil, err
	}
	talks.pairs().forget()
	began, err := b.box.cpu()
	if err != nil {
		return nil, err
	}
	answers, err := pour(ctx, b.at.sip, rate, span)
	if err != nil {
		return nil, err
	}
	ended, err := b.box.cpu()
	if err != nil {
		return nil, err
	}
	sent, lost, took := talks.pairs().heard()
	most, err := b.box.resident()
	if err != nil {
		return nil, err
	}
	if err := pause(ctx, calm); err != nil {
		return nil, err
	}
	after, err := b.box.resident()
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("flood of %d calls a second for %s", rate, span)
	return []row{
		{figure: name + fmt.Sprintf(": lost sound of %d calls", floodTalks), unit: "%", read: 100 * float64(lost) / float64(sent), target: 0.1, note: losses(sent, lost)},
		waits(name+": one way through the box", took, 0),
		{figure: name + ", who talks included", unit: "CPU ms per call", read: 1000 * (ended - began).Seconds() / float64(answers.calls), note: answers.String()},
		{figure: name + ": memory at its end", unit: "MB resident", read: most, note: fmt.Sprintf("%.0f before", before)},
		{figure: name + ": memory a minute later", unit: "MB resident", read: after, target: 1.1 * before, note: "target: a tenth above that before"},
	}, nil
}

// answers are what came back, by status.
type answers struct {
	calls  int
	status map[string]int
}

func (a answers) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d calls", a.calls)
	for _, s := range []string{"200", "503"} {
		fmt.Fprintf(&b, ", %d times %s", a.status[s], s)
	}
	return b.String()
}

// pour sends INVITEs that nobody means, and acknowledges nothing.
func pour(ctx context.Context, to string, rate int, span time.Duration) (a answers, err error) {
	local := &net.UDPAddr{IP: net.ParseIP(floodFrom)}
	box, err := net.ResolveUDPAddr("udp4", to)
	if err != nil {
		return a, err
	}
	conn, err := net.DialUDP("udp4", local, box)
	if err != nil {
		return a, fmt.Errorf("open the flood's socket: %w", err)
	}
	a.status = make(map[string]int)
	var reader sync.WaitGroup
	defer func() {
		err = errors.Join(err, conn.Close())
		reader.Wait()
	}()
	reader.Go(func() { a.read(conn) })
	const beat = 10 * time.Millisecond
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for began := time.Now(); time.Since(began) < span; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return a, ctx.Err()
		}
		for due := int(time.Since(began).Seconds() * float64(rate)); a.calls < due; a.calls++ {
			if _, err := conn.Write(floodCall(conn.LocalAddr().String(), a.calls)); err != nil {
				return a, fmt.Errorf("flood: %w", err)
			}
		}
	}
	return a, nil
}

func (a *answers) read(conn net.Conn) {
	buffer := make([]byte, 65536)
	for {
		n, err := conn.Read(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if status, found := strings.CutPrefix(string(buffer[:n]), "SIP/2.0 "); found && len(status) >= 3 {
			a.status[status[:3]]++
		}
	}
}

// floodCall is the n-th INVITE.
func floodCall(from string, n int) []byte {
	const sdp = "v=0\r\no=- 1 1 IN IP4 " + floodFrom + "\r\ns=-\r\nc=IN IP4 " + floodFrom + "\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
	return fmt.Appendf(nil, "INVITE sip:%s@box SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK-flood-%d\r\n"+
		"From: <sip:+420602%06d@%s>;tag=%d\r\nTo: <sip:%s@box>\r\nCall-ID: flood-%d@%s\r\nCSeq: 1 INVITE\r\n"+
		"Contact: <sip:flood@%s>\r\nMax-Forwards: 70\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s",
		signalNumber, from, n, n%1_000_000, from, n, signalNumber, n, from, from, len(sdp), sdp)
}
