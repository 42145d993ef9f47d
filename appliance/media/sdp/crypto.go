package sdp

import (
	"crypto/rand"
	"encoding/base64"
	"strconv"
	"strings"

	"cordboard/appliance/media"
)

// crypto is an a=crypto line (RFC 4568 section 4) that can be met.
type crypto struct {
	tag   int
	suite media.Suite
	key   media.Key
}

// maxCrypto bounds how many are read of a section.
const maxCrypto = 8

// suites are those that we know, the best first.
var suites = []struct {
	suite media.Suite
	name  string
}{
	{media.AES128SHA1x80, "AES_CM_128_HMAC_SHA1_80"},
	{media.AES128GCM, "AEAD_AES_128_GCM"},
	{media.AES128SHA1x32, "AES_CM_128_HMAC_SHA1_32"},
}

// parseCrypto reads "1 AES_CM_128_HMAC_SHA1_80 inline:KEY|2^31". What asks for
// more than a key, such as several with an index (MKI) or other session
// parameters, is passed over, as section 6.3 has it.
func parseCrypto(value string) (crypto, bool) {
	words := strings.Fields(value)
	if len(words) != 3 {
		return crypto{}, false
	}
	tag, err := strconv.ParseUint(words[0], 10, 30)
	if err != nil {
		return crypto{}, false
	}
	inline, isInline := strings.CutPrefix(words[2], "inline:")
	text, lifetime, _ := strings.Cut(inline, "|")
	if !isInline || strings.ContainsAny(lifetime, "|:;") {
		return crypto{}, false
	}
	for _, s := range suites {
		if !strings.EqualFold(s.name, words[1]) {
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			raw, err = base64.RawStdEncoding.DecodeString(text)
		}
		if err != nil || len(raw) != s.suite.Size() {
			return crypto{}, false
		}
		c := crypto{tag: int(tag), suite: s.suite}
		copy(c.key[:], raw)
		return c, true
	}
	return crypto{}, false
}

// line writes it.
func (c crypto) line() string {
	name := ""
	for _, s := range suites {
		if s.suite == c.suite {
			name = s.name
		}
	}
	return "a=crypto:" + strconv.Itoa(c.tag) + " " + name + " inline:" +
		base64.StdEncoding.EncodeToString(c.key[:c.suite.Size()]) + "\r\n"
}

// keyring are the keys by which we encrypt in one session, one for each suite.
// They stay while it lasts: what follows each other in one stream must not
// begin to count anew with the same key.
type keyring map[media.Suite]media.Key

// key is the one for a suite, made when it is asked for.
func (k keyring) key(s media.Suite) media.Key {
	key, there := k[s]
	if !there {
		_, _ = rand.Read(key[:s.Size()])
		k[s] = key
	}
	return key
}

// offer is what we offer.
func (k keyring) offer() (lines []crypto) {
	for i, s := range suites {
		lines = append(lines, crypto{i + 1, s.suite, k.key(s.suite)})
	}
	return lines
}

// choose takes the best of what the other side offers (or has chosen of what
// we did) and says how to answer.
func (k keyring) choose(theirs []crypto) (agreed media.Crypto, answer crypto, found bool) {
	for _, s := range suites {
		for _, c := range theirs {
			if c.suite == s.suite {
				ours := k.key(c.suite)
				return media.Crypto{Suite: c.suite, Ours: ours, Theirs: c.key}, crypto{c.tag, c.suite, ours}, true
			}
		}
	}
	return media.Crypto{}, crypto{}, false
}
