package media

// Bridge joins two parties: each hears the other, and a key that one presses
// is pressed towards the other. Sound is handed on from the goroutine that
// heard it; the Bridge has none of its own.
type Bridge struct{ a, b Port }

// Join bridges a and b, in place of whoever listened to them before. What a
// says is also handed to tapA and what b says to tapB, for a recorder; either
// may be nil. The ports may speak different codecs: Send takes any.
func Join(a, b Port, tapA, tapB Sink) *Bridge {
	a.Listen(&way{to: b, tap: tapA})
	b.Listen(&way{to: a, tap: tapB})
	return &Bridge{a: a, b: b}
}

// Close parts the two; when it returns, neither hears the other any more and
// no tap is called. Close the bridge before somebody else listens to a party.
func (b *Bridge) Close() {
	b.a.Listen(nil)
	b.b.Listen(nil)
}

// way is one direction of a bridge.
type way struct {
	to  Port
	tap Sink
}

func (w *way) Frame(f Frame) {
	w.to.Send(f)
	if w.tap != nil {
		w.tap.Frame(f)
	}
}

func (w *way) Digit(d Digit) {
	w.to.SendDigit(d)
	if w.tap != nil {
		w.tap.Digit(d)
	}
}
