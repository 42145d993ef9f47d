package desk

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"cordboard/appliance"
	"cordboard/appliance/attachment"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// Handed is a file that somebody hands over. Key is his own name for the act, as
// with a Message.
type Handed struct {
	Name, Key, Page string
	// Size is how many bytes are announced, so that too many are refused unread;
	// zero: nobody said.
	Size    int64
	Content io.Reader
}

// How many files of a visitor may wait for leave, and how many he may send in
// one conversation.
const (
	mostAsked = 5
	mostFiles = 50
)

// ReceiveFile takes a file of the contact. Where his entry point has each asked
// for, it is kept aside, where nobody reads it, until an operator allows it; one
// that is rejected, or nobody decided of before the end, is deleted.
func (d *Desk) ReceiveFile(ctx context.Context, id appliance.ConversationID, h Handed) (appliance.Entry, appliance.File, error) {
	e := appliance.Entry{Kind: appliance.EntryFile, By: appliance.ByContact}
	return d.hand(ctx, "receive a file in", id, e, h, func(v *sqlite.View, x *exchange, _ appliance.Entry) (appliance.FileState, error) {
		if err := Admit(v, CameWith(x.Conversation), x.now); err != nil {
			return "", err
		}
		if err := x.goesOn(v); err != nil {
			return "", err
		}
		return x.takesFile(v)
	})
}

// ReplyFile adds a file of an operator who serves the conversation (F210).
func (d *Desk) ReplyFile(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID, h Handed) (appliance.Entry, appliance.File, error) {
	e := appliance.Entry{Kind: appliance.EntryFile, By: appliance.ByOperator, Operator: o}
	return d.hand(ctx, "reply with a file in", id, e, h, func(v *sqlite.View, x *exchange, e appliance.Entry) (appliance.FileState, error) {
		if err := x.goesOn(v); err != nil {
			return "", err
		}
		switch {
		case x.State.Over():
			return "", ErrOver
		case x.Channel != appliance.WebChat:
			return "", ErrNoFiles
		case x.serving(e.Operator) < 0:
			return "", x.stranger(e.Operator)
		}
		return appliance.FileKept, nil
	})
}

// leave decides whether a file is taken, and in which state.
type leave func(*sqlite.View, *exchange, appliance.Entry) (appliance.FileState, error)

// hand keeps a file and posts its entry. What can be refused is refused before
// anything is read; the bytes are on the disk before the row is; who repeats
// himself is answered with what is there.
func (d *Desk) hand(ctx context.Context, act string, id appliance.ConversationID, e appliance.Entry, h Handed, may leave) (appliance.Entry, appliance.File, error) {
	e.Text, e.Key, e.Page = attachment.Name(h.Name), h.Key, plain.Clip(h.Page, pageLimit)
	before, old, rules, err := d.expect(ctx, id, e, may)
	if err != nil || before.ID != 0 {
		return before, old, wrap(act, id, err)
	}
	if h.Size > rules.Bytes() {
		return e, old, wrap(act, id, appliance.ErrFileSize.With("limit", rules.Limit))
	}
	f, err := d.keep(ctx, e.Text, rules, h.Content)
	if err != nil {
		return e, f, wrap(act, id, err)
	}
	kept := f
	e.Text = f.Name
	err = d.store.Write(ctx, func(tx *sqlite.Tx) error {
		x, err := load(tx, id, d.now())
		if err != nil {
			return err
		}
		old, repeated, err := repeats(&tx.View, id, e)
		if err != nil {
			return err
		}
		if repeated {
			e = old
			f, err = tx.File(old.ID)
			return err
		}
		if f.State, err = may(&tx.View, x, e); err != nil {
			return err
		}
		x.say(e)
		if err := x.save(tx); err != nil {
			return err
		}
		e = x.lastPosted()
		f.Entry, f.Conversation = e.ID, id
		return tx.AddFile(f)
	})
	if err != nil || f.Blob != kept.Blob {
		d.remove(kept)
	}
	return e, f, wrap(act, id, err)
}

// expect refuses what would be refused anyway, or finds what the same key brought
// before.
func (d *Desk) expect(ctx context.Context, id appliance.ConversationID, e appliance.Entry, may leave) (before appliance.Entry, old appliance.File, rules appliance.FileRules, err error) {
	if d.files == nil {
		return before, old, rules, ErrNoFiles
	}
	if len(e.Key) > keyLimit {
		return before, old, rules, appliance.ErrKey
	}
	err = d.store.Read(ctx, func(v *sqlite.View) (err error) {
		var repeated bool
		if before, repeated, err = repeats(v, id, e); err != nil {
			return err
		}
		if repeated {
			old, err = v.File(before.ID)
			return err
		}
		x, err := look(v, id, d.now())
		if err != nil {
			return err
		}
		if _, err := may(v, x, e); err != nil {
			return err
		}
		rules, err = d.site.Files(v)
		return err
	})
	return before, old, rules, err
}

// keep puts the bytes on the disk: a picture that can be read only as it is
// written anew.
func (d *Desk) keep(ctx context.Context, name string, rules appliance.FileRules, from io.Reader) (f appliance.File, err error) {
	f = appliance.File{Name: name, Blob: rand.Text()}
	within := &capped{from: from, left: rules.Bytes(), limit: rules.Limit}
	head := make([]byte, attachment.Head)
	n, err := io.ReadFull(within, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return f, within.why(err)
	}
	head = head[:n]
	if err := attachment.Check(name, head); err != nil {
		return f, err
	}
	if f.Size, err = d.files.Take(f.Blob, io.MultiReader(bytes.NewReader(head), within)); err != nil {
		return f, within.why(err)
	}
	if !attachment.IsPicture(head) {
		return f, nil
	}
	drawn, err := d.draw(ctx, f)
	switch {
	case errors.Is(err, attachment.ErrUnread):
		return f, nil // it travels as any other file
	case err != nil:
		d.remove(f)
		return f, err
	}
	d.remove(f)
	return drawn, nil
}

// draw writes a picture anew, under another name. One at a time: it takes memory
// and a processor, which calls need too. Whoever has gone waits for it no more.
func (d *Desk) draw(ctx context.Context, f appliance.File) (appliance.File, error) {
	select {
	case d.drawing <- struct{}{}:
	case <-ctx.Done():
		return f, ctx.Err()
	}
	defer func() { <-d.drawing }()
	file, err := d.files.Open(f.Blob)
	if err != nil {
		return f, err
	}
	defer file.Close()
	var b bytes.Buffer
	p, err := attachment.Rewrite(&b, file)
	if err != nil {
		return f, err
	}
	f.Blob, f.Name, f.Size = rand.Text(), p.Renamed(f.Name), int64(b.Len())
	f.Kind, f.Width, f.Height = p.Kind, p.Width, p.Height
	return f, d.files.Put(f.Blob, b.Bytes())
}

// capped reads so much and then refuses.
type capped struct {
	from  io.Reader
	left  int64
	limit int
	err   error // of from
}

func (b *capped) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if b.left -= int64(n); b.left < 0 {
		err = appliance.ErrFileSize.With("limit", b.limit)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// why tells a file that did not come whole from a disk that did not take it.
func (b *capped) why(err error) error {
	if b.err != nil && appliance.AsRefusal(b.err) == nil {
		return fmt.Errorf("%w: %w", ErrFileBroken, b.err)
	}
	return err
}

// takesFile decides whether the contact may send one now.
func (x *exchange) takesFile(v *sqlite.View) (appliance.FileState, error) {
	if x.State.Over() {
		return "", ErrOver
	}
	e, err := v.EntryPoint(x.EntryPoint)
	if err != nil {
		return "", err
	}
	files, err := v.FilesOf(x.ID)
	if err != nil {
		return "", err
	}
	return fileState(x.Conversation, e.Widget.TakesFiles(), files)
}

// fileState is that of a visitor's next file, after those of his conversation.
func fileState(c appliance.Conversation, l appliance.FileLeave, files []appliance.File) (appliance.FileState, error) {
	asked := 0
	for _, f := range files {
		if f.State == appliance.FileAsked {
			asked++
		}
	}
	switch {
	case c.Channel != appliance.WebChat || l == appliance.FilesOff:
		return "", ErrNoFiles
	case len(files) >= mostFiles:
		return "", ErrManyFiles.With("limit", mostFiles)
	case l == appliance.FilesAllowed:
		return appliance.FileKept, nil
	case asked >= mostAsked:
		return "", ErrFilesWait.With("limit", mostAsked)
	}
	return appliance.FileAsked, nil
}

// DecideFile lets the contact's file in, or deletes it (F217). The same again
// changes nothing; something else than was decided is refused.
func (d *Desk) DecideFile(ctx context.Context, o appliance.OperatorID, id appliance.ConversationID, entry appliance.EntryID, allow bool) error {
	var f appliance.File
	err := d.change(ctx, "decide of a file in", id, func(tx *sqlite.Tx, x *exchange) (err error) {
		if f, err = tx.File(entry); err != nil {
			return err
		}
		return x.decideFile(&f, o, allow)
	})
	if err == nil && f.State == appliance.FileRejected {
		d.remove(f)
	}
	return err
}

func (x *exchange) decideFile(f *appliance.File, o appliance.OperatorID, allow bool) error {
	want := appliance.FileRejected
	if allow {
		want = appliance.FileKept
	}
	switch {
	case f.Conversation != x.ID:
		return appliance.ErrNotFound
	case x.serving(o) < 0:
		return x.stranger(o)
	case f.State == want:
		return nil
	case f.State == appliance.FileDeleted:
		return appliance.ErrFileGone
	case f.State != appliance.FileAsked:
		return ErrFileDecided
	}
	f.State, f.Decided, f.Operator = want, x.now, o
	x.decides(*f)
	return nil
}

func (x *exchange) decides(f appliance.File) {
	x.deeds = append(x.deeds, deed{kind: decided, file: f})
}

// dropFiles deletes those that nobody allowed in time, and all where the site
// keeps none (F104).
func (d *Desk) dropFiles(tx *sqlite.Tx, x *exchange) (gone []appliance.File, err error) {
	files, err := tx.FilesOf(x.ID)
	if err != nil || len(files) == 0 {
		return nil, err
	}
	rules, err := d.site.Files(&tx.View)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if f.State == appliance.FileAsked || rules.Deleted && f.State == appliance.FileKept {
			f.State, f.Decided, f.Operator = appliance.FileDeleted, x.now, 0
			x.decides(f)
			gone = append(gone, f)
		}
	}
	return gone, nil
}

// remove takes the bytes of files off the disk. What cannot be removed now is
// with the next start.
func (d *Desk) remove(files ...appliance.File) {
	for _, f := range files {
		if err := d.files.Remove(f.Blob); err != nil && !errors.Is(err, appliance.ErrNotFound) {
			d.log.Error("file cannot be removed", "conversation", f.Conversation, "err", err)
		}
	}
}

// SweepFiles removes what a stop of the box left: bytes that no entry tells of,
// and those of files that were deleted. It is for the start, before anybody
// hands over another.
func (d *Desk) SweepFiles(ctx context.Context) error {
	wanted := map[string]bool{}
	err := d.store.Read(ctx, func(v *sqlite.View) error {
		names, err := v.FileBlobs()
		for _, name := range names {
			wanted[name] = true
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("read which files are kept: %w", err)
	}
	gone, err := d.files.Sweep(func(name string) bool { return wanted[name] })
	if err != nil {
		return fmt.Errorf("sweep the files: %w", err)
	}
	if gone > 0 {
		d.log.Info("files that no conversation has are removed", "count", gone)
	}
	return nil
}
