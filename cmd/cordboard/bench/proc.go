package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of CPU time in /proc: USER_HZ is 100 on every Linux that
// Go runs on (proc(5)).
const tick = 10 * time.Millisecond

// cpu is the CPU time that the box has used, in user and kernel.
func (b *box) cpu() (time.Duration, error) { return cpuOf(b.cmd.Process.Pid) }

// cpuOf is the CPU time that a process has used.
func cpuOf(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("read a process's CPU time: %w", err)
	}
	// The second field is the name in brackets and may hold anything.
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	const user, system = 14 - 3, 15 - 3
	if len(fields) <= system {
		return 0, fmt.Errorf("read a process's CPU time: unknown line %q", text)
	}
	var all time.Duration
	for _, field := range []string{fields[user], fields[system]} {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read a process's CPU time: %w", err)
		}
		all += time.Duration(n) * tick
	}
	return all, nil
}

// resident is the box's memory in megabytes, the mapped parts of its own file
// included.
func (b *box) resident() (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", b.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read the box's memory: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kilobytes, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
			if err != nil {
				return 0, fmt.Errorf("read the box's memory: %w", err)
			}
			return kilobytes / 1024, nil
		}
	}
	return 0, fmt.Errorf("read the box's memory: /proc says nothing of it")
}
