package sip

import (
	"slices"
	"testing"

	wire "github.com/emiago/sipgo/sip"
)

func numbered(n uint32) incoming {
	r := wire.NewRequest(wire.INFO, wire.Uri{})
	r.AppendHeader(&wire.CSeqHeader{SeqNo: n, MethodName: wire.INFO})
	return incoming{req: r}
}

func TestSequenceHandsOutInOrder(t *testing.T) {
	for _, tt := range []struct {
		name      string
		come      []uint32
		due, late []uint32
		held      []uint32
	}{
		{"in order", []uint32{2, 3, 4}, []uint32{2, 3, 4}, nil, nil},
		{"turned around", []uint32{4, 3, 2}, []uint32{2, 3, 4}, nil, nil},
		{"one is missing", []uint32{2, 4, 5}, []uint32{2}, nil, []uint32{4, 5}},
		{"late", []uint32{2, 2, 1}, []uint32{2}, []uint32{2, 1}, nil},
		{"twice while held back", []uint32{4, 4}, nil, []uint32{4}, []uint32{4}},
		{"largest numbers", []uint32{1<<31 - 1, 2}, []uint32{2}, nil, []uint32{1<<31 - 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := sequence{last: 1}
			var due, late, held []uint32
			for _, n := range tt.come {
				ready, isLate := s.take(numbered(n))
				for _, in := range ready {
					due = append(due, in.seq())
				}
				if isLate {
					late = append(late, n)
				}
			}
			if s.waiting() != (len(tt.held) > 0) {
				t.Errorf("waiting = %v with %v held back", s.waiting(), tt.held)
			}
			for _, in := range s.give() {
				held = append(held, in.seq())
			}
			if !slices.Equal(due, tt.due) || !slices.Equal(late, tt.late) || !slices.Equal(held, tt.held) {
				t.Errorf("due %v late %v held %v, want %v %v %v", due, late, held, tt.due, tt.late, tt.held)
			}
		})
	}
}
