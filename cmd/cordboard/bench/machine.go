package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// machine is how the machine is at one moment. Fields are empty or zero where
// /proc tells nothing.
type machine struct {
	at   time.Time
	load string        // of one, five and fifteen minutes
	busy time.Duration // CPU time that was used since it was started, by anybody
	ours time.Duration // of it, by the bench and the children that it waited for
}

func look() machine {
	m := machine{at: time.Now(), ours: used(syscall.RUSAGE_SELF) + used(syscall.RUSAGE_CHILDREN)}
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		if fields := strings.Fields(string(text)); len(fields) > 2 {
			m.load = strings.Join(fields[:3], " ")
		}
	}
	if text, err := os.ReadFile("/proc/stat"); err == nil {
		m.busy = busy(string(text))
	}
	return m
}

// busy adds up the first line of /proc/stat but for idle and iowait, its
// fourth and fifth number, and guest time, which user time holds already.
func busy(stat string) (all time.Duration) {
	line, _, _ := strings.Cut(stat, "\n")
	for i, field := range strings.Fields(line) {
		if i == 0 || i == 4 || i == 5 || i > 8 {
			continue
		}
		n, _ := strconv.ParseInt(field, 10, 64) // a field that is no number adds nothing
		all += time.Duration(n) * tick
	}
	return all
}

func used(who int) time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(who, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// until tells how the machine was from m to end, for the table's head.
func (m machine) until(end machine) string {
	took := end.at.Sub(m.at)
	others := (end.busy - m.busy) - (end.ours - m.ours)
	share := 100 * others.Seconds() / (took.Seconds() * float64(runtime.NumCPU()))
	return fmt.Sprintf("%d cores%s; load %s before, %s after; others used %.0f %% of the CPU meanwhile; %s",
		runtime.NumCPU(), model(), m.load, end.load, max(0, share), took.Round(time.Second))
}

// model is the processor's name.
func model() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return " (" + strings.TrimSpace(value) + ")"
		}
	}
	return ""
}
