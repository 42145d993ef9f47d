package rtp

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"cordboard/appliance/media"
)

// clock tells the time since boot (CLOCK_BOOTTIME), which never steps and
// which the next process after a crash reads as well. Within a process it goes
// on by Go's monotonic clock, which costs no system call.
type clock struct {
	epoch time.Time
	boot  time.Duration // since boot, at epoch
	mono  time.Duration // CLOCK_MONOTONIC at epoch, which timers count in
}

func newClock() (clock, error) {
	var boot, mono unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &boot); err != nil {
		return clock{}, fmt.Errorf("read clock: %w", err)
	}
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &mono); err != nil {
		return clock{}, fmt.Errorf("read clock: %w", err)
	}
	return clock{epoch: time.Now(), boot: time.Duration(boot.Nano()), mono: time.Duration(mono.Nano())}, nil
}

// now is the time since boot.
func (c clock) now() time.Duration { return c.boot + time.Since(c.epoch) }

// time turns a time since boot into one of the calendar.
func (c clock) time(boot time.Duration) time.Time { return c.epoch.Add(boot - c.boot) }

// timer turns a time since boot into CLOCK_MONOTONIC.
func (c clock) timer(boot time.Duration) time.Duration { return boot - c.boot + c.mono }

// samples is how many samples sound in d.
func samples(d time.Duration) int64 { return int64(d / (time.Second / media.SampleRate)) }
