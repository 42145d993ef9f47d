package desk

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/attachment"
	"cordboard/appliance/blob"
	"cordboard/appliance/sqlite"
)

// filing is a house that takes files, with a chat that Jana serves.
func filing(t *testing.T, l appliance.FileLeave, r appliance.FileRules) (*house, appliance.ConversationID) {
	t.Helper()
	h := furnish(t)
	h.takeFiles(blob.Options{}, r)
	h.widget.Widget.Files = l
	h.write(func(tx *sqlite.Tx) error { return tx.SaveEntryPoint(h.widget) })
	c := h.chat("eva")
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	h.heard()
	return h, c.ID
}

func (h *house) takeFiles(o blob.Options, r appliance.FileRules) {
	h.t.Helper()
	var err error
	if h.files, err = blob.Open(filepath.Join(filepath.Dir(h.path), "files"), o); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = h.files.Close() })
	h.rules = r
	h.stop()
	h.start()
}

// onDisk are the bytes of all files that there are.
func (h *house) onDisk() (all []string) {
	h.t.Helper()
	root := os.DirFS(filepath.Join(filepath.Dir(h.path), "files"))
	names, err := fs.Glob(root, "*")
	if err != nil {
		h.t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(root, name)
		if err != nil {
			h.t.Fatal(err)
		}
		all = append(all, string(data))
	}
	slices.Sort(all)
	return all
}

func (h *house) filesOf(c appliance.ConversationID) (states []appliance.FileState) {
	h.t.Helper()
	h.view(func(v *sqlite.View) error {
		files, err := v.FilesOf(c)
		for _, f := range files {
			states = append(states, f.State)
		}
		return err
	})
	return states
}

func text(s string) Handed { return Handed{Name: "a.txt", Content: strings.NewReader(s)} }

func TestVisitorsFileWaitsUntilAnOperatorAllowsIt(t *testing.T) {
	h, c := filing(t, appliance.FilesAsked, appliance.FileRules{Limit: 1})
	e, f, err := h.ReceiveFile(t.Context(), c, Handed{Name: "../účet.pdf", Key: "k", Page: "/cart", Content: strings.NewReader("%PDF")})
	if err != nil || f.State != appliance.FileAsked || e.Text != "účet.pdf" || f.Name != e.Text || f.Size != 4 || f.Entry != e.ID || e.Page != "/cart" || f.Kind != "" {
		t.Fatalf("got %+v, %+v, %v", e, f, err)
	}
	if now := h.conversation(c); now.Unread != 1 || now.LastText != "účet.pdf" {
		t.Errorf("lists show %d unread, %q", now.Unread, now.LastText)
	}
	if err := h.DecideFile(t.Context(), petr.ID, c, f.Entry, true); !errors.Is(err, appliance.ErrNotServing) {
		t.Errorf("one who does not serve it: got %v", err)
	}
	h.heard()
	for range 2 { // a second press changes nothing
		if err := h.DecideFile(t.Context(), jana.ID, c, f.Entry, true); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := h.heard(), []string{"EntryChanged"}; !slices.Equal(got, want) {
		t.Errorf("heard %v, want %v", got, want)
	}
	if err := h.DecideFile(t.Context(), jana.ID, c, f.Entry, false); !errors.Is(err, ErrFileDecided) {
		t.Errorf("to reject it then: got %v, want %v", err, ErrFileDecided)
	}
	if got := h.onDisk(); !slices.Equal(got, []string{"%PDF"}) {
		t.Errorf("on the disk are %q", got)
	}
}

func TestRejectedFileIsGone(t *testing.T) {
	h, c := filing(t, "", appliance.FileRules{Limit: 1}) // to be asked is the usual
	_, f, err := h.ReceiveFile(t.Context(), c, text("no thanks"))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.DecideFile(t.Context(), jana.ID, c, f.Entry, false); err != nil {
		t.Fatal(err)
	}
	if got := h.onDisk(); len(got) > 0 || !slices.Equal(h.filesOf(c), []appliance.FileState{appliance.FileRejected}) {
		t.Errorf("on the disk are %q, in the store %v", got, h.filesOf(c))
	}
	if err := h.DecideFile(t.Context(), jana.ID, c, f.Entry, true); !errors.Is(err, ErrFileDecided) {
		t.Errorf("to allow it then: got %v, want %v", err, ErrFileDecided)
	}
}

// endsThen reads what is there and calls something before its end.
type endsThen struct {
	io.Reader
	then func()
}

func (e endsThen) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		e.then()
	}
	return n, err
}

// TestWhoHasGoneWaitsForNoDrawing: one at a time is drawn, and whose browser has gone
// meanwhile leaves nothing behind.
func TestWhoHasGoneWaitsForNoDrawing(t *testing.T) {
	h, c := filing(t, appliance.FilesAllowed, appliance.FileRules{Limit: 1})
	h.drawing <- struct{}{} // another's
	ctx, cancel := context.WithCancel(t.Context())
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	answer := make(chan error, 1)
	go func() {
		_, _, err := h.ReceiveFile(ctx, c, Handed{Name: "a.png", Content: endsThen{&b, cancel}})
		answer <- err
	}()
	select {
	case err := <-answer:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want %v", err, context.Canceled)
		}
	case <-time.After(10 * time.Second):
		t.Error("it still waits for the one place")
	}
	<-h.drawing
	if got := h.onDisk(); len(got) > 0 {
		t.Errorf("on the disk are %q", got)
	}
}

func TestOperatorsFileNeedsNoLeave(t *testing.T) {
	h, c := filing(t, appliance.FilesOff, appliance.FileRules{Limit: 1})
	if _, _, err := h.ReceiveFile(t.Context(), c, text("a")); !errors.Is(err, ErrNoFiles) {
		t.Errorf("from the visitor: got %v, want %v", err, ErrNoFiles)
	}
	e, f, err := h.ReplyFile(t.Context(), jana.ID, c, text("here"))
	if err != nil || f.State != appliance.FileKept || e.Operator != jana.ID || h.conversation(c).Unread != 0 {
		t.Errorf("got %+v, %+v, %v", e, f, err)
	}
	if _, _, err := h.ReplyFile(t.Context(), petr.ID, c, text("a")); !errors.Is(err, appliance.ErrNotServing) {
		t.Errorf("from one who does not serve it: got %v", err)
	}
}

// TestFileOfTheSameKeyIsTheSame sends it again as a line that broke does, also after the end.
func TestFileOfTheSameKeyIsTheSame(t *testing.T) {
	h, c := filing(t, appliance.FilesAllowed, appliance.FileRules{Limit: 1})
	send := func() (appliance.Entry, error) {
		e, _, err := h.ReceiveFile(t.Context(), c, Handed{Name: "a.txt", Key: "once", Content: strings.NewReader("a")})
		return e, err
	}
	first, err := send()
	if err != nil {
		t.Fatal(err)
	}
	again, err := send()
	if err != nil || again.ID != first.ID || !again.At.Equal(first.At) || len(h.onDisk()) != 1 {
		t.Errorf("got %+v, %v, %d on the disk; want %+v", again, err, len(h.onDisk()), first)
	}
	if err := h.End(t.Context(), c, appliance.ByContact, 0, ""); err != nil {
		t.Fatal(err)
	}
	if again, err = send(); err != nil || again.ID != first.ID {
		t.Errorf("after the end: got %+v, %v", again, err)
	}
	if _, _, err := h.ReceiveFile(t.Context(), c, text("new")); !errors.Is(err, ErrOver) {
		t.Errorf("a new one after the end: got %v, want %v", err, ErrOver)
	}
	if _, _, err := h.ReplyFile(t.Context(), jana.ID, c, Handed{Name: "b", Key: "once", Content: strings.NewReader("b")}); !errors.Is(err, appliance.ErrKey) {
		t.Errorf("somebody else's key: got %v, want %v", err, appliance.ErrKey)
	}
}

// TestRefusedFileLeavesNothing has each cause, and counts how much of what is too
// large is read.
func TestRefusedFileLeavesNothing(t *testing.T) {
	h, c := filing(t, appliance.FilesAllowed, appliance.FileRules{Limit: 1})
	endless := &counted{Reader: neverEnds{}}
	for name, f := range map[string]struct {
		Handed
		want error
	}{
		"empty":             {Handed{Name: "a.txt", Content: strings.NewReader("")}, attachment.ErrEmpty},
		"a program":         {Handed{Name: "a.exe", Content: strings.NewReader("text")}, attachment.ErrProgram},
		"HTML as a picture": {Handed{Name: "a.png", Content: strings.NewReader("<!doctype html>")}, attachment.ErrDisguised},
		"one byte too many": {Handed{Name: "a.txt", Content: io.LimitReader(neverEnds{}, 1<<20+1)}, appliance.ErrFileSize},
		"announced as that": {Handed{Name: "a.txt", Size: 1<<20 + 1, Content: iotest.ErrReader(errors.New("it is read"))}, appliance.ErrFileSize},
		"without an end":    {Handed{Name: "a.txt", Content: endless}, appliance.ErrFileSize},
		"broken off":        {Handed{Name: "a.txt", Content: io.MultiReader(io.LimitReader(neverEnds{}, 5000), iotest.ErrReader(io.ErrUnexpectedEOF))}, ErrFileBroken},
		"broken off early":  {Handed{Name: "a.txt", Content: iotest.ErrReader(errors.New("reset by peer"))}, ErrFileBroken},
	} {
		if _, _, err := h.ReceiveFile(t.Context(), c, f.Handed); !errors.Is(err, f.want) {
			t.Errorf("%s: got %v, want %v", name, err, f.want)
		}
	}
	if endless.n > 2<<20 {
		t.Errorf("%d bytes were read of one that is too large", endless.n)
	}
	if got := h.onDisk(); len(got) > 0 || len(h.filesOf(c)) > 0 {
		t.Errorf("%d are on the disk, %d in the store", len(got), len(h.filesOf(c)))
	}
	if _, f, err := h.ReceiveFile(t.Context(), c, Handed{Name: "a.txt", Content: io.LimitReader(neverEnds{}, 1<<20)}); err != nil || f.Size != 1<<20 {
		t.Errorf("one of just the limit: got %d bytes, %v", f.Size, err)
	}
}

type neverEnds struct{}

func (neverEnds) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte("x"), len(p))), nil }

type counted struct {
	io.Reader
	n int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += n
	return n, err
}

func TestPictureIsKeptOnlyAsItWasWrittenAnew(t *testing.T) {
	h, c := filing(t, appliance.FilesAllowed, appliance.FileRules{Limit: 1})
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 7, 5))); err != nil {
		t.Fatal(err)
	}
	b.WriteString("<script>")
	_, f, err := h.ReceiveFile(t.Context(), c, Handed{Name: "a.png", Content: &b})
	if err != nil || f.Kind != "image/png" || f.Width != 7 || f.Height != 5 {
		t.Fatalf("got %+v, %v", f, err)
	}
	if got := h.onDisk(); len(got) != 1 || strings.Contains(got[0], "script") || int64(len(got[0])) != f.Size {
		t.Errorf("on the disk are %q", got)
	}
	_, f, err = h.ReceiveFile(t.Context(), c, Handed{Name: "a.gif", Content: strings.NewReader("GIF89a/*\x00\x00*/=1;alert(1)")})
	if err != nil || f.Kind != "" {
		t.Errorf("what cannot be read: got %+v, %v; want a file that is not shown", f, err)
	}
}

func TestSoManyFilesOfAVisitorAreTaken(t *testing.T) {
	chat, call := appliance.Conversation{Channel: appliance.WebChat}, appliance.Conversation{Channel: appliance.Phone}
	of := func(n int, s appliance.FileState) []appliance.File {
		return slices.Repeat([]appliance.File{{State: s}}, n)
	}
	for _, c := range []struct {
		in    appliance.Conversation
		leave appliance.FileLeave
		files []appliance.File
		want  appliance.FileState
		err   error
	}{
		{chat, appliance.FilesAsked, nil, appliance.FileAsked, nil},
		{chat, appliance.FilesAllowed, nil, appliance.FileKept, nil},
		{chat, appliance.FilesOff, nil, "", ErrNoFiles},
		{call, appliance.FilesAllowed, nil, "", ErrNoFiles},
		{chat, appliance.FilesAsked, of(mostAsked-1, appliance.FileAsked), appliance.FileAsked, nil},
		{chat, appliance.FilesAsked, of(mostAsked, appliance.FileAsked), "", ErrFilesWait},
		{chat, appliance.FilesAsked, of(mostAsked, appliance.FileRejected), appliance.FileAsked, nil},
		{chat, appliance.FilesAllowed, of(mostFiles-1, appliance.FileKept), appliance.FileKept, nil},
		{chat, appliance.FilesAllowed, of(mostFiles, appliance.FileRejected), "", ErrManyFiles},
	} {
		got, err := fileState(c.in, c.leave, c.files)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s, %s after %d: got %s, %v; want %s, %v", c.in.Channel, c.leave, len(c.files), got, err, c.want, c.err)
		}
	}
}

// TestFilesEndWithTheConversation has one that was allowed and one that nobody
// decided about, where files stay and where they do not (F104).
func TestFilesEndWithTheConversation(t *testing.T) {
	for deleted, want := range map[bool][]appliance.FileState{
		false: {appliance.FileKept, appliance.FileDeleted}, true: {appliance.FileDeleted, appliance.FileDeleted},
	} {
		h, c := filing(t, appliance.FilesAsked, appliance.FileRules{Limit: 1, Deleted: deleted})
		_, allowed, err := h.ReceiveFile(t.Context(), c, text("allowed"))
		if err != nil {
			t.Fatal(err)
		}
		if err := h.DecideFile(t.Context(), jana.ID, c, allowed.Entry, true); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.ReceiveFile(t.Context(), c, text("nobody looked")); err != nil {
			t.Fatal(err)
		}
		if err := h.End(t.Context(), c, appliance.ByContact, 0, ""); err != nil {
			t.Fatal(err)
		}
		if got := h.filesOf(c); !slices.Equal(got, want) {
			t.Errorf("deleted %v: files are %v, want %v", deleted, got, want)
		}
		if got := h.onDisk(); deleted && len(got) > 0 || !deleted && !slices.Equal(got, []string{"allowed"}) {
			t.Errorf("deleted %v: on the disk are %q", deleted, got)
		}
	}
}

// TestSweepRemovesWhatAStopLeft has bytes whose row was never written, bytes of a
// file that was deleted, and one that is kept.
func TestSweepRemovesWhatAStopLeft(t *testing.T) {
	h, c := filing(t, appliance.FilesAllowed, appliance.FileRules{Limit: 1})
	if _, _, err := h.ReceiveFile(t.Context(), c, text("kept")); err != nil {
		t.Fatal(err)
	}
	_, f, err := h.ReceiveFile(t.Context(), c, text("deleted"))
	if err != nil {
		t.Fatal(err)
	}
	f.State = appliance.FileDeleted
	h.write(func(tx *sqlite.Tx) error { return tx.SaveFile(f) })
	for _, name := range []string{"NOROW", "half.unfinished"} {
		if err := h.files.Put(name, []byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.SweepFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := h.onDisk(); !slices.Equal(got, []string{"kept"}) {
		t.Errorf("on the disk are %q, want the one that is kept", got)
	}
}

func TestFullDiskRefusesAFileAndKeepsTheChat(t *testing.T) {
	h, c := filing(t, appliance.FilesAllowed, appliance.FileRules{Limit: 1})
	h.takeFiles(blob.Options{Spare: 1 << 62}, h.rules)
	if _, _, err := h.ReceiveFile(t.Context(), c, text("a")); !errors.Is(err, appliance.ErrDiskFull) {
		t.Errorf("got %v, want %v", err, appliance.ErrDiskFull)
	}
	if _, err := h.Receive(t.Context(), c, Message{Text: "still here"}); err != nil {
		t.Errorf("a message: %v", err)
	}
}
