// Package account knows who may sign in: operators, their passwords and the
// browsers at which they are signed in. It alone writes operators and logins.
//
// A password is kept as argon2id (RFC 9106): 64 MiB, three passes. At most two
// are computed at once and few wait, so that sign-ins cannot eat the box. An
// unknown login costs what a known one does and is refused in the same words.
//
// Who guesses is slowed down by address and by login. The limit by login does
// not hold for an address at which that operator is signed in, nor for the
// last administrator: nobody far away can lock him out.
//
// A sign-in is a token of 256 random bits; the store holds its SHA-256. It
// ends when it was not used for a while, after a week at the latest, and when
// the operator's password or role changes or he is disabled.
//
// The package has no goroutines.
package account
