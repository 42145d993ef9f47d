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

// difference compares two texts line by line, by their longest common
// subsequence; what both begin and end with costs nothing. A tree has at most
// a few thousand lines.
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
	add := func(sign string, lines ...string) {
		for _, line := range lines {
			all = append(all, diffLine{sign, line})
		}
	}
	add(" ", a[:head]...)
	all = append(all, middle(a[head:len(a)-tail], b[head:len(b)-tail])...)
	add(" ", a[len(a)-tail:]...)
	return all
}

// middle compares where the texts differ.
func middle(a, b []string) (all []diffLine) {
	common := make([][]int32, len(a)+1) // of a[i:] and b[j:]
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			all = append(all, diffLine{" ", a[i]})
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || common[i+1][j] >= common[i][j+1]):
			all = append(all, diffLine{"-", a[i]})
			i++
		default:
			all = append(all, diffLine{"+", b[j]})
			j++
		}
	}
	return all
}

// surround keeps three lines around each change; what is left out is one empty
// line with the sign "…".
func surround(all []diffLine) (short []diffLine) {
	const context = 3
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
