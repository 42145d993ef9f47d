package sdp

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"cordboard/appliance/media"
)

// soundOf is an offer of one m= line.
func soundOf(t *testing.T, l ...string) description {
	t.Helper()
	o, err := parse(lines(append([]string{"v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0"}, l...)...))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestCodecIsChosenInTheTrunksOrder(t *testing.T) {
	all := "m=audio 4000 RTP/AVP 18 9 0 8"
	for name, tt := range map[string]struct {
		offer  string
		codecs []media.Codec
		want   media.Codec
	}{
		"wide-band where both have it": {all, nil, media.G722},
		"else either law, as offered":  {"m=audio 4000 RTP/AVP 18 0 8", nil, media.PCMU},
		"wide-band first":              {all, []media.Codec{media.G722, media.PCMA}, media.G722},
		"A-law first":                  {all, []media.Codec{media.PCMA, media.G722}, media.PCMA},
	} {
		_, got, err := soundOf(t, tt.offer).answer(testLocal, Origin{}, Terms{Codecs: tt.codecs}, keyring{})
		if err != nil || got.Codec != tt.want || got.Payload != uint8(tt.want) {
			t.Errorf("%s: %+v, %v, want codec %d", name, got, err, tt.want)
		}
	}
	if _, _, err := soundOf(t, "m=audio 4000 RTP/AVP 0").answer(testLocal, Origin{}, Terms{Codecs: []media.Codec{media.PCMA}}, keyring{}); !errors.Is(err, ErrNoCommonCodec) {
		t.Errorf("a codec that the trunk does not speak: %v, want ErrNoCommonCodec", err)
	}
	offer := string(writeOffer(testLocal, Origin{}, SendRecv, Terms{Codecs: []media.Codec{media.G722, media.PCMU}}, media.Stream{}, nil))
	if !strings.Contains(offer, "RTP/AVP 9 0 101\r\na=rtpmap:9 G722/8000\r\n") {
		t.Errorf("offer %q, want G.722 before mu-law", offer)
	}
}

func TestPacketTimeIsTheOneAskedFor(t *testing.T) {
	for _, tt := range []struct {
		attributes []string
		want       time.Duration
		line       string
	}{
		{nil, 0, "a=ptime:20\r\n"},
		{[]string{"a=ptime:20"}, 0, "a=ptime:20\r\n"},
		{[]string{"a=ptime:30"}, 30 * time.Millisecond, "a=ptime:30\r\n"},
		{[]string{"a=ptime:10"}, 10 * time.Millisecond, "a=ptime:10\r\n"},
		{[]string{"a=ptime:90"}, 60 * time.Millisecond, "a=ptime:60\r\n"},
		{[]string{"a=ptime:5"}, 10 * time.Millisecond, "a=ptime:10\r\n"},
		{[]string{"a=ptime:40", "a=maxptime:30"}, 30 * time.Millisecond, "a=ptime:30\r\n"},
		{[]string{"a=maxptime:10"}, 10 * time.Millisecond, "a=ptime:10\r\n"},
		{[]string{"a=ptime:x", "a=maxptime:"}, 0, "a=ptime:20\r\n"},
	} {
		answer, got, err := soundOf(t, append([]string{"m=audio 4000 RTP/AVP 8"}, tt.attributes...)...).answer(testLocal, Origin{}, Terms{}, keyring{})
		if err != nil || got.Packet != tt.want || !strings.Contains(string(answer), tt.line) {
			t.Errorf("%v: %v, %v, answer %q; want %v and %q", tt.attributes, got.Packet, err, answer, tt.want, tt.line)
		}
	}
}

func TestKeysComeAtOurTypeAndGoAtTheirs(t *testing.T) {
	s := NewSession(testLocal, Terms{})
	s.Offer()
	st, err := s.Accept(lines("v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0",
		"m=audio 4000 RTP/AVP 8 96", "a=rtpmap:96 telephone-event/8000"))
	if err != nil || st.Event != 96 || st.EventIn != 101 {
		t.Errorf("%+v, %v: want keys sent as 96 and heard as 101", st, err)
	}
}

// TestOpusIsAgreedOnWhereTheTrunkSays is RFC 7587 section 7: two channels at
// 48,000 in the description, whatever is spoken.
func TestOpusIsAgreedOnWhereTheTrunkSays(t *testing.T) {
	terms := Terms{Codecs: []media.Codec{media.Opus, media.PCMA}}
	for name, tt := range map[string]struct {
		offer []string
		want  media.Stream
		lines string
	}{
		"Opus, keys on its clock": {
			[]string{"m=audio 4000 RTP/AVP 8 107 101 96", "a=rtpmap:107 OPUS/48000/2", "a=fmtp:107 useinbandfec=1", "a=rtpmap:101 telephone-event/8000", "a=rtpmap:96 telephone-event/48000"},
			media.Stream{Codec: media.Opus, Payload: 107, Event: 96, EventClock: 48000},
			"m=audio 20000 RTP/AVP 107 96\r\na=rtpmap:107 opus/48000/2\r\na=fmtp:107 useinbandfec=1;maxplaybackrate=16000\r\na=rtpmap:96 telephone-event/48000\r\na=fmtp:96 0-15\r\na=ptime:20\r\n",
		},
		"Opus, keys on the telephone's": {
			[]string{"m=audio 4000 RTP/AVP 107 101", "a=rtpmap:107 opus/48000/2", "a=rtpmap:101 telephone-event/8000"},
			media.Stream{Codec: media.Opus, Payload: 107, Event: 101},
			"m=audio 20000 RTP/AVP 107 101\r\na=rtpmap:107 opus/48000/2\r\na=fmtp:107 useinbandfec=1;maxplaybackrate=16000\r\na=rtpmap:101 telephone-event/8000\r\n",
		},
		"what calls itself so": {
			[]string{"m=audio 4000 RTP/AVP 107 8 101", "a=rtpmap:107 opus/8000", "a=rtpmap:101 telephone-event/8000"},
			media.Stream{Codec: media.PCMA, Payload: 8, Event: 101},
			"m=audio 20000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n",
		},
	} {
		answer, got, err := soundOf(t, tt.offer...).answer(testLocal, Origin{}, terms, keyring{})
		tt.want.Remote, tt.want.Sends, tt.want.Hears = got.Remote, true, true
		if err != nil || got != tt.want || !strings.Contains(string(answer), tt.lines) {
			t.Errorf("%s: %+v, %v; answer %q", name, got, err, answer)
		}
	}
}

// A codec without a number of its own is heard at ours and spoken at theirs,
// and an offer in the call keeps the number that is spoken already.
func TestOpusKeepsItsNumber(t *testing.T) {
	s := NewSession(testLocal, Terms{Codecs: []media.Codec{media.Opus, media.PCMA}})
	if offer := string(s.Offer()); !strings.Contains(offer, " RTP/AVP 111 8 101\r\na=rtpmap:111 opus/48000/2\r\n") {
		t.Errorf("offer %q", offer)
	}
	st, err := s.Accept(lines("v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0",
		"m=audio 4000 RTP/AVP 96 101", "a=rtpmap:96 opus/48000/2", "a=rtpmap:101 telephone-event/8000"))
	if err != nil || st.Codec != media.Opus || st.Payload != 96 || st.PayloadIn != 111 {
		t.Errorf("%+v, %v: want Opus spoken as 96 and heard as 111", st, err)
	}
	if _, _, err := s.Answer(lines("v=0", "o=- 1 2 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0",
		"m=audio 4000 RTP/AVP 8 107", "a=rtpmap:107 opus/48000/2", "a=rtpmap:111 G726-32/8000")); err != nil || s.Stream.Payload != 107 {
		t.Fatalf("%+v, %v: want Opus, which is spoken, as 107", s.Stream, err)
	}
	if offer := string(s.Offer()); !strings.Contains(offer, " RTP/AVP 107 8 101\r\na=rtpmap:107 opus/48000/2\r\n") {
		t.Errorf("offer in the call %q", offer)
	}
}

const (
	sixty = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd" // 30 bytes
	line1 = "a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:" + sixty + "|2^31"
)

func TestSoundIsEncryptedAsTheTrunkSays(t *testing.T) {
	open, allowed, required := Terms{}, Terms{Secrecy: Allowed, Bare: true}, Terms{Secrecy: Required, Bare: true}
	for name, tt := range map[string]struct {
		terms  Terms
		offer  []string
		suite  media.Suite
		refuse bool
	}{
		"off, plain":                        {open, []string{"m=audio 4000 RTP/AVP 8"}, media.Plain, false},
		"off, with keys":                    {open, []string{"m=audio 4000 RTP/AVP 8", line1}, media.Plain, false},
		"off, encrypted":                    {open, []string{"m=audio 4000 RTP/SAVP 8", line1}, media.Plain, true},
		"allowed, plain":                    {allowed, []string{"m=audio 4000 RTP/AVP 8"}, media.Plain, false},
		"allowed, encrypted":                {allowed, []string{"m=audio 4000 RTP/SAVP 8", line1}, media.AES128SHA1x80, false},
		"allowed, with keys":                {allowed, []string{"m=audio 4000 RTP/AVP 8", line1}, media.AES128SHA1x80, false},
		"allowed, both":                     {allowed, []string{"m=audio 4000 RTP/AVP 8", "m=audio 4002 RTP/SAVP 8", line1}, media.AES128SHA1x80, false},
		"required, plain":                   {required, []string{"m=audio 4000 RTP/AVP 8"}, media.Plain, true},
		"required, encrypted":               {required, []string{"m=audio 4000 RTP/SAVP 8", line1}, media.AES128SHA1x80, false},
		"required, no key":                  {required, []string{"m=audio 4000 RTP/SAVP 8"}, media.Plain, true},
		"required, no suite":                {required, []string{"m=audio 4000 RTP/SAVP 8", "a=crypto:1 F8_128_HMAC_SHA1_80 inline:" + sixty}, media.Plain, true},
		"required, short key":               {required, []string{"m=audio 4000 RTP/SAVP 8", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAEC"}, media.Plain, true},
		"required, a key with an index":     {required, []string{"m=audio 4000 RTP/SAVP 8", line1 + "|1:4"}, media.Plain, true},
		"required, but unencrypted reports": {required, []string{"m=audio 4000 RTP/SAVP 8", line1 + " UNENCRYPTED_SRTCP"}, media.Plain, true},
		"required over UDP": {
			Terms{Secrecy: Required}.Over("UDP"),
			[]string{"m=audio 4000 RTP/SAVP 8", line1},
			media.Plain, true,
		},
		"allowed over UDP": {Terms{Secrecy: Allowed}.Over("UDP"), []string{"m=audio 4000 RTP/AVP 8", line1}, media.Plain, false},
		"allowed over TLS": {Terms{Secrecy: Allowed}.Over("TLS"), []string{"m=audio 4000 RTP/AVP 8", line1}, media.AES128SHA1x80, false},
		"second choice": {required, []string{
			"m=audio 4000 RTP/SAVP 8", "a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:" + sixty,
		}, media.AES128SHA1x32, false},
		"GCM": {required, []string{
			"m=audio 4000 RTP/SAVP 8", "a=crypto:1 AEAD_AES_128_GCM inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw==",
		}, media.AES128GCM, false},
	} {
		answer, got, err := soundOf(t, tt.offer...).answer(testLocal, Origin{}, tt.terms, keyring{})
		if tt.refuse {
			if !errors.Is(err, ErrNoCommonCodec) {
				t.Errorf("%s: %v, want ErrNoCommonCodec", name, err)
			}
			continue
		}
		if err != nil || got.Crypto.Suite != tt.suite {
			t.Errorf("%s: suite %d, %v, want %d", name, got.Crypto.Suite, err, tt.suite)
		}
		if keyed := strings.Contains(string(answer), "a=crypto:"); keyed != (tt.suite != media.Plain) {
			t.Errorf("%s: answer %q", name, answer)
		}
		if tt.suite == media.AES128SHA1x80 {
			inline := regexp.MustCompile(`a=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:(\S+)\r\n`).FindStringSubmatch(string(answer))
			if len(inline) != 2 || inline[1] != base64.StdEncoding.EncodeToString(got.Crypto.Ours[:]) || inline[1] == sixty {
				t.Errorf("%s: answer %q, want our own key for what was offered as 7", name, answer)
			}
			if base64.StdEncoding.EncodeToString(got.Crypto.Theirs[:]) != sixty {
				t.Errorf("%s: their key was misread", name)
			}
		}
	}
}

// Our key lasts as long as the session; the other side may change its own.
func TestKeysOfASession(t *testing.T) {
	body := func(key string) []byte {
		return lines("v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0", "m=audio 4000 RTP/SAVP 8",
			"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:"+key)
	}
	s := NewSession(testLocal, Terms{Secrecy: Required, Bare: true})
	if _, _, err := s.Answer(body(sixty)); err != nil {
		t.Fatal(err)
	}
	first := s.Stream.Crypto
	_, changed, err := s.Answer(body("B" + sixty[1:]))
	if second := s.Stream.Crypto; err != nil || !changed || second.Ours != first.Ours || second.Theirs == first.Theirs {
		t.Errorf("a new key of theirs: changed %t, %v", changed, err)
	}
	offer := string(s.Offer())
	if !strings.Contains(offer, "m=audio 20000 RTP/SAVP ") || !strings.Contains(offer, base64.StdEncoding.EncodeToString(first.Ours[:])) {
		t.Errorf("our offer inside the session %q, want the same key again", offer)
	}
	if st, err := s.Accept(body(sixty)); err != nil || st.Crypto != first {
		t.Errorf("answer: %v", err)
	}
	s.Offer()
	if _, err := s.Accept(lines("v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0", "m=audio 4000 RTP/AVP 8")); !errors.Is(err, ErrNoCommonCodec) {
		t.Errorf("an answer without a key where one is required: %v", err)
	}
	if text, err := json.Marshal(s); err != nil || strings.Contains(string(text), base64.StdEncoding.EncodeToString(first.Ours[:])) || strings.Contains(string(text), "Crypto") {
		t.Errorf("a stored session holds keys: %s, %v", text, err)
	}
}

// TestSoundMayComeFromWhereMessagesComeFrom: both who answers an offer and whose
// offer is answered learns it of the terms.
func TestSoundMayComeFromWhereMessagesComeFrom(t *testing.T) {
	via := netip.MustParseAddr("192.0.2.9")
	s := Session{Local: netip.MustParseAddrPort("192.0.2.1:4000"), Ours: SendRecv, Terms: Terms{Via: via}}
	if _, _, err := s.Answer([]byte(viaOffer)); err != nil || s.Stream.Via != via {
		t.Errorf("an offer answered: %v, %v", s.Stream.Via, err)
	}
	s.Offer()
	if st, err := s.Accept([]byte(viaOffer)); err != nil || st.Via != via {
		t.Errorf("an offer of ours: %v, %v", st.Via, err)
	}
}

const viaOffer = "v=0\r\no=- 1 1 IN IP4 10.0.0.7\r\ns=-\r\nc=IN IP4 10.0.0.7\r\nt=0 0\r\nm=audio 5000 RTP/AVP 8\r\n"
