package trunk

import (
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/appliance/media/sdp"
	"cordboard/appliance/sip"
)

const soundly = `{"calls":2,"trunks":[{"name":"x","sources":["192.0.2.0/24"],"transport":"udp","identity":"from","sound":SOUND}]}`

func TestTrunkSaysOnWhichTermsItsSoundIsAgreedOn(t *testing.T) {
	c, err := Parse(strings.Replace(soundly, "SOUND", `{"codecs":["opus","g722","pcma"],"srtp":"required","srtpWithoutTLS":true}`, 1))
	if err != nil {
		t.Fatal(err)
	}
	var ts Trunks
	ts.config.Store(&c)
	want := sdp.Terms{Codecs: []media.Codec{media.Opus, media.G722, media.PCMA}, Secrecy: sdp.Required, Bare: true}
	if got := ts.Terms(netip.MustParseAddr("192.0.2.7")); !reflect.DeepEqual(got, want) {
		t.Errorf("terms %+v, want %+v", got, want)
	}
	if got := ts.Terms(netip.MustParseAddr("198.51.100.1")); !reflect.DeepEqual(got, sdp.Terms{}) {
		t.Errorf("terms of a stranger %+v, want none", got)
	}
}

// TestBrowsersSpeakTheBestThatATrunkPrefers: what stands behind the first is
// spoken for want of better.
func TestBrowsersSpeakTheBestThatATrunkPrefers(t *testing.T) {
	for want, trunks := range map[media.Codec][][]Codec{
		media.PCMA: {nil, {PCMU, Opus}},
		media.G722: {{PCMA}, {G722, Opus}},
		media.Opus: {{G722}, {Opus, PCMA}, {PCMU}},
	} {
		var c Config
		for _, of := range trunks {
			c.Trunks = append(c.Trunks, Trunk{Sound: Sound{Codecs: of}})
		}
		var ts Trunks
		ts.config.Store(&c)
		if got := ts.Spoken(); got != want {
			t.Errorf("trunks of %v: browsers speak %d, want %d", trunks, got, want)
		}
	}
}

// TestTrunkBehindTranslationSaysWhoseSoundIsFollowed: the address that messages
// come from, on calls in and out, and nobody's where the exchange is not.
func TestTrunkBehindTranslationSaysWhoseSoundIsFollowed(t *testing.T) {
	to := exchange("pbx", "192.0.2.1:5060", "ext")
	for translated, want := range map[bool]netip.Addr{false: {}, true: netip.MustParseAddr("192.0.2.1")} {
		to.Sound.Translated = translated
		c := Config{Calls: 1, Trunks: []Trunk{to}}
		var ts Trunks
		ts.config.Store(&c)
		if got := ts.Terms(netip.MustParseAddr("192.0.2.1")).Via; got != want {
			t.Errorf("translated %t, in: %v", translated, got)
		}
		ways, err := ways(c, Number{Digits: "31", Kind: Extension}, "CZ", sip.Party{}, nobody)
		if err != nil || ways[0].Terms.Via != want {
			t.Errorf("translated %t, out: %v, %v", translated, ways, err)
		}
	}
}

func TestSoundThatCannotBeIsRefused(t *testing.T) {
	for sound, want := range map[string]*appliance.Refusal{
		`{"codecs":["mp3"]}`:         ErrCodecs,
		`{"codecs":["pcma","pcma"]}`: ErrCodecs,
		`{"srtp":"perhaps"}`:         ErrSRTP,
	} {
		_, err := Parse(strings.Replace(soundly, "SOUND", sound, 1))
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", sound, err, want)
		}
	}
}
