package widget

import (
	"context"
	"net/http"
	"os"
	"strconv"
	"sync"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/plain"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web"
)

// Files opens what was handed over; appliance/blob does.
type Files interface {
	Open(name string) (*os.File, error)
}

// fileLimit is how large a file of a visitor's may be, in megabytes; 0: none is
// taken.
func (p *Pages) fileLimit(ctx context.Context, e appliance.EntryPoint) (limit int, err error) {
	if p.files == nil || e.Widget.TakesFiles() == appliance.FilesOff {
		return 0, nil
	}
	chosen, err := p.chosen.Of(ctx, p.store, struct{}{}, site.ReadSettings)
	return chosen.Files.Limit, err
}

// kept answers as to a message, and tells whether an operator must allow it.
type keptFile struct {
	kept
	File *handed `json:"file"`
}

// takeFile is POST /w/{key}/files?name=&key=&page=: the file is the request's body.
// The same key again is the same file (F103).
func (p *Pages) takeFile(w http.ResponseWriter, r *http.Request) error {
	return p.visitor(func(r *http.Request, c appliance.Conversation) (any, error) {
		var h desk.Handed
		h.Name, h.Key, h.Size, h.Content = web.Handed(w, r)
		h.Page = plain.Line(r.URL.Query().Get("page"), longestPath)
		if !keyShape.MatchString(h.Key) {
			return nil, web.ErrBadRequest
		}
		if err := p.limits.message(c.ID); err != nil {
			return nil, err
		}
		leave, err := p.uploads.enter(c.ID)
		if err != nil {
			return nil, err
		}
		defer leave()
		e, f, err := p.desk.ReceiveFile(r.Context(), c.ID, h)
		if err != nil {
			return nil, err
		}
		return keptFile{kept{ID: e.ID, At: e.At}, handedOf(f)}, nil
	})(w, r)
}

// sendFile is GET /w/{key}/files/{file}: a file of the visitor's own conversation.
func (p *Pages) sendFile(w http.ResponseWriter, r *http.Request) error {
	e, err := p.admit(r)
	if err == nil {
		var c appliance.Conversation
		if c, err = p.conversation(r, e); err == nil {
			err = p.sendFileOf(w, r, c)
		}
	}
	if err != nil {
		refuse(w, r, err)
	}
	return nil
}

// sendFileOf returns an error only before anything is sent.
func (p *Pages) sendFileOf(w http.ResponseWriter, r *http.Request, c appliance.Conversation) error {
	id, err := strconv.ParseInt(r.PathValue("file"), 10, 64)
	if err != nil || p.files == nil {
		return appliance.ErrNotFound
	}
	var f appliance.File
	err = p.store.Read(r.Context(), func(v *sqlite.View) error {
		f, err = v.File(appliance.EntryID(id))
		return err
	})
	switch {
	case err != nil:
		return err
	case f.Conversation != c.ID:
		return appliance.ErrNotFound
	case f.State.Barred() != nil:
		return f.State.Barred()
	}
	content, err := p.files.Open(f.Blob)
	if err != nil {
		return err
	}
	defer content.Close()
	web.SendFile(w, r, f, content)
	return nil
}

// uploads counts the files that come, each of which holds a connection and a place
// on the disk before it is known what it is.
type uploads struct {
	limits Limits

	mu    sync.Mutex
	of    map[appliance.ConversationID]int
	total int
}

func newUploads(l Limits) *uploads {
	return &uploads{limits: l, of: map[appliance.ConversationID]int{}}
}

// enter counts a file in, or refuses it; leave counts it out.
func (u *uploads) enter(c appliance.ConversationID) (leave func(), err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.of[c] >= u.limits.Uploads || u.total >= u.limits.AllUploads {
		return nil, ErrUploads.With(afterSeconds, uploadsAgain)
	}
	u.of[c]++
	u.total++
	return func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.total--
		if u.of[c]--; u.of[c] == 0 {
			delete(u.of, c)
		}
	}, nil
}

// uploadsAgain is after how many seconds who was refused may try again.
const uploadsAgain = 5
