package desk

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

// fileView is a file in the log.
type fileView struct {
	ID      appliance.EntryID
	Name    string
	Size    string
	State   appliance.FileState
	Href    string // where it is had; empty: not now
	Picture bool
	// Width and Height keep its place until it is there.
	Width, Height int
	Decides       bool   // the reader allows or rejects it
	Sentence      string // what came of it
}

// largest is how wide and high a picture stands in the log, in CSS pixels.
const largest = 320

// readFiles reads the files of a conversation, where there are any in a log.
func (w *writer) readFiles(c appliance.ConversationID, log []appliance.Entry) error {
	if !slices.ContainsFunc(log, func(e appliance.Entry) bool { return e.Kind == appliance.EntryFile }) {
		return nil
	}
	all, err := w.view.FilesOf(c)
	w.files = byID(all, func(f appliance.File) appliance.EntryID { return f.Entry })
	return err
}

func (w *writer) file(c appliance.Conversation, e appliance.Entry) (*fileView, error) {
	f, read := w.files[e.ID]
	if !read {
		return nil, appliance.ErrNotFound
	}
	t := w.texts()
	v := &fileView{ID: f.Entry, Name: f.Name, Size: sizeOf(t, f.Size), State: f.State}
	part, serving := w.book.parts[c.ID]
	switch f.State {
	case appliance.FileKept:
		v.Href = "/desk/files/" + f.Entry.String()
		v.Picture = f.Kind != ""
		v.Width, v.Height = fitted(f.Width, f.Height, largest)
	case appliance.FileAsked:
		v.Decides = serving && part.Left.IsZero() && part.Role == appliance.Serving && w.book.me.May(appliance.RightTake)
		if v.Sentence = t.Text("desk.file.asked.others"); v.Decides {
			v.Sentence = t.Text("desk.file.asked")
		}
	case appliance.FileRejected:
		v.Sentence = t.Text("desk.file.rejected", "name", w.operator(f.Operator))
	case appliance.FileDeleted:
		v.Sentence = t.Text("desk.file.deleted")
	}
	return v, nil
}

// fitted is a size that is at most side wide and high, of the same shape.
func fitted(width, height, side int) (int, int) {
	if width <= side && height <= side {
		return width, height
	}
	if width >= height {
		return side, max(1, height*side/width)
	}
	return max(1, width*side/height), side
}

// sizeOf is a number of bytes in words, as the browsers of its readers count.
func sizeOf(t *i18n.Texts, bytes int64) string {
	if bytes < 1<<20 {
		return t.Number(int((bytes+1023)>>10)) + " kB"
	}
	return t.Number(int((bytes+1<<19)>>20)) + " MB"
}

// sendFile is GET /desk/files/{file}, for who sees the conversation.
func (p *Pages) sendFile(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("file"), 10, 64)
	if err != nil {
		return appliance.ErrNotFound
	}
	f, err := p.fileFor(r.Context(), web.Operator(r.Context()).ID, appliance.EntryID(id))
	if err != nil {
		return err
	}
	content, err := p.Files.Open(f.Blob)
	if err != nil {
		return err
	}
	defer content.Close()
	web.SendFile(w, r, f, content)
	return nil
}

func (p *Pages) fileFor(ctx context.Context, me appliance.OperatorID, id appliance.EntryID) (f appliance.File, err error) {
	site, err := p.names.Of(ctx, p.Store, struct{}{}, readNames)
	if err != nil {
		return f, err
	}
	err = p.Store.Read(ctx, func(v *sqlite.View) error {
		eyes := p.sight(v, site, revealed{})
		if f, err = eyes.File(id); err != nil {
			return err
		}
		c, err := eyes.Conversation(f.Conversation)
		if err != nil {
			return err
		}
		b, err := readSelf(eyes, site, me, p.Now())
		if err != nil {
			return err
		}
		if !b.sees(c) {
			return web.ErrForbidden
		}
		return f.State.Barred()
	})
	return f, err
}

// takeFile is POST /desk/{conversation}/files?name=&key=: an operator's file is its
// body.
func (p *Pages) takeFile(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	var h talks.Handed
	h.Name, h.Key, h.Size, h.Content = web.Handed(w, r)
	if _, _, err := p.Talks.ReplyFile(r.Context(), web.Operator(r.Context()).ID, c, h); err != nil {
		return err
	}
	return done(w, r)
}

// allowFile and rejectFile are POST /desk/{conversation}/files/{file}/allow and
// …/reject (F217).
func (p *Pages) allowFile(w http.ResponseWriter, r *http.Request) error {
	return p.decideFile(w, r, true)
}

func (p *Pages) rejectFile(w http.ResponseWriter, r *http.Request) error {
	return p.decideFile(w, r, false)
}

func (p *Pages) decideFile(w http.ResponseWriter, r *http.Request, allow bool) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(r.PathValue("file"), 10, 64)
	if err != nil {
		return appliance.ErrNotFound
	}
	if err := p.Talks.DecideFile(r.Context(), web.Operator(r.Context()).ID, c, appliance.EntryID(id), allow); err != nil {
		return err
	}
	return done(w, r)
}
