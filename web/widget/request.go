package widget

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"

	"cordboard/appliance"
	"cordboard/web"
)

// guest answers a request of somebody who need not have a conversation, with
// something for JSON, or nothing.
type guest func(r *http.Request, e appliance.EntryPoint) (any, error)

// visitor answers a request of a visitor about his own conversation.
type visitor func(r *http.Request, c appliance.Conversation) (any, error)

// guest does what every request of the panel goes through: its address has
// not asked too often, it comes from a page of ours, and the widget exists.
func (p *Pages) guest(answer guest) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		e, err := p.admit(r)
		if err != nil {
			refuse(w, r, err)
			return nil
		}
		v, err := answer(r, e)
		switch {
		case err != nil:
			refuse(w, r, err)
		case v == nil:
			w.WriteHeader(http.StatusNoContent)
		default:
			w.Header().Set("Cache-Control", "no-store")
			web.Answer(w, http.StatusOK, v)
		}
		return nil
	}
}

func (p *Pages) visitor(answer visitor) web.Handle {
	return p.guest(func(r *http.Request, e appliance.EntryPoint) (any, error) {
		c, err := p.conversation(r, e)
		if err != nil {
			return nil, err
		}
		return answer(r, c)
	})
}

func (p *Pages) admit(r *http.Request) (appliance.EntryPoint, error) {
	if err := p.limits.request(web.Source(r)); err != nil {
		return appliance.EntryPoint{}, err
	}
	if r.Method != http.MethodGet && !ownOrigin(r) {
		return appliance.EntryPoint{}, web.ErrOrigin
	}
	return p.entryPoint(r.Context(), r.PathValue("key"))
}

// ownOrigin tells whether a page of this door sent the request: browsers put
// an Origin on every POST (Fetch standard, section 3.1), and the panel is of
// our own, whatever page it stands in.
func ownOrigin(r *http.Request) bool {
	u, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.Host == r.Host
}

// read decodes a request's body.
func read[T any](r *http.Request) (v T, err error) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return v, web.ErrBadRequest
	}
	d := json.NewDecoder(r.Body)
	if err := d.Decode(&v); err != nil {
		return v, unreadable(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return v, unreadable(err)
	}
	return v, nil
}

func unreadable(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return web.ErrTooLarge
	}
	return web.ErrBadRequest
}
