package account

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
)

// cost is what a password's hash costs (RFC 9106 section 4, the second
// recommended option with one lane).
var cost = argon2id.Params{Memory: 64 * 1024, Iterations: 3, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// nobody is the hash of a password that nobody knows, of the same cost: what a
// sign-in is compared with when there is no such operator.
const nobody = "$argon2id$v=19$m=65536,t=3,p=1$mMDkvBrDlNZvG9aogFZCNw$3bC5SkzGoirztrMeuEs1d0n/92AtxI5KhDp2F33QPPo"

const (
	shortest = 12
	longest  = 256
)

// checkPassword refuses passwords that are guessed: short ones, those that
// many people have, and those made of what everybody knows of the operator.
func checkPassword(password string, about ...string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < shortest:
		return ErrShort.With("limit", shortest)
	case n > longest || len(password) > 4*longest:
		return ErrLong.With("limit", longest)
	case common(password, about...):
		return ErrCommon
	}
	return nil
}

// hash computes a password's hash, waiting for its turn.
func (a *Accounts) hash(ctx context.Context, password string) (hash string, err error) {
	turn := a.turnstile.do(ctx, func() { hash, err = argon2id.CreateHash(password, &a.cost) })
	if turn != nil {
		return "", turn
	}
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// matches compares a password with a hash, waiting for its turn. Without a
// hash it takes as long and is false.
func (a *Accounts) matches(ctx context.Context, password, hash string) (match bool, err error) {
	against := hash
	if against == "" {
		against = nobody
	}
	if len(password) > 4*longest {
		password = "" // none is as long
	}
	turn := a.turnstile.do(ctx, func() { match, err = a.compare(password, against) })
	if turn != nil {
		return false, turn
	}
	if err != nil {
		return false, fmt.Errorf("compare password: %w", err)
	}
	return match && hash != "", nil
}

// turnstile lets a few in at once and a few more wait.
type turnstile struct {
	line chan struct{} // holds who is in and who waits
	in   chan struct{} // holds who is in
}

func newTurnstile(in, wait int) turnstile {
	return turnstile{line: make(chan struct{}, in+wait), in: make(chan struct{}, in)}
}

// do runs fn when there is room. When too many wait it is ErrBusy, at once.
func (t turnstile) do(ctx context.Context, fn func()) error {
	select {
	case t.line <- struct{}{}:
	default:
		return ErrBusy
	}
	defer func() { <-t.line }()
	select {
	case t.in <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-t.in }()
	fn()
	return nil
}
