package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// bridges measures calls between a telephone and a headset, each recorded.
func bridges(ctx context.Context, b *bench) (rows []row, err error) {
	var talks talks
	defer func() { err = errors.Join(err, talks.close()) }()
	for _, many := range crowds {
		if err := talks.grow(ctx, b.at, floodTalks, many); err != nil {
			return rows, err
		}
		read, err := talks.pairs().read(ctx, fmt.Sprintf("%d calls between telephone and browser, recorded", many), b.box.cpu)
		if err != nil {
			return rows, err
		}
		rows = append(rows, read...)
	}
	return rows, nil
}

// crowds are how many talk at once.
var crowds = []int{50, 200}

// talkFor is how long they are measured.
const talkFor = 15 * time.Second

// talks are calls that go on.
type talks []*bridge

// grow adds calls until there are so many, to the operators from first on, one
// after the other: only the one who is added is free for the caller.
func (t *talks) grow(ctx context.Context, at addresses, first, many int) error {
	for len(*t) < many {
		b, err := newBridge(ctx, first+len(*t), at)
		if err != nil {
			return fmt.Errorf("call %d: %w", len(*t)+1, err)
		}
		*t = append(*t, b)
	}
	return nil
}

func (t talks) pairs() (all pairs) {
	for _, b := range t {
		all = append(all, &b.pair)
	}
	return all
}

func (t talks) close() error {
	var errs []error
	for _, b := range t {
		errs = append(errs, b.close())
	}
	return errors.Join(errs...)
}
