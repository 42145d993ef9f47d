package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"cordboard/cmd/cordboard/demo"
)

// operator is somebody at the desk.
type operator struct {
	*person
	stop   context.CancelFunc
	stream sync.WaitGroup
	failed error // of the stream, once it has ended
}

const form = "application/x-www-form-urlencoded"

// signIn fills in the sign-in form and keeps the cookie.
func signIn(ctx context.Context, n int, desk, login string) (*operator, error) {
	o := &operator{person: newPerson(n, desk), stop: func() {}}
	_, answer, err := o.read(ctx, "POST", "/sign-in", form, url.Values{"login": {login}, "password": {demo.Password}}.Encode())
	if err != nil {
		return nil, fmt.Errorf("sign %s in: %w", login, err)
	}
	if answer.StatusCode != http.StatusSeeOther {
		return nil, fmt.Errorf("sign %s in: %s", login, answer.Status)
	}
	for _, c := range answer.Cookies() {
		o.header.Add("Cookie", c.Name+"="+c.Value)
	}
	return o, nil
}

// signedIn is somebody whose browser holds the token of a sign-in already.
func signedIn(n int, desk, token string) *operator {
	o := &operator{person: newPerson(n, desk), stop: func() {}}
	o.header.Set("Cookie", "__Host-cordboard="+token)
	return o
}

// command posts a form as the page's script does.
func (o *operator) command(ctx context.Context, path string, fields url.Values) error {
	_, _, err := o.read(ctx, "POST", path, form, fields.Encode(), "X-Cordboard", "script")
	return err
}

func (o *operator) presence(ctx context.Context, state string) error {
	return o.command(ctx, "/desk/presence", url.Values{"state": {state}})
}

var acceptForm = regexp.MustCompile(`/desk/(\d+)/accept`)

var errNobody = errors.New("nobody waits at the desk")

// accept takes the one conversation that waits, and tells which it is.
func (o *operator) accept(ctx context.Context) (id string, err error) {
	page, _, err := o.read(ctx, "GET", "/desk?tab=waiting", "", "")
	if err != nil {
		return "", err
	}
	found := acceptForm.FindSubmatch(page)
	if found == nil {
		return "", errNobody
	}
	id = string(found[1])
	return id, o.command(ctx, "/desk/"+id+"/accept", nil)
}

var (
	eventsOf = regexp.MustCompile(`data-events="([^"]*)"`)
	afterOf  = regexp.MustCompile(`data-after="([^"]*)"`)
	lastOf   = regexp.MustCompile(`data-last="([^"]*)"`)
)

// watch opens a page of the desk and follows its stream, as the page's script
// does; see gets every line.
func (o *operator) watch(ctx context.Context, at string, see func([]byte)) error {
	page, _, err := o.read(ctx, "GET", at, "", "")
	if err != nil {
		return err
	}
	attribute := func(r *regexp.Regexp) string {
		if found := r.FindSubmatch(page); found != nil {
			return html.UnescapeString(string(found[1]))
		}
		return ""
	}
	path, err := url.Parse(attribute(eventsOf))
	if err != nil || path.Path == "" {
		return fmt.Errorf("the desk's page names no stream: %w", err)
	}
	query := path.Query()
	query.Set("after", attribute(afterOf))
	query.Set("entry", attribute(lastOf))
	path.RawQuery = query.Encode()

	ctx, o.stop = context.WithCancel(ctx)
	began, ended := make(chan struct{}), make(chan struct{})
	o.stream.Go(func() {
		defer close(ended)
		o.failed = o.follow(ctx, path.String(), func() { close(began) }, see)
	})
	select {
	case <-began:
		return nil
	case <-ended:
		return fmt.Errorf("follow the desk: %w", o.failed)
	}
}

// plugIn has the box answer a headset's offer of sound.
func (o *operator) plugIn(ctx context.Context, offer string) (answer string, err error) {
	body, err := json.Marshal(map[string]string{"sdp": offer})
	if err != nil {
		return "", err
	}
	text, _, err := o.read(ctx, "POST", "/desk/leg", "application/json", string(body), "X-Cordboard", "script")
	if err != nil {
		return "", err
	}
	var agreed struct{ SDP string }
	err = json.Unmarshal(text, &agreed)
	return agreed.SDP, err
}

// unwatch closes the stream.
func (o *operator) unwatch() {
	o.stop()
	o.stream.Wait()
}

var reasonOf = regexp.MustCompile(`name="reason"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="reason"|<option value="(\d+)"`)

// wrapUp closes a conversation that has ended.
func (o *operator) wrapUp(ctx context.Context, conversation string) error {
	page, _, err := o.read(ctx, "GET", "/desk/"+conversation+"?tab=active", "", "")
	if err != nil {
		return err
	}
	found := reasonOf.FindSubmatch(page)
	if found == nil {
		return errors.New("the desk offers no reason for the wrap-up")
	}
	reason := strings.Join([]string{string(found[1]), string(found[2]), string(found[3])}, "")
	return o.command(ctx, "/desk/"+conversation+"/wrap-up", url.Values{"reason": {reason}})
}

// lists measures the desk's page with its lists long.
func lists(ctx context.Context, b *bench) (rows []row, err error) {
	o, err := signIn(ctx, 0, b.at.desk, lister)
	if err != nil {
		return nil, err
	}
	defer o.leave()
	for _, list := range []struct{ figure, path string }{
		{fmt.Sprintf("list page, %d waiting", waitingRows), "/desk"},
		{fmt.Sprintf("list page, first 60 of %d finished", finishedRows), "/desk?tab=finished"},
	} {
		var took []time.Duration
		for range 200 {
			began := time.Now()
			if _, _, err := o.read(ctx, "GET", list.path, "", "", "Accept-Encoding", "gzip"); err != nil {
				return rows, err
			}
			took = append(took, time.Since(began))
		}
		rows = append(rows, waits(list.figure, took, 15))
	}
	return rows, nil
}
