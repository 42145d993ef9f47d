package media

import (
	"slices"
	"testing"
)

// port is a party in memory.
type port struct {
	sink   Sink
	heard  []Frame
	digits []Digit
}

func (p *port) Send(f Frame)      { p.heard = append(p.heard, f) }
func (p *port) SendDigit(d Digit) { p.digits = append(p.digits, d) }
func (p *port) Listen(s Sink)     { p.sink = s }

func (p *port) Frame(f Frame) { p.heard = append(p.heard, f) }
func (p *port) Digit(d Digit) { p.digits = append(p.digits, d) }

func TestBridgeHandsSoundAndKeysToTheOtherSideAndItsTap(t *testing.T) {
	var caller, operator, left, right port
	b := Join(&caller, &operator, &left, &right)
	caller.sink.Frame(Frame{Timestamp: 1})
	operator.sink.Frame(Frame{Timestamp: 2, Codec: PCMA})
	caller.sink.Digit(Digit{Key: '5'})
	for who, p := range map[string]struct {
		got  *port
		want uint32
	}{"caller": {&caller, 2}, "operator": {&operator, 1}, "left tap": {&left, 1}, "right tap": {&right, 2}} {
		if len(p.got.heard) != 1 || p.got.heard[0].Timestamp != p.want {
			t.Errorf("%s heard %v, want frame %d", who, p.got.heard, p.want)
		}
	}
	if want := []Digit{{Key: '5'}}; !slices.Equal(operator.digits, want) || len(caller.digits) != 0 {
		t.Errorf("digits: operator %v, caller %v", operator.digits, caller.digits)
	}
	b.Close()
	if caller.sink != nil || operator.sink != nil {
		t.Error("somebody still listens after Close")
	}
	Join(&caller, &operator, nil, nil)
	caller.sink.Frame(Frame{Timestamp: 3})
	if len(operator.heard) != 2 {
		t.Errorf("without taps the operator heard %v", operator.heard)
	}
}
