package main

import (
	"fmt"
	"net"
)

// addresses are where a box listens, and what sipp calls from: free ports of
// loopback, the same over all starts.
type addresses struct {
	desk, public, console, sip, rtc string
}

// freeAddresses finds ports that are free for UDP and TCP now. All are held
// until the last is found, so that no two are the same.
func freeAddresses() (a addresses, err error) {
	var held []func() error
	defer func() {
		for _, release := range held {
			_ = release() // was opened only to be closed
		}
	}()
	for _, into := range []*string{&a.desk, &a.public, &a.console, &a.sip, &a.rtc} {
		address, release, err := freeAddress()
		if err != nil {
			return a, fmt.Errorf("find a free port: %w", err)
		}
		*into, held = address, append(held, release...)
	}
	return a, nil
}

func freeAddress() (address string, release []func() error, err error) {
	for range 20 {
		udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
		if err != nil {
			return "", nil, err
		}
		tcp, err := net.Listen("tcp4", udp.LocalAddr().String())
		if err == nil {
			return udp.LocalAddr().String(), []func() error{udp.Close, tcp.Close}, nil
		}
		udp.Close()
	}
	return "", nil, fmt.Errorf("no port is free for UDP and TCP")
}

func (a addresses) args() []string {
	return []string{"--desk", a.desk, "--public", a.public, "--console", a.console, "--sip", a.sip, "--rtc", a.rtc}
}
