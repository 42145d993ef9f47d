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
	stop   context.CancelFunc
	stream sync.WaitGroup
	failed error // of the stream, once it has ended
}

// openChat fills in the form and follows the conversation, as the panel does.
func openChat(ctx context.Context, n int, public string) (*visitor, error) {
	v := &visitor{person: newPerson(n, public)}
	form, err := json.Marshal(map[string]string{"key": rand.Text(), "name": fmt.Sprintf("Visitor %d", n), "page": "/saws", "title": "Saws"})
	if err != nil {
		return nil, err
	}
	text, _, err := v.read(ctx, "POST", "/w/"+widgetKey+"/open", "application/json", string(form))
	if err != nil {
		return nil, fmt.Errorf("open a chat: %w", err)
	}
	var opened struct{ Token string }
	if err := json.Unmarshal(text, &opened); err != nil {
		return nil, fmt.Errorf("open a chat: %w", err)
	}
	v.header.Set("Authorization", "Bearer "+opened.Token)
	return v, v.listen(ctx)
}

func (v *visitor) listen(ctx context.Context) error {
	ctx, v.stop = context.WithCancel(ctx)
	began, ended := make(chan struct{}), make(chan struct{})
	v.stream.Go(func() {
		defer close(ended)
		v.failed = v.follow(ctx, "/w/"+widgetKey+"/events", func() { close(began) }, func([]byte) {})
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
	if _, _, err := v.read(ctx, "POST", "/w/"+widgetKey+"/messages", "application/json", string(body)); err != nil {
		return time.Time{}, fmt.Errorf("write a message: %w", err)
	}
	return time.Now(), nil
}

// end ends the chat and closes the panel.
func (v *visitor) end(ctx context.Context) error {
	defer v.leave()
	defer v.stream.Wait()
	defer v.stop()
	if _, _, err := v.read(ctx, "POST", "/w/"+widgetKey+"/end", "application/json", "{}"); err != nil {
		return fmt.Errorf("end a chat: %w", err)
	}
	return nil
}
