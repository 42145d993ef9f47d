package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// person is somebody at a browser: one network address, its connections, and
// the headers that go with every request.
type person struct {
	base   string // "http://127.0.0.1:8081"
	client *http.Client
	header http.Header
}

// newPerson comes from the n-th address of loopback, so that what the box
// limits by address is limited for each alone, as it is for people.
func newPerson(n int, server string) *person {
	from := net.IPv4(127, 1, byte(n/250), byte(1+n%250))
	dial := &net.Dialer{LocalAddr: &net.TCPAddr{IP: from}}
	return &person{
		base: "http://" + server,
		client: &http.Client{
			Transport: &http.Transport{
				DialContext: dial.DialContext, MaxIdleConnsPerHost: 4,
				DisableCompression: true, // what is zipped needs no unzipping here
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		header: http.Header{
			"Origin":          {"http://" + server},
			"Sec-Fetch-Site":  {"same-origin"},
			"User-Agent":      {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"},
			"Accept-Language": {"en"},
		},
	}
}

// errOften is the box's answer to somebody who asks too often.
var errOften = errors.New("that was too often")

// leave closes the connections.
func (p *person) leave() { p.client.CloseIdleConnections() }

// ask makes a request; an answer of 400 or more is an error.
func (p *person) ask(ctx context.Context, method, path, kind, body string, header ...string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, p.base+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header = p.header.Clone()
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := p.client.Do(r)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode == http.StatusTooManyRequests {
		return nil, errors.Join(errOften, answer.Body.Close())
	}
	if answer.StatusCode >= http.StatusBadRequest {
		defer answer.Body.Close()
		why, _ := io.ReadAll(io.LimitReader(answer.Body, 300)) // for the message alone
		return nil, fmt.Errorf("%s %s: %s %s", method, path, answer.Status, why)
	}
	return answer, nil
}

// read makes a request and reads all of the answer.
func (p *person) read(ctx context.Context, method, path, kind, body string, header ...string) ([]byte, *http.Response, error) {
	answer, err := p.ask(ctx, method, path, kind, body, header...)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return text, answer, err
}

// follow reads a stream of server-sent events line by line until ctx ends.
// began is called once, when the box has answered.
func (p *person) follow(ctx context.Context, path string, began func(), line func([]byte)) error {
	answer, err := p.ask(ctx, "GET", path, "", "")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	began()
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		line(lines.Bytes())
	}
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("the stream %s ended: %w", path, lines.Err())
}

// patience is how long any single thing may take.
const patience = 20 * time.Second
