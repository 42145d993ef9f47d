package peertest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Visitor writes in a chat without a browser, as the widget's panel does: one
// message after the other, each under a key of its own and again until the
// box has said that it has it.
type Visitor struct {
	Base string // the public door, "http://127.0.0.1:8081"
	Key  string // the widget's
	Name string
	// Told, if set, hears of every message that the box acknowledged.
	Told func()
	// Refused, if set, hears of every answer that is a failure for now.
	Refused func(status int, body []byte)
	// Language, if set, is what the visitor reads.
	Language string

	token string
	sent  []string // what the box has acknowledged, in order
}

// Run opens a conversation in the first topic and writes until ctx ends. It
// asks again after whatever went wrong, unless the box refuses for good. A
// second Run goes on where the first one ended.
func (v *Visitor) Run(ctx context.Context) error {
	err := v.open(ctx)
	for err == nil && ctx.Err() == nil {
		err = v.say(ctx, len(v.sent))
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// Token is what the box knows him by, once he has a conversation.
func (v *Visitor) Token() string { return v.token }

// Sent is how many messages the box has acknowledged. Call it after Run.
func (v *Visitor) Sent() int { return len(v.sent) }

func (v *Visitor) open(ctx context.Context) error {
	var state struct {
		Topics []struct{ ID int64 }
	}
	if err := v.until(ctx, http.MethodGet, "state", nil, &state); err != nil {
		return err
	}
	form := map[string]any{"key": "opening-of-" + v.Name + "-0123456789", "name": v.Name, "mail": v.Name + "@visitor.example"}
	if len(state.Topics) > 0 {
		form["topic"] = state.Topics[0].ID
	}
	var opened struct{ Token string }
	err := v.until(ctx, http.MethodPost, "open", form, &opened)
	v.token = opened.Token
	return err
}

func (v *Visitor) say(ctx context.Context, n int) error {
	text := fmt.Sprintf("%s %d", v.Name, n)
	message := map[string]any{"key": fmt.Sprintf("%s-message-%012d", v.Name, n), "text": text, "page": "/"}
	if err := v.until(ctx, http.MethodPost, "messages", message, &struct{}{}); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return nil
	}
	v.sent = append(v.sent, text)
	if v.Told != nil {
		v.Told()
	}
	return nil
}

// until asks until there is an answer, or ctx ends.
func (v *Visitor) until(ctx context.Context, method, what string, body, answer any) error {
	for ctx.Err() == nil {
		status, err := v.ask(ctx, method, what, body, answer)
		switch {
		case err == nil && status < 300:
			return nil
		case err == nil && status < 500 && status != http.StatusTooManyRequests:
			return fmt.Errorf("%s %s: refused with %d", method, what, status)
		}
		pause(ctx, 5*time.Millisecond) // the box may be starting
	}
	return nil
}

// pause is between two times that a page's script asks.
func pause(ctx context.Context, length time.Duration) {
	over := time.NewTimer(length)
	defer over.Stop()
	select {
	case <-ctx.Done():
	case <-over.C:
	}
}

func (v *Visitor) ask(ctx context.Context, method, what string, body, answer any) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	r, err := v.request(ctx, method, what, body)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return res.StatusCode, err
	}
	if res.StatusCode >= 500 && v.Refused != nil {
		v.Refused(res.StatusCode, data)
	}
	if res.StatusCode >= 300 {
		return res.StatusCode, nil
	}
	return res.StatusCode, json.Unmarshal(data, answer)
}

func (v *Visitor) request(ctx context.Context, method, what string, body any) (*http.Request, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, v.Base+"/w/"+v.Key+"/"+what, bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", v.Base)
	if v.Language != "" {
		r.Header.Set("Accept-Language", v.Language)
	}
	if v.token != "" {
		r.Header.Set("Authorization", "Bearer "+v.token)
	}
	return r, nil
}

// Check reads the conversation from the box and says what is wrong with it:
// every acknowledged message stands there once and in order, and after them
// at most the one that had no answer yet.
func (v *Visitor) Check(ctx context.Context) error {
	kept, err := v.kept(ctx)
	if err != nil {
		return err
	}
	for i, text := range v.sent {
		if i >= len(kept) || kept[i] != text {
			return fmt.Errorf("%s: message %d of %d is not %q in %d that were kept", v.Name, i, len(v.sent), text, len(kept))
		}
	}
	if more := len(kept) - len(v.sent); more > 1 {
		return fmt.Errorf("%s: %d messages were kept and %d acknowledged", v.Name, len(kept), len(v.sent))
	}
	return nil
}

// kept are the texts of the visitor's messages, from the stream's beginning.
func (v *Visitor) kept(ctx context.Context) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	res, err := v.stream(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	lines := bufio.NewReader(res.Body)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return nil, fmt.Errorf("%s: stream answered %d: %w", v.Name, res.StatusCode, err)
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			return texts([]byte(data))
		}
	}
}

// stream opens the stream of the conversation, and asks again when the box says
// so to one who wrote too much.
func (v *Visitor) stream(ctx context.Context) (*http.Response, error) {
	for {
		r, err := v.request(ctx, http.MethodGet, "events", nil)
		if err != nil {
			return nil, err
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil || res.StatusCode != http.StatusTooManyRequests {
			return res, err
		}
		_ = res.Body.Close()
		seconds, err := strconv.Atoi(res.Header.Get("Retry-After"))
		if err != nil {
			return nil, fmt.Errorf("%s: told to wait, and not how long: %w", v.Name, err)
		}
		if pause(ctx, time.Duration(seconds)*time.Second); ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
}

func texts(conversation []byte) ([]string, error) {
	var c struct {
		Entries []struct{ Kind, By, Text string }
	}
	if err := json.Unmarshal(conversation, &c); err != nil {
		return nil, err
	}
	list := []string{}
	for _, e := range c.Entries {
		if e.Kind == "message" && e.By == "me" {
			list = append(list, e.Text)
		}
	}
	return list, nil
}
