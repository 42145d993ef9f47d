package ivr

import "strings"

// Like finds the name that was probably meant, or "": one that differs by a
// letter case, or in few letters for its length; else the only one that begins
// like it.
func Like(written string, names []string) string {
	best, least := "", min(3, (len([]rune(written))+1)/3)+1
	for _, name := range names {
		d := distance([]rune(strings.ToLower(written)), []rune(strings.ToLower(name)), least)
		if name != written && d < least {
			best, least = name, d
		}
	}
	if best == "" {
		return begun(written, names)
	}
	return best
}

// begun is the only name that begins with what is written, or "".
func begun(written string, names []string) (found string) {
	if len([]rune(written)) < 3 {
		return ""
	}
	for _, name := range names {
		if name == written || !strings.HasPrefix(strings.ToLower(name), strings.ToLower(written)) {
			continue
		}
		if found != "" {
			return ""
		}
		found = name
	}
	return found
}

// distance counts the letters to change, put in, take out or swap with their
// neighbour to make b of a, and gives up at limit.
func distance(a, b []rune, limit int) int {
	if max(len(a)-len(b), len(b)-len(a)) >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
