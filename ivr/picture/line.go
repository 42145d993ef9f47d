package picture

import (
	"fmt"
	"strings"
)

// The measures of texts at ways, and of what lines need to bend.
const (
	letter     = 7 // wide
	textHeight = 14
	textRise   = 3 // above its line
	textRoom   = textHeight + textRise + 2
	bend       = 20
)

// text is what is drawn at the way.
func (c *course) text() string {
	names := fit(strings.Join(c.words, " · "), nameLetters)
	if c.far {
		return fit(names+" → "+c.node, farLetters)
	}
	return names
}

func textWidth(text string) int { return letter * len([]rune(text)) }

// place is where a column of nodes begins, and where the room at its right ends
// in which its ways have their texts.
type place struct{ left, right int }

// columnsOf gives each column the room that the longest text needs.
func columnsOf(boards ...*board) (all []place) {
	var texts []int
	for _, b := range boards {
		texts = append(texts, make([]int, max(0, len(b.columns)-len(texts)))...)
		for _, c := range b.courses {
			if column := c.slots[0].column; !c.back {
				texts[column] = max(texts[column], textWidth(c.text()))
			}
		}
	}
	at := margin
	for _, text := range texts {
		right := at + Width + 2*bend + text
		all = append(all, place{at, right})
		at = right
	}
	return all
}

// drawn is the way of the course among nodes that have their places.
func (c *course) drawn(nodes []Node, places []place) Way {
	w := Way{From: &nodes[c.from], To: &nodes[c.to], Names: c.names, Words: c.words, Back: c.back, Far: c.far, Text: c.text()}
	p := pen{x: w.From.X + Width, y: w.From.Y + Height/2}
	fmt.Fprintf(&p.path, "M%d %d", p.x, p.y)
	if c.back {
		w.Room = textRoomAt(w.Text, p.x-bend/2, whole(c.slots[1].y))
		c.lineBack(&p, places)
	} else {
		end := places[c.slots[0].column].right - bend
		w.Room = textRoomAt(w.Text, end, whole(c.label))
		p.curve(end-w.Room.Width, whole(c.label))
		p.straight(end)
		c.line(&p, places)
	}
	w.Line = p.path.String()
	return w
}

// textRoomAt is the room of a text that ends at x, above a line at y.
func textRoomAt(text string, x, y int) Box {
	width := textWidth(text)
	return Box{x - width, y - textRise - textHeight, width, textHeight}
}

// line goes on from the text to the right, straight past the nodes that stand
// in the columns between.
func (c *course) line(p *pen, places []place) {
	for i, s := range c.slots[1:] {
		left := places[s.column].left
		p.curve(left, whole(s.y))
		if i < len(c.slots)-2 {
			p.straight(left + Width)
		}
	}
}

// lineBack turns round at the right of its node, goes to the left past all that
// stands between, and turns round again.
func (c *course) lineBack(p *pen, places []place) {
	last := len(c.slots) - 1
	for i, s := range c.slots[1:last] {
		left := places[s.column].left
		if i == 0 {
			p.turn(bend, whole(s.y))
		} else {
			p.curve(left+Width, whole(s.y))
		}
		p.straight(left)
	}
	p.turn(-bend, whole(c.slots[last].y))
}

// pen draws a path.
type pen struct {
	x, y int
	path strings.Builder
}

func (p *pen) straight(x int) {
	p.x = x
	fmt.Fprintf(&p.path, " H%d", x)
}

// curve leaves and arrives level.
func (p *pen) curve(x, y int) {
	middle := (p.x + x) / 2
	fmt.Fprintf(&p.path, " C%d %d %d %d %d %d", middle, p.y, middle, y, x, y)
	p.x, p.y = x, y
}

// turn goes round to another height, out that far.
func (p *pen) turn(out, y int) {
	fmt.Fprintf(&p.path, " C%d %d %d %d %d %d", p.x+out, p.y, p.x+out, y, p.x, y)
	p.y = y
}

// Arrives is where the way comes in.
func (w Way) Arrives() (x, y int) { return w.To.X, w.To.Y + Height/2 }

// Written is where its text ends, on the line that letters stand on.
func (w Way) Written() (x, y int) {
	return w.Room.X + w.Room.Width, w.Room.Y + w.Room.Height - textRise
}
