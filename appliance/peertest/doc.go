// Package peertest drives the peers that the tests call with: sipp, baresip
// and Chromium, none of them written here. Everything stays on loopback, and
// every process that a test starts ends with the test.
//
// A missing program fails the test and names the Debian package to install.
package peertest
