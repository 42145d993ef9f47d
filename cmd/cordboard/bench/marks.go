package main

import (
	"fmt"
	"regexp"
	"sync"
	"time"
)

// marks are words in messages that are on their way to a page. The zero value
// has none.
type marks struct {
	mu    sync.Mutex
	count int
	wait  map[string]chan time.Time
}

// next is a word that nobody had before, and gives when it was seen.
func (m *marks) next() (mark string, seen <-chan time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count++
	mark = fmt.Sprintf("mark-%08d", m.count)
	if m.wait == nil {
		m.wait = map[string]chan time.Time{}
	}
	c := make(chan time.Time, 1)
	m.wait[mark] = c
	return mark, c
}

var markShape = regexp.MustCompile(`mark-\d{8}`)

// look finds them in a line of a stream.
func (m *marks) look(line []byte) {
	now := time.Now()
	for _, mark := range markShape.FindAll(line, -1) {
		m.mu.Lock()
		seen := m.wait[string(mark)]
		delete(m.wait, string(mark))
		m.mu.Unlock()
		if seen != nil {
			seen <- now
		}
	}
}
