package sip

import (
	"errors"
	"testing"

	wire "github.com/emiago/sipgo/sip"
)

// gone is a transaction that has ended and does not say why, as one does whose
// connection is closed at that moment.
type gone struct{ wire.ClientTransaction }

func (gone) Responses() <-chan *wire.Response { return nil }
func (gone) Err() error                       { return nil }
func (gone) Terminate()                       {}
func (gone) Done() <-chan struct{} {
	done := make(chan struct{})
	close(done)
	return done
}

func TestTransactionThatEndsWithoutAReasonIsAFailure(t *testing.T) {
	res, err := final(nil, gone{})
	if res != nil || !errors.Is(err, wire.ErrTransactionTerminated) {
		t.Errorf("got %v, %v, want that it was terminated", res, err)
	}
}
