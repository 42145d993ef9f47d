package widget

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"cordboard/appliance"
)

// token is a visitor's proof: 256 bits that only he and, hashed, the store
// hold.
type token [sha256.Size]byte

// newToken makes the token of the conversation that an opening with that key
// makes. The same key gives the same token, so that a panel whose first
// request got no answer can ask again and still has one conversation; without
// secret nobody can tell a token, and key is 256 random bits as well.
func newToken(secret []byte, e appliance.EntryPointID, key string) token {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("visitor " + e.String() + " " + key))
	return token(mac.Sum(nil))
}

// hash is what the store keeps.
func (t token) hash() []byte {
	sum := sha256.Sum256(t[:])
	return sum[:]
}

func (t token) String() string { return base64.RawURLEncoding.EncodeToString(t[:]) }

// tokenOf reads the Authorization header (RFC 6750 section 2.1).
func tokenOf(r *http.Request) (token, bool) {
	text, isBearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	t, isToken := readToken(text)
	return t, isBearer && isToken
}

func readToken(text string) (token, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) != len(token{}) {
		return token{}, false
	}
	return token(raw), true
}
