package media

import "testing"

func TestTimelineKeepsTheSendersSpacing(t *testing.T) {
	line := Timeline{Early: 80, Late: 160}
	if pos, moved := line.Place(1<<32-100, 1000); pos != 1000 || !moved {
		t.Fatalf("first frame at %d, moved %v", pos, moved)
	}
	// The count wraps, frames are late, one is missing, two are overtaken.
	for _, f := range []struct {
		ts   uint32
		now  int64
		want int64
	}{{60, 1160, 1160}, {220, 1900, 1320}, {540, 1900, 1640}, {380, 1900, 1480}, {700, 1800, 1800}} {
		if pos, moved := line.Place(f.ts, f.now); pos != f.want || moved {
			t.Errorf("frame %d at %d is placed at %d, moved %v, want %d", f.ts, f.now, pos, moved, f.want)
		}
	}
}

func TestTimelineMoves(t *testing.T) {
	at := func() *Timeline {
		line := &Timeline{Early: 80, Late: 160}
		line.Place(0, 1000)
		return line
	}
	if pos, moved := at().Place(160, 1060); pos != 1060 || !moved {
		t.Errorf("early by 100: placed at %d, moved %v", pos, moved)
	}
	if pos, moved := at().Place(1<<31, 1160); pos != 1160 || !moved {
		t.Errorf("another count: placed at %d, moved %v", pos, moved)
	}
	if pos, moved := at().Place(160, 30000); pos != 30000 || !moved {
		t.Errorf("a pause that the sender did not count: placed at %d, moved %v", pos, moved)
	}
	line := at()
	for i := range uint32(window) {
		delay := int64(400)
		if i == 20 {
			delay = 200 // the least delay of them all is what it moves by
		}
		pos, moved := line.Place(160*(i+1), 1000+160*int64(i+1)+delay)
		if want := i == window-1; moved != want {
			t.Errorf("late frame %d: moved %v", i, moved)
		} else if want && pos != 1000+160*window+200 {
			t.Errorf("moved to %d, want %d", pos, 1000+160*window+200)
		}
	}
	line = at()
	for i := range uint32(3 * window) {
		delay := int64(400)
		if i%40 == 0 {
			delay = 0
		}
		if pos, moved := line.Place(160*(i+1), 1000+160*int64(i+1)+delay); moved {
			t.Errorf("jitter moved the line to %d at frame %d", pos, i)
		}
	}
	line.Reset()
	if pos, moved := line.Place(5, 77); pos != 77 || !moved {
		t.Errorf("after Reset: placed at %d, moved %v", pos, moved)
	}
	line.Push(3)
	if pos, _ := line.Place(165, 240); pos != 240 {
		t.Errorf("after Push: placed at %d, want 240", pos)
	}
}
