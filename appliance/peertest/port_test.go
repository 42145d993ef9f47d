package peertest

import (
	"net"
	"strconv"
	"testing"
)

func TestPortThatSomebodyHasIsNotFree(t *testing.T) {
	port := freePort(t)
	if !isFree(port) || !isFree(port+1) {
		t.Fatalf("%d and %d are not both free", port, port+1)
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	l, err := net.Listen("tcp4", address)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if isFree(port) {
		t.Errorf("%d is free while somebody listens there", port)
	}
	c, err := net.ListenPacket("udp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port+1)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if isFree(port + 1) {
		t.Errorf("%d is free while somebody hears there", port+1)
	}
}
