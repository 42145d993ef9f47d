package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// visitor is somebody in the widget's panel.
type visitor struct {
	*person
	key    string // of the widget
	stop   context.CancelFunc
	stream sync.WaitGroup
	failed error // of the stream, once it has ended
}

// openChat fills in the form of a widget and follows the conversation, as the
// panel does; see gets every line.
func openChat(ctx context.Context, n int, public, key string, see func([]byte)) (*visitor, error) {
	v := &visitor{person: newPerson(n, public), key: key}
	form, err := json.Marshal(map[string]string{"key": rand.Text(), "name": fmt.Sprintf("Visitor %d", n), "page": "/saws", "title": "Saws"})
	if err != nil {
		return nil, err
	}
	text, _, err := v.read(ctx, "POST", v.path("open"), "application/json", string(form))
	if err != nil {
		return nil, fmt.Errorf("open a chat: %w", err)
	}
	var opened struct{ Token string }
	if err := json.Unmarshal(text, &opened); err != nil {
		return nil, fmt.Errorf("open a chat: %w", err)
	}
	v.header.Set("Authorization", "Bearer "+opened.Token)
	return v, v.listen(ctx, see)
}

func (v *visitor) path(what string) string { return "/w/" + v.key + "/" + what }

func (v *visitor) listen(ctx context.Context, see func([]byte)) error {
	ctx, v.stop = context.WithCancel(ctx)
	began, ended := make(chan struct{}), make(chan struct{})
	v.stream.Go(func() {
		defer close(ended)
		v.failed = v.follow(ctx, v.path("events"), func() { close(began) }, see)
	})
	select {
	case <-began:
		return nil
	case <-ended:
		return fmt.Errorf("follow a chat: %w", v.failed)
	}
}

// write posts a message and returns when it is acknowledged. errOften says
// that the box wants it again later.
func (v *visitor) write(ctx context.Context, text string) (acknowledged time.Time, err error) {
	body, err := json.Marshal(map[string]string{"key": rand.Text(), "text": text, "page": "/saws"})
	if err != nil {
		return time.Time{}, err
	}
	if _, _, err := v.read(ctx, "POST", v.path("messages"), "application/json", string(body)); err != nil {
		return time.Time{}, fmt.Errorf("write a message: %w", err)
	}
	return time.Now(), nil
}

// typing shows what is being written, as the panel does with every few letters.
func (v *visitor) typing(ctx context.Context, text string) error {
	body, err := json.Marshal(map[string]string{"text": text})
	if err != nil {
		return err
	}
	if _, _, err := v.read(ctx, "POST", v.path("typing"), "application/json", string(body)); err != nil {
		return fmt.Errorf("show what is typed: %w", err)
	}
	return nil
}

// end ends the chat and closes the panel.
func (v *visitor) end(ctx context.Context) error {
	defer v.leave()
	defer v.stream.Wait()
	defer v.stop()
	if _, _, err := v.read(ctx, "POST", v.path("end"), "application/json", "{}"); err != nil {
		return fmt.Errorf("end a chat: %w", err)
	}
	return nil
}
