package sqlite

import (
	"context"
	"fmt"
)

// Read calls fn with a view of one snapshot: what was committed when fn's
// first statement ran, and nothing that came after. It does not wait for
// writers. When ctx ends, a statement that runs is broken off.
//
// There are four places for readers; a Read inside a Read takes a second one
// and can wait for ever when four do so at once. Hand the View on instead.
func (s *Store) Read(ctx context.Context, fn func(*View) error) error {
	c, err := s.reader(ctx)
	if err != nil {
		return err
	}
	defer func() { s.readers <- c }()
	if _, err := c.exec(context.Background(), "BEGIN"); err != nil {
		return fmt.Errorf("begin read: %w", translate(err))
	}
	v := &View{conn: c, ctx: ctx}
	defer func() {
		v.over = true
		if _, err := c.exec(context.Background(), "ROLLBACK"); err != nil {
			s.log.Error("store cannot end a read", "err", err)
		}
	}()
	return fn(v)
}

func (s *Store) reader(ctx context.Context) (*conn, error) {
	select {
	case <-s.closing:
		return nil, ErrClosed
	default:
	}
	select {
	case c := <-s.readers:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-s.closing:
		return nil, ErrClosed
	}
}
