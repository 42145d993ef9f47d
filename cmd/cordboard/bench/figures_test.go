package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestPercentileIsTheSmallestThatSoManyDoNotExceed(t *testing.T) {
	var hundred []float64
	for n := range 100 {
		hundred = append(hundred, float64(100-n))
	}
	for _, c := range []struct {
		values  []float64
		percent int
		want    float64
	}{{hundred, 50, 50}, {hundred, 99, 99}, {[]float64{3, 1, 2}, 50, 2}, {[]float64{7}, 99, 7}} {
		if got := percentile(c.values, c.percent); got != c.want {
			t.Errorf("%d in a hundred of %v: got %v, want %v", c.percent, c.values, got, c.want)
		}
	}
}

func TestTableShowsTargetAndRatio(t *testing.T) {
	var out strings.Builder
	report(&out, look(), look(), []row{{figure: "memory", unit: "MB", read: 30, target: 60}, {figure: "no target", unit: "ms", read: 1234.5}})
	for _, want := range []string{"  30.0    60.0  0.500    MB  memory\n", "1234", "no target"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table has no %q:\n%s", want, out.String())
		}
	}
}

func TestBusyLeavesOutIdleAndWhatUserTimeHolds(t *testing.T) {
	const stat = "cpu  100 20 30 4000 500 6 7 8 90 10\ncpu0 1 1 1 1\n"
	if got, want := busy(stat), (100+20+30+6+7+8)*tick; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestOutcomeIsReadFromSippsLastLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "statistics.csv")
	text := "StartTime;SuccessfulCall(C);FailedCall(C);CallLength(C);FailedMaxUDPRetrans(P);FailedMaxUDPRetrans(C);FailedCallRejected(C);Retransmissions(C);\n" +
		"2026-11-21\t03:48:20.210875\t1795232900.210875;1;0;00:00:01:000000;0;0;0;0;\n" +
		"2026-11-21\t03:48:20.210875\t1795232900.210875;598;2;00:00:11:305000;1;2;0;7;\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := readOutcome(file)
	want := outcome{succeeded: 598, failed: 2, length: 11*time.Second + 305*time.Millisecond, sentAgain: 7, why: []string{"2 MaxUDPRetrans"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestEveryKindOfSippsErrorsIsToldOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "errors.log")
	text := "sipp: The following events occurred:\n" +
		"2026-11-21\t03:48:20.210875\t1795232900.210875: Aborting call on unexpected message for Call-Id '1-2@127.0.0.1': while expecting '200', received 'SIP/2.0 503 Service Unavailable\r\nVia: x\r\n\r\n'.\n" +
		"2026-11-21\t03:48:20.310875\t1795232900.310875: Aborting call on unexpected message for Call-Id '7-2@127.0.0.1': while expecting '200', received 'SIP/2.0 503 Service Unavailable\r\n'.\n" +
		"2026-11-21\t03:48:21.310875\t1795232901.310875: Call-Id: 9-2@127.0.0.1, receive timeout\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got := complaints(file)
	if len(got) != 2 || !strings.Contains(got[0], "503 Service Unavailable") || !strings.Contains(got[1], "receive timeout") {
		t.Errorf("got %q, want one line with 503 and one with the timeout", got)
	}
}

func TestToneIsWhatThePromptsMayBe(t *testing.T) {
	b := tone(440, 200*time.Millisecond)
	if want := 44 + 2*1600; len(b) != want || string(b[:4]) != "RIFF" || string(b[36:40]) != "data" {
		t.Errorf("got %d bytes beginning %q, want %d", len(b), b[:44], want)
	}
}

func TestRelaysAnswerIsReadAsItIsWritten(t *testing.T) {
	c := command{"command": "offer", "sdp": "v=0\r\n", "rtcp-mux": []string{"accept"}}
	if got, want := c.bencode(), "d7:command5:offer8:rtcp-muxl6:accepte3:sdp5:v=0\r\ne"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	got, err := texts("d7:createdi1795286411e6:result2:ok3:sdp5:v=0\r\ne")
	if want := map[string]string{"result": "ok", "sdp": "v=0\r\n"}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	for _, broken := range []string{"", "d", "d6:result", "d6:result9:oke", "d6:resulti5", "l2:oke", "d-1:ae"} {
		if got, err := texts(broken); err == nil {
			t.Errorf("%q was read as %v", broken, got)
		}
	}
}

func TestTelephoneSpeaksToWhereTheRelayHears(t *testing.T) {
	for description, want := range map[string]string{
		"v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\ns=-\r\nt=0 0\r\nm=audio 30000 RTP/AVP 8\r\nc=IN IP4 127.0.0.1\r\n": "127.0.0.1:30000",
		"v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\nm=audio 30002 RTP/AVP 8\r\n": "127.0.0.2:30002",
		"v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\ns=-\r\nt=0 0\r\nm=audio 30002 RTP/AVP 8\r\n":                       "",
		"v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\n":                            "",
		"no description at all": "",
	} {
		got, err := hears(description)
		if (err == nil) != (want != "") || err == nil && got.String() != want {
			t.Errorf("%q: got %v, %v; want %s", description, got, err, want)
		}
	}
}
