// Package softphone is a telephone that calls the box: the caller of the
// demonstration, and of tests that need one more. The box itself never uses
// it. It stands on sipgo's own dialogs and not on package sip's, so that the
// two do not share their mistakes; only the session description is sip's.
//
// A Phone knows no registration and answers nobody. It owns the goroutine that
// reads its socket; Close waits for it.
package softphone
