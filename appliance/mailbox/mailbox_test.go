package mailbox

import (
	"slices"
	"sync"
	"testing"
)

func TestEveryLetterIsTakenOnceAndInItsOrder(t *testing.T) {
	const writers, letters = 8, 1000
	b := New[[2]int]()
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for n := range letters {
				b.Post([2]int{w, n})
			}
		})
	}
	next := make([]int, writers)
	for taken := 0; taken < writers*letters; {
		<-b.Some()
		for _, l := range b.Take() {
			if l[1] != next[l[0]] {
				t.Fatalf("of writer %d came letter %d, want %d", l[0], l[1], next[l[0]])
			}
			next[l[0]]++
			taken++
		}
	}
	all.Wait()
	if left := b.Take(); len(left) > 0 {
		t.Errorf("%v are left", left)
	}
	if !slices.Equal(next, slices.Repeat([]int{letters}, writers)) {
		t.Errorf("taken of each writer are %v", next)
	}
}
