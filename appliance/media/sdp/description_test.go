package sdp

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"cordboard/appliance/media"
)

var testLocal = netip.MustParseAddrPort("192.0.2.100:20000")

// lines joins SDP lines as they travel.
func lines(l ...string) []byte { return []byte(strings.Join(l, "\r\n") + "\r\n") }

func TestOfferIsAnswered(t *testing.T) {
	head := []string{"v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0"}
	sdp := func(l ...string) []byte { return lines(append(head[:len(head):len(head)], l...)...) }
	remote := netip.MustParseAddrPort("192.0.2.1:4000")
	for _, tt := range []struct {
		name  string
		offer []byte
		want  media.Stream
		lines []string // that the answer must hold
	}{
		{
			"first of the two codecs is taken", sdp("m=audio 4000 RTP/AVP 18 0 8"),
			media.Stream{Remote: remote, Codec: media.PCMU, Sends: true, Hears: true},
			[]string{"m=audio 20000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\na=sendrecv\r\n"},
		},
		{
			"digits at the offerer's payload type", sdp("m=audio 4000 RTP/AVP 8 96", "a=rtpmap:96 telephone-event/8000"),
			media.Stream{Remote: remote, Codec: media.PCMA, Payload: 8, Event: 96, Sends: true, Hears: true},
			[]string{"m=audio 20000 RTP/AVP 8 96\r\n", "a=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-15\r\n"},
		},
		{
			"dynamic payload type", sdp("m=audio 4000 RTP/AVP 97", "a=rtpmap:97 pcma/8000/1"),
			media.Stream{Remote: remote, Codec: media.PCMA, Payload: 97, Sends: true, Hears: true},
			[]string{"a=rtpmap:97 PCMA/8000\r\n"},
		},
		{
			"first rtpmap counts", sdp("m=audio 4000 RTP/AVP 0 8", "a=rtpmap:0 PCMA/8000", "a=rtpmap:0 PCMU/8000"),
			media.Stream{Remote: remote, Codec: media.PCMA, Payload: 0, Sends: true, Hears: true},
			nil,
		},
		{
			"digits at 48 kHz are none of ours", sdp("m=audio 4000 RTP/AVP 8 96", "a=rtpmap:96 telephone-event/48000"),
			media.Stream{Remote: remote, Codec: media.PCMA, Payload: 8, Sends: true, Hears: true},
			nil,
		},
		{
			"Opus is not spoken unless it is asked for", sdp("m=audio 4000 RTP/AVP 111 8", "a=rtpmap:111 opus/48000/2"),
			media.Stream{Remote: remote, Codec: media.PCMA, Payload: 8, Sends: true, Hears: true},
			nil,
		},
		{
			"other media are refused in their places", sdp("m=video 4002 RTP/AVP 31", "m=audio 4000 RTP/AVP 8", "m=audio 4004 RTP/AVP 0", "m=image 4006 udptl t38"),
			media.Stream{Remote: remote, Codec: media.PCMA, Payload: 8, Sends: true, Hears: true},
			[]string{"m=video 0 RTP/AVP 31\r\nm=audio 20000 RTP/AVP 8\r\n", "m=audio 0 RTP/AVP 0\r\nm=image 0 udptl t38\r\n"},
		},
		{
			"sound that is refused already is passed over", sdp("m=audio 0 RTP/AVP 8", "m=audio 4000 RTP/AVP 0"),
			media.Stream{Remote: remote, Codec: media.PCMU, Sends: true, Hears: true},
			[]string{"m=audio 0 RTP/AVP 8\r\nm=audio 20000 RTP/AVP 0\r\n"},
		},
		{
			"address of the section", sdp("m=audio 4000 RTP/AVP 8", "c=IN IP4 192.0.2.9"),
			media.Stream{Remote: netip.MustParseAddrPort("192.0.2.9:4000"), Codec: media.PCMA, Payload: 8, Sends: true, Hears: true},
			nil,
		},
		{
			"IPv6", sdp("m=audio 4000 RTP/AVP 8", "c=IN IP6 2001:db8::1"),
			media.Stream{Remote: netip.MustParseAddrPort("[2001:db8::1]:4000"), Codec: media.PCMA, Payload: 8, Sends: true, Hears: true},
			nil,
		},
		{
			"rtcp-mux", sdp("m=audio 4000 RTP/AVP 8", "a=rtcp-mux"),
			media.Stream{Remote: remote, Codec: media.PCMA, Payload: 8, Mux: true, Sends: true, Hears: true},
			[]string{"a=rtcp-mux\r\n"},
		},
		{
			"hold", sdp("m=audio 4000 RTP/AVP 8", "a=sendonly"),
			media.Stream{Remote: remote, Codec: media.PCMA, Payload: 8, Sends: true},
			[]string{"a=recvonly\r\n"},
		},
		{
			"hold of the session", sdp("a=inactive", "m=audio 4000 RTP/AVP 8"),
			media.Stream{Remote: remote, Codec: media.PCMA, Payload: 8},
			[]string{"a=inactive\r\n"},
		},
		{
			"listener", sdp("m=audio 4000 RTP/AVP 8", "a=recvonly"),
			media.Stream{Remote: remote, Codec: media.PCMA, Payload: 8, Hears: true},
			[]string{"a=sendonly\r\n"},
		},
		{
			"hold of RFC 2543", sdp("m=audio 4000 RTP/AVP 8", "c=IN IP4 0.0.0.0"),
			media.Stream{Remote: netip.MustParseAddrPort("0.0.0.0:4000"), Codec: media.PCMA, Payload: 8, Sends: true},
			nil,
		},
		{
			"line feeds alone and an empty line", []byte("v=0\nc=IN IP4 192.0.2.1\n\nt=1 2\nm=audio 4000 RTP/AVP 8\n"),
			media.Stream{Remote: remote, Codec: media.PCMA, Payload: 8, Sends: true, Hears: true},
			[]string{"t=1 2\r\n"},
		},
		{
			"times with anything else in them are not repeated", lines("v=0", "c=IN IP4 192.0.2.1", "t=0 0<script>", "m=audio 4000 RTP/AVP 8"),
			media.Stream{Remote: remote, Codec: media.PCMA, Payload: 8, Sends: true, Hears: true},
			[]string{"t=0 0\r\nm="},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, err := parse(tt.offer)
			if err != nil {
				t.Fatal(err)
			}
			answer, got, err := o.answer(testLocal, Origin{7, 9}, Terms{}, keyring{})
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("stream = %+v, want %+v", got, tt.want)
			}
			for _, l := range append(tt.lines, "o=- 7 9 IN IP4 192.0.2.100\r\ns=-\r\nc=IN IP4 192.0.2.100\r\n") {
				if !strings.Contains(string(answer), l) {
					t.Errorf("answer = %q, want %q in it", answer, l)
				}
			}
		})
	}
}

func TestOfferThatCannotBeAnswered(t *testing.T) {
	for name, text := range map[string]string{
		"no sound":         "v=0\r\nc=IN IP4 192.0.2.1\r\nm=video 4000 RTP/AVP 31\r\n",
		"other codec":      "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 3 18\r\n",
		"encrypted":        "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/SAVP 8\r\n",
		"no address":       "v=0\r\nm=audio 4000 RTP/AVP 8\r\n",
		"address is named": "v=0\r\nc=IN IP4 pbx.example\r\nm=audio 4000 RTP/AVP 8\r\n",
		"multicast":        "v=0\r\nc=IN IP4 224.2.1.1/127\r\nm=audio 4000 RTP/AVP 8\r\n",
	} {
		o, err := parse([]byte(text))
		if err != nil {
			t.Errorf("%s: parse = %v", name, err)
			continue
		}
		if _, _, err := o.answer(testLocal, Origin{}, Terms{}, keyring{}); !errors.Is(err, ErrNoCommonCodec) {
			t.Errorf("%s: Answer = %v, want ErrNoCommonCodec", name, err)
		}
	}
	for name, text := range map[string]string{
		"nothing": "", "c=IN alone": "v=0\r\nc=IN\r\nm=audio 4000 RTP/AVP 8\r\n", "m= alone": "m=\r\n", "port": "m=audio 70000 RTP/AVP 8\r\n",
		"long": strings.Repeat("a=x\r\n", 5000), "many": strings.Repeat("m=audio 1 RTP/AVP 8\r\n", 40),
	} {
		if _, err := parse([]byte(text)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: parse = %v, want ErrMalformed", name, err)
		}
	}
}

func TestReofferKeepsTheCodecWhereItCan(t *testing.T) {
	o, err := parse(lines("v=0", "c=IN IP4 192.0.2.1", "m=audio 4000 RTP/AVP 0 8"))
	if err != nil {
		t.Fatal(err)
	}
	for _, codec := range []media.Codec{media.PCMA, media.PCMU} {
		if _, got, err := o.answer(testLocal, Origin{}, Terms{}.keeping(codec), keyring{}); err != nil || got.Codec != codec {
			t.Errorf("codec = %v, %v, want %v", got.Codec, err, codec)
		}
	}
}

func FuzzOffer(f *testing.F) {
	for _, text := range []string{
		"", "v=0", "m=", "c=IN", "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=sendonly\r\n",
		"v=0\no=- 1 1 IN IP6 ::1\ns=-\nt=0 0\nm=video 2 RTP/AVP 31\nm=audio 4000/2 RTP/AVPF 97\nc=IN IP6 ::1\na=rtpmap:97 PCMA/8000\na=rtpmap:97 PCMU/8000\na=rtcp-mux\n",
		"\n\r\n\x00=\nm=audio 0 x y\na=rtpmap:\na=rtpmap:999 x/y\n", "v=0\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\nm=audio 65535 RTP/AVP 255 8\r\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		o, err := parse(text)
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Errorf("error = %v, want ErrMalformed", err)
			}
			return
		}
		answer, agreed, err := o.answer(testLocal, Origin{1, 1}, Terms{Secrecy: Allowed, Bare: true}, keyring{})
		if err != nil {
			return
		}
		// Our answers must be readable by ourselves, with as many sections.
		back, err := parse(answer)
		if err != nil {
			t.Fatalf("answer %q: %v", answer, err)
		}
		if len(back.sections) != len(o.sections) {
			t.Errorf("answer %q has %d sections, offer has %d", answer, len(back.sections), len(o.sections))
		}
		if !agreed.Remote.IsValid() || agreed.Remote.Port() == 0 || agreed.Payload > 127 {
			t.Errorf("stream = %+v", agreed)
		}
	})
}
