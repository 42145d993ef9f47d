package picture

import (
	"cmp"
	"slices"
)

// sweeps is how often the columns are gone through from left to right and back:
// more move nothing that one would see.
const sweeps = 24

// balance gives the slots of each column their heights, in their order, each as
// near as can be to what it is joined to.
func (b *board) balance() {
	for _, column := range b.columns {
		spread(column, func(*slot) float64 { return 0 })
	}
	for range sweeps {
		for _, column := range b.columns {
			spread(column, (*slot).wants)
		}
		for _, column := range slices.Backward(b.columns) {
			spread(column, (*slot).wants)
		}
	}
}

// wants is the height to which a slot is drawn.
func (s *slot) wants() float64 {
	if len(s.pulls) == 0 {
		return s.y
	}
	var sum float64
	for _, p := range s.pulls {
		sum += p.to.y + p.beneath
	}
	return sum / float64(len(s.pulls))
}

// spread puts slots, from above in their order, where they want to be; those
// that would come too near to one another share out how far each gives way, by
// least squares (the pool of adjacent violators of isotonic regression).
func spread(slots []*slot, wants func(*slot) float64) {
	type pool struct {
		sum   float64 // of what its slots want, each less what must stand above it
		count int
	}
	mean := func(p pool) float64 { return p.sum / float64(p.count) }
	above := make([]float64, len(slots))
	var pools []pool
	for i, s := range slots {
		if i > 0 {
			above[i] = above[i-1] + slots[i-1].half + s.half
		}
		now := pool{wants(s) - above[i], 1}
		for len(pools) > 0 && mean(pools[len(pools)-1]) > mean(now) {
			last := pools[len(pools)-1]
			now = pool{now.sum + last.sum, now.count + last.count}
			pools = pools[:len(pools)-1]
		}
		pools = append(pools, now)
	}
	i := 0
	for _, p := range pools {
		for range p.count {
			slots[i].y = mean(p) + above[i]
			i++
		}
	}
}

// label gives the texts of the ways that leave a column to the right their
// heights: each as near as can be to where its way goes, in the order in which
// the ways arrive there, so that few cross.
func (b *board) label() {
	texts := make([][]*slot, len(b.columns))
	of := map[*slot]*course{}
	for _, c := range b.courses {
		if c.back {
			continue
		}
		s := &slot{half: textRoom / 2, y: c.slots[min(1, len(c.slots)-1)].y}
		of[s] = c
		texts[c.slots[0].column] = append(texts[c.slots[0].column], s)
	}
	for _, column := range texts {
		slices.SortStableFunc(column, func(s, t *slot) int {
			return cmp.Or(cmp.Compare(s.y, t.y), cmp.Compare(of[s].slots[0].y, of[t].slots[0].y))
		})
		spread(column, func(s *slot) float64 { return s.y })
		for _, s := range column {
			of[s].label = s.y
		}
	}
}

// hang moves the board to right beneath a height and returns where it ends.
func (b *board) hang(top float64) float64 {
	if len(b.courses)+len(b.at) == 0 {
		return top
	}
	first, last := b.bounds()
	for _, column := range b.columns {
		for _, s := range column {
			s.y += top - first
		}
	}
	for _, c := range b.courses {
		c.label += top - first
	}
	return top + last - first
}

// bounds are the heights between which all of the board stands.
func (b *board) bounds() (first, last float64) {
	var heights []float64
	for _, column := range b.columns {
		for _, s := range column {
			heights = append(heights, s.y-s.half, s.y+s.half)
		}
	}
	for _, c := range b.courses {
		if !c.back {
			heights = append(heights, c.label-textRoom, c.label)
		}
	}
	return slices.Min(heights), slices.Max(heights)
}
