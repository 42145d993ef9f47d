package call

import (
	"fmt"
	"runtime/debug"
)

// guarded does some work and returns what ended it: a fault of ours there is an
// error, for the call that it was done for, and not the end of the process.
func guarded(work func() error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("fault: %v\n%s", fault, debug.Stack())
		}
	}()
	return work()
}

// beside does something for the call in a goroutine of its own, for which the end
// of the call waits. If it breaks, the call does.
func (a *actor) beside(do func()) {
	a.outside.Go(func() {
		if err := guarded(func() error { do(); return nil }); err != nil {
			a.log.Error("call broke beside its actor", "err", err)
			a.mail.Post(broke{"fault"})
		}
	})
}

// alongside does something in a goroutine of its own, for which Run waits.
func (cs *Calls) alongside(do func()) {
	cs.placed.Go(func() {
		if err := guarded(func() error { do(); return nil }); err != nil {
			cs.Log.Error("calls broke beside their actors", "err", err)
		}
	})
}
