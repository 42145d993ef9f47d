// Package digest answers the challenges of exchanges that want to know who we
// are (RFC 7616, RFC 8760). It sends nothing and has no goroutines.
package digest

import (
	"bytes"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"

	wire "github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"

	"cordboard/appliance/sip/message"
)

// Credentials are by what an exchange knows us. The zero Credentials answer no
// challenge.
type Credentials struct{ Username, Password string }

// Proofs are the challenges of one exchange that we can answer, each with what
// it was answered with. They belong to one call or one registration, whose
// requests follow one another, and to one goroutine.
type Proofs struct {
	by     Credentials
	open   []proof // one for each field and realm
	closed bool    // no realm is learnt any more
}

// By are those of one who was not asked yet.
func By(c Credentials) Proofs { return Proofs{by: c} }

// Close ends the learning of realms. In a call that stands it is not the exchange
// alone that may ask, but also whoever was called, and an answer is something to
// guess our password from.
func (p *Proofs) Close() { p.closed = true }

// proof answers one challenge (RFC 7616, RFC 8760).
type proof struct {
	field     string // that it is given in
	challenge digest.Challenge
	used      int  // requests that carried it, the nonce count
	again     bool // it came when its predecessor was stale at its first use
}

// Learn takes the challenges of a 401 or 407, and tells whether to try again.
// A challenge that comes in answer to the first use of its nonce means that our
// password is wrong, unless the nonce is only stale (RFC 7616 section 3.3).
func (p *Proofs) Learn(res *wire.Response) bool {
	asks, answers := "www-authenticate", "authorization"
	if res.StatusCode == wire.StatusProxyAuthRequired {
		asks, answers = "proxy-authenticate", "proxy-authorization"
	} else if res.StatusCode != wire.StatusUnauthorized {
		return false
	}
	if p.by == (Credentials{}) {
		return false
	}
	var offered []string
	for _, h := range res.GetHeaders(asks) {
		offered = append(offered, h.Value())
	}
	learnt := false
	for _, c := range strongest(offered) {
		learnt = p.take(answers, c) || learnt
	}
	return learnt
}

// take keeps a challenge unless its predecessor shows that it is in vain.
func (p *Proofs) take(field string, c digest.Challenge) bool {
	i := slices.IndexFunc(p.open, func(o proof) bool { return o.field == field && o.challenge.Realm == c.Realm })
	if i < 0 && p.closed {
		return false
	}
	if i < 0 {
		p.open = append(p.open, proof{field: field, challenge: c})
		return true
	}
	first := p.open[i].used <= 1
	if first && (!c.Stale || p.open[i].again) {
		return false
	}
	p.open[i] = proof{field: field, challenge: c, again: first}
	return true
}

// Sign adds to a request the answers to what was asked so far.
func (p *Proofs) Sign(m *message.Text) {
	method, rest, _ := strings.Cut(m.Start, " ")
	uri, _, _ := strings.Cut(rest, " ")
	for i := range p.open {
		o := &p.open[i]
		o.used++
		answer, err := respond(o.challenge, p.by, method, uri, m.Body, o.used, nonce())
		if err != nil {
			continue // it goes without, and is refused in words
		}
		m.Add(o.field, answer)
	}
}

// Given tells whether a request that is signed now proves anything.
func (p *Proofs) Given() bool { return len(p.open) > 0 }

// Clone is for requests that leave by a goroutine of their own.
func (p *Proofs) Clone() Proofs {
	return Proofs{by: p.by, open: slices.Clone(p.open), closed: p.closed}
}

// respond writes the answer to a challenge.
func respond(c digest.Challenge, by Credentials, method, uri string, body []byte, count int, cnonce string) (string, error) {
	options := digest.Options{
		Method: method, URI: uri, Count: count, Cnonce: cnonce, Username: by.Username, Password: by.Password,
		GetBody: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil },
	}
	plain, session := withoutSess(c.Algorithm)
	if session {
		options.A1 = sessionKey(plain, c, by, cnonce)
	}
	named := c.Algorithm
	c.Algorithm = plain
	answer, err := digest.Digest(&c, options)
	if err != nil {
		return "", err
	}
	answer.Algorithm = named
	if session && answer.QOP == "" {
		answer.Cnonce = cnonce
	}
	return answer.String(), nil
}

// sessionKey is the A1 of the algorithms that end in -sess (RFC 7616 section
// 3.4.2), hashed.
func sessionKey(plain string, c digest.Challenge, by Credentials, cnonce string) string {
	hash := func(s string) string { h := md5.Sum([]byte(s)); return hex.EncodeToString(h[:]) }
	if plain == "SHA-256" {
		hash = func(s string) string { h := sha256.Sum256([]byte(s)); return hex.EncodeToString(h[:]) }
	}
	return hash(hash(by.Username+":"+c.Realm+":"+by.Password) + ":" + c.Nonce + ":" + cnonce)
}

func withoutSess(algorithm string) (plain string, session bool) {
	if i := len(algorithm) - len("-sess"); i >= 0 && strings.EqualFold(algorithm[i:], "-sess") {
		return strings.ToUpper(algorithm[:i]), true
	}
	return strings.ToUpper(algorithm), false
}

// strength orders the algorithms that we know; 0 is one that we do not.
func strength(algorithm string) int {
	plain, session := withoutSess(algorithm)
	switch {
	case plain == "SHA-512-256" && !session:
		return 3
	case plain == "SHA-256":
		return 2
	case plain == "MD5", plain == "" && !session:
		return 1
	}
	return 0
}

// strongest reads challenges and keeps of each realm the strongest that we
// can answer, whatever the order: who stands between may have set it, and MD5
// is guessed fastest.
func strongest(offered []string) []digest.Challenge {
	var best []digest.Challenge
	for _, text := range offered {
		c, err := digest.ParseChallenge(text)
		if err != nil || c.Nonce == "" || strength(c.Algorithm) == 0 || !readQOP(c) {
			continue
		}
		i := slices.IndexFunc(best, func(b digest.Challenge) bool { return b.Realm == c.Realm })
		switch {
		case i < 0:
			best = append(best, *c)
		case strength(c.Algorithm) > strength(best[i].Algorithm):
			best[i] = *c
		}
	}
	return best
}

// readQOP sets the qualities of protection as we compare them, and tells
// whether we have one of those offered.
func readQOP(c *digest.Challenge) bool {
	for i, q := range c.QOP {
		c.QOP[i] = strings.ToLower(strings.TrimSpace(q))
	}
	return len(c.QOP) == 0 || c.SupportsQOP("auth") || c.SupportsQOP("auth-int")
}

// nonce is one of ours.
func nonce() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
