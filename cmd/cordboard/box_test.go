package main

import (
	"context"
	"testing"
	"testing/synctest"
)

func TestCallsComeOnlyOnceTheyCanBeTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, other, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		runs := false
		run := after(func(context.Context) error { runs = true; return nil }, one, other)
		go func() { done <- run(t.Context()) }()
		close(one)
		if synctest.Wait(); runs {
			t.Error("it runs before the other is ready")
		}
		close(other)
		if err := <-done; err != nil || !runs {
			t.Errorf("once both are ready: %v, runs %t", err, runs)
		}
		stopped, stop := context.WithCancel(t.Context())
		stop()
		runs = false
		if err := after(run, make(chan struct{}))(stopped); err != nil || runs {
			t.Errorf("a box that stops before: %v, runs %t", err, runs)
		}
	})
}
