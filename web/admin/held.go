package admin

import (
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"
)

// held are the passwords that were typed into forms which were then refused: no
// page shows a password, so whoever mends another field would have to type it
// again, and know that. They are sealed, one a sign-in, and gone with the
// process. It may be used by several goroutines.
type held struct {
	mu  sync.Mutex
	all map[[sha256.Size]byte]heldPassword // by sign-in
}

type heldPassword struct {
	token, sealed string
	until         time.Time
}

// heldFor is how long a password is held.
const heldFor = 10 * time.Minute

// hold keeps a sealed password for a sign-in, in place of any before, and gives
// the token that a form brings back for it.
func (h *held) hold(signIn, sealed string, now time.Time) (token string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget(now)
	token = rand.Text()
	h.all[sha256.Sum256([]byte(signIn))] = heldPassword{token, sealed, now.Add(heldFor)}
	return token
}

// take gives a sealed password to the sign-in that it is held for, once; empty:
// it is held no more, or never was.
func (h *held) take(signIn, token string, now time.Time) (sealed string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget(now)
	by := sha256.Sum256([]byte(signIn))
	if token == "" || h.all[by].token != token {
		return ""
	}
	sealed = h.all[by].sealed
	delete(h.all, by)
	return sealed
}

// forget drops what was held for long enough.
func (h *held) forget(now time.Time) {
	if h.all == nil {
		h.all = map[[sha256.Size]byte]heldPassword{}
	}
	for by, p := range h.all {
		if !now.Before(p.until) {
			delete(h.all, by)
		}
	}
}
