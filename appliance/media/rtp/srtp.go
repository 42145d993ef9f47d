package rtp

import (
	"fmt"

	"github.com/pion/srtp/v3"

	"cordboard/appliance/media"
)

// ciphers encrypt what a leg sends and decrypt what it hears (SRTP, RFC 3711).
// One lives as long as its key: it counts how often sequence numbers have gone
// round, and nothing is encrypted twice under the same count.
type ciphers struct {
	agreed  media.Crypto
	out, in *srtp.Context // nil: plain
	sealed  [largest]byte
	opened  [largest]byte
}

var profiles = map[media.Suite]srtp.ProtectionProfile{
	media.AES128SHA1x80: srtp.ProtectionProfileAes128CmHmacSha1_80,
	media.AES128SHA1x32: srtp.ProtectionProfileAes128CmHmacSha1_32,
	media.AES128GCM:     srtp.ProtectionProfileAeadAes128Gcm,
}

// agree takes what was agreed on; a direction whose key is as before goes on.
func (c *ciphers) agree(to media.Crypto) error {
	out, in := c.out, c.in
	var err error
	if to.Suite != c.agreed.Suite || to.Ours != c.agreed.Ours {
		if out, err = cipher(to.Suite, to.Ours); err != nil {
			return err
		}
	}
	if to.Suite != c.agreed.Suite || to.Theirs != c.agreed.Theirs {
		if in, err = cipher(to.Suite, to.Theirs); err != nil {
			return err
		}
	}
	c.agreed, c.out, c.in = to, out, in
	return nil
}

// cipher makes that of one direction; nil for Plain.
func cipher(suite media.Suite, key media.Key) (*srtp.Context, error) {
	if suite == media.Plain {
		return nil, nil
	}
	const master, window = 16, 64 // RFC 3711 section 3.3.2 asks for 64 at least
	c, err := srtp.CreateContext(key[:master], key[master:suite.Size()], profiles[suite],
		srtp.SRTPReplayProtection(window), srtp.SRTCPReplayProtection(window))
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	return c, nil
}

// seal encrypts a packet; what it returns is good until the next. False: it
// must not be sent.
func (c *ciphers) seal(b []byte) ([]byte, bool) {
	if c.out == nil {
		return b, true
	}
	sealed, err := c.out.EncryptRTP(c.sealed[:0], b, nil)
	return sealed, err == nil
}

// open decrypts a packet; false: it is not the party's, or came before.
func (c *ciphers) open(b []byte) ([]byte, bool) {
	if c.in == nil {
		return b, true
	}
	opened, err := c.in.DecryptRTP(c.opened[:0], b, nil)
	return opened, err == nil
}

// sealReport and openReport do the same with RTCP.
func (c *ciphers) sealReport(b []byte) ([]byte, bool) {
	if c.out == nil {
		return b, true
	}
	sealed, err := c.out.EncryptRTCP(nil, b, nil)
	return sealed, err == nil
}

func (c *ciphers) openReport(b []byte) ([]byte, bool) {
	if c.in == nil {
		return b, true
	}
	opened, err := c.in.DecryptRTCP(nil, b, nil)
	return opened, err == nil
}
