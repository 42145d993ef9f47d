package picture

import "fmt"

// Line is the way as the path of an SVG: from the right edge of one node to the
// left edge of the other; one that leads back goes round beneath both.
func (w Way) Line() string {
	x1, y1, x2, y2 := w.ends()
	if w.Back {
		low := max(y1, y2) + Height/2 + (row-Height)/2
		return fmt.Sprintf("M%d %d C%d %d %d %d %d %d S%d %d %d %d",
			x1, y1, x1+row/2, y1, x1+row/2, low, (x1+x2)/2, low, x2-row/2, y2, x2, y2)
	}
	middle := (x1 + x2) / 2
	return fmt.Sprintf("M%d %d C%d %d %d %d %d %d", x1, y1, middle, y1, middle, y2, x2, y2)
}

// End is where the way comes in.
func (w Way) End() (x, y int) {
	_, _, x, y = w.ends()
	return x, y
}

// LabelAt is where the label ends: above the line and short of its end; that of
// a way back stands beneath the node, one under the other.
func (w Way) LabelAt() (x, y int) {
	x1, y1, x2, y2 := w.ends()
	if w.Back {
		return x1 + row/2 - 4, y1 + Height/2 + 13*(w.nth+1)
	}
	const t = 0.78 // of the curve of Line
	u := 1 - t
	middle := float64(x1+x2) / 2
	fx := u*u*u*float64(x1) + 3*u*u*t*middle + 3*u*t*t*middle + t*t*t*float64(x2)
	fy := (u*u*u+3*u*u*t)*float64(y1) + (3*u*t*t+t*t*t)*float64(y2)
	return int(fx) + 8, int(fy) - 6
}

func (w Way) ends() (x1, y1, x2, y2 int) {
	return w.From.X + Width, w.From.Y + Height/2, w.To.X, w.To.Y + Height/2
}
