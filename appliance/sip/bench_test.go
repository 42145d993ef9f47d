package sip_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"cordboard/appliance/peertest"
)

// BenchmarkSignalling has sipp make calls without sound (INVITE, 180, 200,
// ACK, BYE) and tells the CPU time of this process for one.
func BenchmarkSignalling(b *testing.B) {
	for _, rate := range []int{200, 400} {
		b.Run(fmt.Sprintf("rate=%d", rate), func(b *testing.B) {
			box := listen(b, answer(b, nil))
			calls := max(b.N, 2*rate)
			before := cpu(b)
			b.ResetTimer()
			peertest.Sipp{
				Scenario: "testdata/sipp/bye.xml", Target: box.udp, Calls: calls, Rate: rate,
				Limit: time.Duration(calls/rate)*time.Second + 30*time.Second,
			}.Run(b).OK(b)
			spent := cpu(b) - before
			b.ReportMetric(float64(spent.Microseconds())/1000/float64(calls), "cpu-ms/call")
			b.ReportMetric(0, "ns/op") // tells sipp's rate alone
		})
	}
}

// cpu is the CPU time of this process so far.
func cpu(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkOptions is the round trip of one OPTIONS, both sides of it.
func BenchmarkOptions(b *testing.B) {
	p := dial(b, listen(b, answer(b, nil)))
	for b.Loop() {
		p.cseq++
		p.tag = ""
		p.send("OPTIONS", "", "")
		p.want("SIP/2.0 200")
	}
}
