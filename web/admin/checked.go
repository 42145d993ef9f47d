package admin

import (
	"context"
	"sync"

	"cordboard/appliance/site"
)

// checked are trees as they were found by one edition of the site: to look at
// many, or at one again and again, is not to test them each time. It may be
// used by several goroutines.
type checked struct {
	mu      sync.Mutex
	edition string
	known   map[leaf]site.Report
}

// leaf is the text of a tree.
type leaf struct{ tree, text string }

func (c *checked) tree(ctx context.Context, s *site.Site, name, text string) (site.Report, error) {
	edition, err := s.Edition(ctx) // before checking: a change meanwhile makes it old
	if err != nil {
		return site.Report{}, err
	}
	key := leaf{name, text}
	if known, ok := c.find(edition, key); ok {
		return known, nil
	}
	report, err := s.CheckTree(ctx, name, text)
	if err == nil {
		c.keep(edition, key, report)
	}
	return report, err
}

func (c *checked) find(edition string, key leaf) (site.Report, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || c.edition != edition { // a fresh box has no edition yet
		c.edition, c.known = edition, map[leaf]site.Report{}
	}
	report, ok := c.known[key]
	return report, ok
}

// mostKept bounds the texts of drafts, which change without an edition.
const mostKept = 200

func (c *checked) keep(edition string, key leaf, report site.Report) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.edition != edition {
		return
	}
	if len(c.known) >= mostKept {
		clear(c.known)
	}
	c.known[key] = report
}
