package admin

import (
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"slices"
	"sync"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/seal"
	"cordboard/web"
)

// held are the passwords that were typed into forms which were then refused: no
// page shows a password, so whoever mends another field would have to type it
// again, and know that. They are sealed, one a form and sign-in, and gone with
// the process. It may be used by several goroutines.
type held struct {
	mu  sync.Mutex
	key *seal.Key
	all map[heldFor]heldPassword
}

// heldFor is whose password it is, and where it was typed.
type heldFor struct {
	signIn [sha256.Size]byte
	form   string
}

type heldPassword struct {
	token, sealed string
	until         time.Time
}

// heldTime is how long a password is held.
const heldTime = 10 * time.Minute

// heldName is what they are sealed for.
const heldName = "held"

// hold keeps a password, in place of any before, and gives the token that its
// form brings back for it.
func (h *held) hold(of heldFor, password string, now time.Time) (token string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget(now)
	token = rand.Text()
	h.all[of] = heldPassword{token, h.key.Seal(heldName, password), now.Add(heldTime)}
	return token
}

// take gives a password to whom it is held for, once; empty: it is held no more,
// or never was.
func (h *held) take(of heldFor, token string, now time.Time) (password string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forget(now)
	if token == "" || h.all[of].token != token {
		return ""
	}
	password, err := h.key.Unseal(heldName, h.all[of].sealed)
	if err != nil {
		panic(err) // nobody else has the key, or what it sealed
	}
	delete(h.all, of)
	return password
}

// forget drops what was held for long enough.
func (h *held) forget(now time.Time) {
	if h.all == nil {
		h.all, h.key = map[heldFor]heldPassword{}, seal.New()
	}
	for of, p := range h.all {
		if !now.Before(p.until) {
			delete(h.all, of)
		}
	}
}

// errLost says that a password that was typed before is held no more.
var errLost = appliance.Refuse(appliance.Invalid, "refusal.password-held-no-more")

func heldOf(r *http.Request, form string) heldFor {
	return heldFor{sha256.Sum256([]byte(web.Token(r.Context()))), form}
}

// typedPassword is the password that was typed into a form, now or before it was
// refused. lost: the form counts on one that is held no more.
func (p *Pages) typedPassword(r *http.Request, f typed, form string) (password string, lost bool) {
	token := f.Get("password" + heldSuffix)
	password = p.held.take(heldOf(r, form), token, p.Now())
	if now := f.Get("password"); now != "" {
		return now, false
	}
	return password, token != "" && password == ""
}

// holdPassword keeps for a form that comes back what was typed into it.
func (p *Pages) holdPassword(r *http.Request, v formView, password string) {
	i := slices.IndexFunc(v.Fields, func(f fieldView) bool { return f.Kind == passwordField })
	if password != "" && i >= 0 {
		v.Fields[i].Kind, v.Fields[i].Help = heldField, ""
		v.Fields[i].Value = p.held.hold(heldOf(r, v.Action), password, p.Now())
	}
}
