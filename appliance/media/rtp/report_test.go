package rtp

import (
	"encoding/hex"
	"math"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	pion "github.com/pion/rtcp"

	"cordboard/appliance/media"
	"cordboard/appliance/peertest"
)

var told = report{
	ssrc: 7, sender: true, sent: moment{ntp: 0x0102030405060708, timestamp: 9}, packets: 10, octets: 1600,
	about: block{ssrc: 8, fraction: 128, lost: 3, highest: 1<<16 + 5, jitter: 11, lsr: 12, dlsr: 13},
}

func TestReportsAreReadByAnotherAsTheyAreMeant(t *testing.T) {
	about := []pion.ReceptionReport{{
		SSRC: 8, FractionLost: 128, TotalLost: 3, LastSequenceNumber: 1<<16 + 5, Jitter: 11, LastSenderReport: 12, Delay: 13,
	}}
	receiver := told
	receiver.sender = false
	empty := report{ssrc: 7}
	for name, tt := range map[string]struct {
		report report
		last   bool
		want   pion.Packet
	}{
		"sender":   {told, false, &pion.SenderReport{SSRC: 7, NTPTime: 0x0102030405060708, RTPTime: 9, PacketCount: 10, OctetCount: 1600, Reports: about}},
		"receiver": {receiver, true, &pion.ReceiverReport{SSRC: 7, Reports: about}},
		"nothing":  {empty, false, &pion.ReceiverReport{SSRC: 7}},
	} {
		for _, cname := range []string{"abc", "abcd", "abcde", "abcdef", newName()} { // of every length modulo a word
			packets, err := pion.Unmarshal(tt.report.write(nil, cname, tt.last))
			if err != nil {
				t.Errorf("%s, %s: %v", name, cname, err)
				continue
			}
			want := []pion.Packet{tt.want, &pion.SourceDescription{Chunks: []pion.SourceDescriptionChunk{{
				Source: 7, Items: []pion.SourceDescriptionItem{{Type: pion.SDESCNAME, Text: cname}},
			}}}}
			if tt.last {
				want = append(want, &pion.Goodbye{Sources: []uint32{7}})
			}
			if diff := cmp.Diff(want, packets, cmp.Transformer("nil", func(b []byte) string { return string(b) }),
				cmp.Comparer(func(a, b []pion.ReceptionReport) bool {
					return len(a) == len(b) && (len(a) == 0 || a[0] == b[0])
				})); diff != "" {
				t.Errorf("%s, %s: %s", name, cname, diff)
			}
		}
	}
}

func TestReportsOfAnotherAreRead(t *testing.T) {
	other := pion.ReceptionReport{SSRC: 99, TotalLost: 77}
	ours := pion.ReceptionReport{SSRC: 8, FractionLost: 128, TotalLost: 3, LastSequenceNumber: 1<<16 + 5, Jitter: 11, LastSenderReport: 12, Delay: 13}
	b, err := pion.Marshal([]pion.Packet{
		&pion.SenderReport{SSRC: 7, NTPTime: told.sent.ntp, RTPTime: 9, PacketCount: 10, OctetCount: 1600, Reports: []pion.ReceptionReport{other, ours}},
		pion.NewCNAMESourceDescription(7, "party"), &pion.Goodbye{Sources: []uint32{7}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := parseReport(b, 8); !ok || got != told {
		t.Errorf("read %+v, %v, want %+v", got, ok, told)
	}
	if got, ok := parseReport(b, 5); !ok || got.about != (block{}) {
		t.Errorf("read by a third: %+v, %v, want nothing about him", got.about, ok)
	}
}

func TestLossMayBeNegative(t *testing.T) { // where packets were doubled (RFC 3550 section 6.4.1)
	r := told
	r.about.lost = -2
	if got, ok := parseReport(r.write(nil, "x", false), 8); !ok || got.about.lost != -2 {
		t.Errorf("read %+v, %v, want a loss of -2", got.about, ok)
	}
}

func TestMalformedReportsAreCountedAndDropped(t *testing.T) {
	e := newEngine(t, Config{})
	leg, p := paired(t, e)
	p.report([]byte{0x80, 0xC9, 0, 1, 0, 0, 0, 7}) // before the call: from nobody that is known
	eventually(t, func() bool { return leg.Stats().Refused == 1 })
	leg.Connect(p.stream(media.PCMA))
	for name, text := range peertest.MalformedReports {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(name, err)
		}
		if r, ok := parseReport(b, 7); ok {
			t.Errorf("%s: read as %+v", name, r)
		}
		before := leg.Stats().Malformed
		p.report(b)
		eventually(t, func() bool { return leg.Stats().Malformed == before+1 })
	}
	p.report(report{ssrc: 7, about: block{ssrc: leg.ssrc, lost: 5, jitter: 80}}.write(nil, "x", true))
	eventually(t, func() bool { return leg.Stats().Reports == 1 })
	if s := leg.Stats(); s.LostThere != 5 || s.JitterThere != 10*time.Millisecond {
		t.Errorf("after them: %+v, want 5 lost there and 10 ms", s)
	}
	p.send([]byte("alive")) // BYE ends nothing: that is SIP's to say
	eventually(t, func() bool { return leg.Stats().Received == 1 })
}

func TestForeignReportsAreNeitherBelievedNorAnswered(t *testing.T) {
	e := newEngine(t, Config{})
	leg, p := paired(t, e)
	leg.Connect(p.stream(media.PCMA))
	attacker, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(controlOf(leg.Local())))
	if err != nil {
		t.Fatal(err)
	}
	defer attacker.Close()
	lie := report{ssrc: 7, about: block{ssrc: leg.ssrc, lost: 5}}.write(nil, "x", true)
	if _, err := attacker.Write(lie); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return leg.Stats().Refused == 1 })
	if s := leg.Stats(); s.Reports != 0 || s.LostThere != 0 {
		t.Errorf("believed: %+v", s)
	}
	leg.reports.due.Store(1)
	p.hearReport() // which the attacker would have been sent too
	_ = attacker.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := attacker.Read(make([]byte, 1500)); err == nil {
		t.Errorf("the attacker was sent %d bytes", n)
	}
	p.report(lie) // that it would be seen from the right place
	eventually(t, func() bool { return leg.Stats().LostThere == 5 })
}

func TestPartyIsToldHowItIsHeardAndTheWayIsMeasured(t *testing.T) {
	e := newEngine(t, Config{})
	leg, p := paired(t, e)
	listen(leg)
	leg.Connect(p.stream(media.PCMA))
	leg.Play(ramp(3), nil)
	for range 3 {
		p.hear()
	}
	for i := range 8 { // of ten, two never come
		if i == 4 {
			p.next.SequenceNumber += 2
		}
		p.send(make([]byte, 160))
	}
	eventually(t, func() bool { return leg.Stats().Received == 8 })
	leg.reports.due.Store(1)
	sr, ok := p.hearReport()[0].(*pion.SenderReport)
	if !ok || sr.SSRC != leg.ssrc || sr.PacketCount != 3 || sr.OctetCount != 480 || len(sr.Reports) != 1 {
		t.Fatalf("first report = %v, want one of 3 packets and 480 octets, with one about the party", sr)
	}
	if about := sr.Reports[0]; about.SSRC != 7 || about.FractionLost != 51 || about.TotalLost != 2 || about.LastSequenceNumber != 109 {
		t.Errorf("about the party: %+v, want 2 of 10 lost", about)
	}
	if off := time.Until(time.Unix(int64(sr.NTPTime>>32)-2_208_988_800, 0)).Abs(); off > 10*time.Second {
		t.Errorf("time of the report is off by %v", off)
	}
	const held = time.Second / 4
	p.report(report{ssrc: 7, sender: true, sent: moment{ntp: 5 << 16}, about: block{
		ssrc: leg.ssrc, lsr: uint32(sr.NTPTime>>16) - uint32(units(held+time.Second)), dlsr: uint32(units(time.Second)),
	}}.write(nil, "x", false))
	eventually(t, func() bool { return leg.Stats().RoundTrip > 0 })
	if trip := leg.Stats().RoundTrip; trip < held || trip > held+10*time.Second {
		t.Errorf("round trip = %v, want about %v", trip, held)
	}
	leg.reports.due.Store(1)
	p.hearReport()
	leg.reports.due.Store(1)
	rr, ok := p.hearReport()[0].(*pion.ReceiverReport)
	if !ok {
		t.Fatal("third report is a sender's, two after the last sound")
	}
	if about := rr.Reports[0]; about.LastSenderReport != 5 || about.Delay == 0 || about.FractionLost != 0 || about.TotalLost != 2 {
		t.Errorf("about the party: %+v, want its own report of 5 and no fresh loss", about)
	}
}

func TestLegThatEndsSaysBye(t *testing.T) {
	e := newEngine(t, Config{})
	leg, p := paired(t, e)
	leg.Connect(p.stream(media.PCMA))
	leg.Play(ramp(1), nil)
	p.hear()
	leg.Close()
	packets := p.hearReport()
	bye, ok := packets[len(packets)-1].(*pion.Goodbye)
	if !ok || len(bye.Sources) != 1 || bye.Sources[0] != leg.ssrc {
		t.Errorf("last packets = %v, want BYE of %d", packets, leg.ssrc)
	}
}

func TestSoundAndReportsTravelOverIPv6(t *testing.T) {
	e := newEngine(t, Config{Host: netip.IPv6Loopback()})
	leg, p := paired(t, e)
	p.next.PayloadType = uint8(media.PCMA)
	heard := listen(leg)
	leg.Connect(p.stream(media.PCMA))
	p.send([]byte("six"))
	if f := next(t, heard.frames, "a frame"); string(f.Payload) != "six" {
		t.Errorf("heard %q", f.Payload)
	}
	leg.Play(ramp(1), nil)
	p.hear()
	leg.reports.due.Store(1)
	p.hearReport()
	p.report(report{ssrc: 7, about: block{ssrc: leg.ssrc, lost: 5}}.write(nil, "x", false))
	eventually(t, func() bool { return leg.Stats().LostThere == 5 })
}

func TestReportsShareThePortWhereThatWasAgreedOn(t *testing.T) {
	e := newEngine(t, Config{})
	leg, p := paired(t, e)
	stream := p.stream(media.PCMA)
	stream.Mux = true
	leg.Connect(stream)
	p.raw(report{ssrc: 7, about: block{ssrc: leg.ssrc, lost: 5}}.write(nil, "x", false))
	eventually(t, func() bool { return leg.Stats().LostThere == 5 })
	leg.reports.due.Store(1)
	b := make([]byte, 1500)
	_ = p.conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	n, from, err := p.conn.ReadFromUDPAddrPort(b)
	if err != nil || from != leg.Local() || !control(b[:n]) {
		t.Errorf("on the port of the sound: % x from %v, %v, want a report", b[:n], from, err)
	}
}

func TestReportsComeAboutEveryFiveSecondsAndNeverTogether(t *testing.T) {
	for _, tt := range []struct {
		first  bool
		chance float64
		want   time.Duration
	}{ // 5 s times 0.5 to 1.5, by e - 3/2 (RFC 3550 section 6.3.1)
		{false, 0, 2052 * time.Millisecond},
		{false, 0.5, 4104 * time.Millisecond},
		{false, 1, 6156 * time.Millisecond},
		{true, 0.5, 2052 * time.Millisecond},
	} {
		if got := interval(tt.first, tt.chance); math.Abs(float64(got-tt.want)) > float64(time.Millisecond) {
			t.Errorf("interval(%v, %v) = %v, want %v", tt.first, tt.chance, got, tt.want)
		}
	}
	e, tick := byHand(t)
	leg, p := paired(t, e)
	leg.Connect(p.stream(media.PCMA))
	due := leg.reports.due.Load()
	tick(1)
	if leg.reports.told {
		t.Error("a report went out before it was due")
	}
	for n := 0; !leg.reports.told; n++ { // by the ticks' own time: the machine's may have run ahead
		if n > int(7*time.Second/media.FrameTime) {
			t.Fatal("no report went out within the longest interval")
		}
		tick(1)
	}
	if leg.reports.due.Load() == due { // the next one's time is of the machine's clock again
		t.Error("no other report is due")
	}
	p.hearReport()
}

func TestRoundTripThatCannotBeIsNotBelieved(t *testing.T) {
	for name, about := range map[string]block{
		"answered before it was sent": {lsr: 100, dlsr: 1000},
		"a day":                       {lsr: 0xF0000000, dlsr: 0},
	} {
		if got := roundTrip(500, about, time.Minute); got != time.Minute {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := roundTrip(1<<16+500, block{lsr: 500, dlsr: 1 << 15}, 0); got != time.Second/2 {
		t.Errorf("round trip = %v, want half a second", got)
	}
}

func FuzzParseReport(f *testing.F) {
	f.Add(told.write(nil, "abc", true), uint32(8))
	for _, text := range peertest.MalformedReports {
		b, _ := hex.DecodeString(text)
		f.Add(b, uint32(0xDEADBEEF))
	}
	f.Fuzz(func(t *testing.T, b []byte, ours uint32) {
		r, ok := parseReport(b, ours)
		if ok && r.about != (block{}) && r.about.ssrc != ours {
			t.Errorf("read a block about %d, want about %d", r.about.ssrc, ours)
		}
	})
}

// pair is a phone with a port for reports beside that for sound.
type pair struct {
	*phone
	reports *net.UDPConn
}

// paired opens a leg and a phone with two ports, not connected yet.
func paired(t *testing.T, e *Engine) (*Leg, pair) {
	t.Helper()
	leg := open(t, e)
	for range 100 {
		p := newPhone(t, leg.Local())
		conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(controlOf(p.addr())))
		if err != nil {
			continue // the next port is somebody else's
		}
		t.Cleanup(func() { conn.Close() })
		return leg, pair{p, conn}
	}
	t.Fatal("no two ports in a row are free")
	return nil, pair{}
}

func (p pair) report(b []byte) {
	p.t.Helper()
	if _, err := p.reports.WriteToUDPAddrPort(b, controlOf(p.leg)); err != nil {
		p.t.Fatal(err)
	}
}

// hearReport reads the next compound packet.
func (p pair) hearReport() []pion.Packet {
	p.t.Helper()
	b := make([]byte, 1500)
	_ = p.reports.SetReadDeadline(time.Now().Add(10 * time.Second))
	n, from, err := p.reports.ReadFromUDPAddrPort(b)
	if err != nil {
		p.t.Fatal(err)
	}
	if want := controlOf(p.leg); from != want {
		p.t.Errorf("report from %v, want %v", from, want)
	}
	packets, err := pion.Unmarshal(b[:n])
	if err != nil {
		p.t.Fatalf("report % x: %v", b[:n], err)
	}
	return packets
}

func TestNoPortFollowsTheLast(t *testing.T) {
	if got := controlOf(netip.MustParseAddrPort("127.0.0.1:65535")); got.IsValid() {
		t.Errorf("control of port 65535 = %v, want none", got)
	}
}
