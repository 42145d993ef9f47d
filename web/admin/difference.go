package admin

import (
	"slices"
	"strings"
)

// diffLine is a line of two texts beside each other: of both, or of one alone.
type diffLine struct {
	Sign string // "+" of the newer alone, "-" of the older alone, " " of both
	Text string
}

// changesLimit bounds what a comparison costs: its square in memory, and the
// lines times it in time. Two texts that differ in more have too little in
// common to be read beside each other.
const changesLimit = 1000

// difference compares two texts line by line with the fewest changes (Myers,
// An O(ND) Difference Algorithm, 1986); what both begin and end with costs
// nothing.
func difference(older, newer string) (all []diffLine) {
	a, b := linesOf(older), linesOf(newer)
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	all = signed(nil, " ", a[:head])
	all = append(all, middle(a[head:len(a)-tail], b[head:len(b)-tail])...)
	return signed(all, " ", a[len(a)-tail:])
}

func signed(all []diffLine, sign string, lines []string) []diffLine {
	for _, line := range lines {
		all = append(all, diffLine{sign, line})
	}
	return all
}

// middle compares where the texts differ. Past the limit all that was is gone,
// and all that is was added.
func middle(a, b []string) []diffLine {
	rounds, found := furthest(a, b)
	if !found {
		return signed(signed(nil, "-", a), "+", b)
	}
	return walkBack(a, b, rounds)
}

// reach holds for each diagonal k = x - y, from -d to d, how far along a one
// can come with d changes; of two neighbours one alone has the parity of d.
type reach []int

func (r reach) at(k int) int { return r[k+len(r)/2] }

// step is where round d begins on diagonal k: from the neighbour that comes
// furthest, by a line of b added (down) or one of a taken out.
func (r reach) step(d, k int) (x int, down bool) {
	switch {
	case d == 0:
		return 0, true
	case k == -d || k != d && r.at(k-1) < r.at(k+1):
		return r.at(k + 1), true
	default:
		return r.at(k-1) + 1, false
	}
}

// furthest goes on, a change more each round, until both texts are at their
// ends. It gives what was reached before each round.
func furthest(a, b []string) (rounds []reach, found bool) {
	now := reach{0}
	for d := range min(len(a)+len(b), changesLimit) + 1 {
		rounds = append(rounds, now)
		next := make(reach, 2*d+3)
		for k := -d; k <= d; k += 2 {
			x, _ := now.step(d, k)
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			next[k+len(next)/2] = x
			if x >= len(a) && x-k >= len(b) {
				return rounds, true
			}
		}
		now = next
	}
	return nil, false
}

// walkBack follows the changes from the ends of both texts to their beginning.
func walkBack(a, b []string, rounds []reach) (all []diffLine) {
	x, y := len(a), len(b)
	for d, before := range slices.Backward(rounds) {
		from, down := before.step(d, x-y)
		for ; x > from; x, y = x-1, y-1 {
			all = append(all, diffLine{" ", a[x-1]})
		}
		switch {
		case d == 0:
		case down:
			y--
			all = append(all, diffLine{"+", b[y]})
		default:
			x--
			all = append(all, diffLine{"-", a[x]})
		}
	}
	slices.Reverse(all)
	return all
}

// surround keeps three lines around each change; what is left out is one empty
// line with the sign "…". Nothing is left of two texts that are the same.
func surround(all []diffLine) (short []diffLine) {
	const context = 3
	if !slices.ContainsFunc(all, func(l diffLine) bool { return l.Sign != " " }) {
		return nil
	}
	for i, line := range all {
		from, to := max(0, i-context), min(len(all), i+context+1)
		near := slices.ContainsFunc(all[from:to], func(l diffLine) bool { return l.Sign != " " })
		switch {
		case near:
			short = append(short, line)
		case len(short) == 0 || short[len(short)-1].Sign != "…":
			short = append(short, diffLine{Sign: "…"})
		}
	}
	return short
}

func linesOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
