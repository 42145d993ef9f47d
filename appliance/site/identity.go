package site

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// FormerSecretLasts is how long a site may still vouch with a secret that was renewed:
// until its pages have the new one.
const FormerSecretLasts = 24 * time.Hour

// LongestUser is how long a site's name for one of its users may be, in characters.
const LongestUser = 128

// ErrNotWidget refuses a secret to what is no widget: no site stands before it.
var ErrNotWidget = appliance.Refuse(appliance.Invalid, "refusal.identity-widget")

// ProofLasts is how long a site's word for a user is good at most: who copies it from a
// page is not that user for ever.
const ProofLasts = 24 * time.Hour

// proofClock is how much the clock of a site may be ahead of the box's.
const proofClock = 5 * time.Minute

// Proof is the word of a site for one of its users: until when it is good, in seconds
// since 1970, a full stop, and HMAC-SHA256 (RFC 2104) of what it calls him, a vertical
// line and that time, under its secret, in hexadecimal.
func Proof(secret, user string, until time.Time) string {
	at := strconv.FormatInt(until.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(user + "|" + at))
	return at + "." + hex.EncodeToString(mac.Sum(nil))
}

// identity is a widget's secret as it is kept, sealed, and those before that are good
// for a while: who renews it twice in a day takes it from no page that is in use.
type identity struct {
	Secret  string    `json:"secret"`
	Renewed time.Time `json:"renewed"`
	Former  []former  `json:"former,omitempty"` // the newest first
}

type former struct {
	Secret string    `json:"secret"`
	Until  time.Time `json:"until"`
}

// mostFormer is how many secrets before the one that holds are good at most.
const mostFormer = 5

// renewed is what is kept from the moment on at which there is another secret.
func (i identity) renewed(secret string, now time.Time) identity {
	next := identity{Secret: secret, Renewed: now}
	if i.Secret != "" {
		next.Former = append(next.Former, former{i.Secret, now.Add(FormerSecretLasts)})
	}
	for _, f := range i.Former {
		if f.Until.After(now) && len(next.Former) < mostFormer {
			next.Former = append(next.Former, f)
		}
	}
	return next
}

// identityName is under what the secret of an entry point is kept and sealed.
func identityName(e appliance.EntryPointID) string { return "identity." + e.String() }

// holds are the sealed secrets that are good at a time.
func (i identity) holds(now time.Time) (all []string) {
	if i.Secret != "" {
		all = append(all, i.Secret)
	}
	for _, f := range i.Former {
		if f.Until.After(now) {
			all = append(all, f.Secret)
		}
	}
	return all
}

// Proves tells whether one of the secrets made the proof, and it is good now. It takes as
// long for a proof that is nearly right as for one that is not.
func Proves(secrets []string, user, proof string, now time.Time) bool {
	at, _, _ := strings.Cut(proof, ".")
	seconds, err := strconv.ParseInt(at, 10, 64)
	until := time.Unix(seconds, 0)
	if err != nil || !until.After(now) || until.After(now.Add(ProofLasts+proofClock)) || user == "" || plain.Line(user, LongestUser) != user {
		return false
	}
	proven := false
	for _, secret := range secrets {
		proven = hmac.Equal([]byte(Proof(secret, user, until)), []byte(strings.ToLower(proof))) || proven
	}
	return proven
}

// RenewSecret gives a widget's entry point another secret, by which its site vouches
// for users, and tells it this once. The one before is good for FormerSecretLasts.
func (s *Site) RenewSecret(ctx context.Context, by appliance.OperatorID, id appliance.EntryPointID) (secret string, err error) {
	raw := make([]byte, sha256.Size)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	secret = hex.EncodeToString(raw)
	err = s.store.Write(ctx, func(tx *sqlite.Tx) error {
		e, err := tx.EntryPoint(id)
		if err != nil {
			return err
		}
		if e.Channel != appliance.WebChat {
			return ErrNotWidget
		}
		now, err := readIdentity(&tx.View, id)
		if err != nil {
			return err
		}
		text, err := json.Marshal(now.renewed(s.key.Seal(identityName(id), secret), s.now()))
		if err != nil {
			return err
		}
		if err := tx.SetSetting(identityName(id), string(text)); err != nil {
			return err
		}
		return s.record(tx, Change{What: entryPointKept + id.String(), By: by, Secret: true}, e, e)
	})
	if err != nil {
		return "", fmt.Errorf("renew the secret of entry point %s: %w", id, err)
	}
	return secret, nil
}

// SecretSince is when an entry point was given its secret; zero: it has none.
func (s *Site) SecretSince(ctx context.Context, id appliance.EntryPointID) (since time.Time, err error) {
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		i, err := readIdentity(v, id)
		since = i.Renewed
		return err
	})
	if err != nil {
		return since, fmt.Errorf("read since when entry point %s has its secret: %w", id, err)
	}
	return since, nil
}

// Vouched tells whether the site of an entry point vouches for a user.
func (s *Site) Vouched(ctx context.Context, id appliance.EntryPointID, user, proof string) (bool, error) {
	var i identity
	err := s.store.Read(ctx, func(v *sqlite.View) (err error) {
		i, err = readIdentity(v, id)
		return err
	})
	var secrets []string
	for _, sealed := range i.holds(s.now()) {
		secret, unsealed := s.key.Unseal(identityName(id), sealed)
		err = cmp.Or(err, unsealed)
		secrets = append(secrets, secret)
	}
	if err != nil {
		return false, fmt.Errorf("read the secret of entry point %s: %w", id, err)
	}
	return Proves(secrets, user, proof, s.now()), nil
}

func readIdentity(v *sqlite.View, id appliance.EntryPointID) (i identity, err error) {
	text, set, err := v.Setting(identityName(id))
	if err == nil && set {
		err = json.Unmarshal([]byte(text), &i)
	}
	return i, err
}
