package picture

// slot is a place in a column of the drawing: of a node, or of a way that goes
// past the nodes there.
type slot struct {
	column int
	half   float64 // of the height that it takes
	y      float64 // of its middle
	pulls  []pull
}

// pull draws a slot to the height of another, or to one beneath it.
type pull struct {
	to      *slot
	beneath float64
}

// What a slot takes up and down of its middle, with what keeps it apart from
// the next.
const (
	nodeHalf = Height/2 + 13
	wayHalf  = 11
)

// farthest is over how many columns a line can be followed.
const farthest = 8

// board is a part of a drawing in the making: the nodes that are reached from
// some, and their ways, in columns.
type board struct {
	leads     [][]lead
	layer     map[int]int
	back      map[[2]int]bool
	elsewhere map[int]*slot // nodes that another board holds
	at        map[int]*slot // the nodes
	columns   [][]*slot     // from above
	courses   []*course
}

// course is how a way goes: from slot to slot, the first and the last of nodes.
// One that leads back goes beneath its node, beneath what stands between and
// beneath the node that it leads to.
type course struct {
	lead
	from      int
	back, far bool
	slots     []*slot
	label     float64 // the height of its line beneath its text, unless it leads back
}

// lay puts what is reached from the roots into columns. What stands elsewhere
// is not laid again; a way there is a far one.
func lay(leads [][]lead, roots []int, elsewhere map[int]*slot) *board {
	w := walk{leads: leads, state: map[int]walked{}, back: map[[2]int]bool{}}
	for i := range elsewhere {
		w.state[i] = passed
	}
	for _, i := range roots {
		if w.state[i] == unseen {
			w.from(i)
		}
	}
	b := &board{leads: leads, layer: w.layers(), back: w.back, elsewhere: elsewhere, at: map[int]*slot{}}
	for _, i := range roots {
		b.place(i)
	}
	b.balance()
	b.label()
	return b
}

// place puts a node beneath all that stands in its column so far and, in the
// same way, what it leads to; unless it has a place.
func (b *board) place(i int) {
	if b.elsewhere[i] != nil || b.at[i] != nil {
		return
	}
	own := b.add(b.layer[i], nodeHalf)
	b.at[i] = own
	for _, l := range b.leads[i] {
		c := &course{lead: l, from: i, slots: []*slot{own}}
		b.courses = append(b.courses, c)
		steps := b.layer[l.to] - b.layer[i]
		switch {
		case b.elsewhere[l.to] != nil || max(steps, -steps) > farthest:
			c.far = true
			b.place(l.to)
		case b.back[[2]int{i, l.to}]:
			c.back = true
			b.lead(c)
		default:
			for step := 1; step < steps; step++ {
				c.pass(b.add(own.column+step, wayHalf))
			}
			b.place(l.to)
			c.pass(b.at[l.to])
		}
	}
}

// lead leads a way back to its node, which has its place already.
func (b *board) lead(c *course) {
	from, to := c.slots[0], b.at[c.to]
	for column := from.column; column >= to.column; column-- {
		c.pass(b.add(column, wayHalf))
	}
	last := c.slots[len(c.slots)-1]
	c.pass(to)
	c.slots[1].hangs(from)
	if to != from {
		last.hangs(to)
	}
}

func (b *board) add(column int, half float64) *slot {
	for len(b.columns) <= column {
		b.columns = append(b.columns, nil)
	}
	s := &slot{column: column, half: half}
	b.columns[column] = append(b.columns[column], s)
	return s
}

// pass goes on to a slot. Two of neighbouring columns draw one another to one
// height.
func (c *course) pass(s *slot) {
	before := c.slots[len(c.slots)-1]
	c.slots = append(c.slots, s)
	if before.column != s.column {
		before.pulls, s.pulls = append(before.pulls, pull{to: s}), append(s.pulls, pull{to: before})
	}
}

// hangs draws a slot to right beneath a node.
func (s *slot) hangs(node *slot) {
	s.pulls = append(s.pulls, pull{node, node.half + s.half})
}
