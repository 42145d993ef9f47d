package attachment

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // has itself read
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"strings"
	"time"
)

// Memory is how many bytes a picture may take while it is read: enough for what a
// telephone's camera takes.
const Memory = 150_000_000

// within is how long a picture may take: one of many layers costs far more than
// its size tells.
const within = 10 * time.Second

// Picture is one that was written anew.
type Picture struct {
	Kind          string // its media type: image/png or image/jpeg
	Width, Height int
}

// ErrUnread is for what cannot be read as a picture, or is too large for it. It
// may still travel as a file.
var ErrUnread = errors.New("attachment: not a picture that can be read")

// Rewrite reads a picture and writes its pixels: a JPEG as such, upright as its
// camera was held; a PNG, and the first image of a GIF, as PNG. Of one that
// would take more than Memory nothing is read. Errors of to come back as they are.
func Rewrite(to io.Writer, from io.ReadSeeker) (p Picture, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("%w: %v", ErrUnread, reason)
		}
	}()
	img, turned, err := decode(from)
	if err != nil {
		return p, fmt.Errorf("%w: %w", ErrUnread, err)
	}
	if turned > upright {
		img = turn{img, turned}
	}
	b := img.Bounds()
	p = Picture{Width: b.Dx(), Height: b.Dy(), Kind: "image/png"}
	if turned != drawn {
		p.Kind = "image/jpeg"
		return p, jpeg.Encode(to, img, &jpeg.Options{Quality: 90})
	}
	return p, png.Encode(to, img)
}

// decode reads a picture, and how it is to be turned; one that is no
// photograph is drawn.
func decode(from io.ReadSeeker) (image.Image, orientation, error) {
	head := make([]byte, Head)
	n, err := io.ReadFull(from, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, 0, err
	}
	head = head[:n]
	if !IsPicture(head) { // whatever else the decoders know
		return nil, 0, image.ErrFormat
	}
	takes, lies, err := measure(from, head)
	switch {
	case err != nil:
		return nil, 0, err
	case takes > Memory:
		return nil, 0, fmt.Errorf("%d bytes of memory", takes)
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return nil, 0, err
	}
	img, _, err := image.Decode(hurried{from, time.Now().Add(within)})
	return img, lies, err
}

// measure tells how many bytes a picture will take, more than Memory for any that is
// larger, and how it lies.
func measure(from io.ReadSeeker, head []byte) (takes int, lies orientation, err error) {
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return 0, 0, err
	}
	size, kind, err := image.DecodeConfig(from)
	switch {
	case err != nil:
		return 0, 0, err
	case size.Width <= 0 || size.Height <= 0:
		return 0, 0, image.ErrFormat
	case size.Width > Memory/size.Height: // at a byte a pixel, before the product runs over
		return Memory + 1, 0, nil
	case kind != "jpeg":
		return size.Width * size.Height * perPixel(size.ColorModel, head), drawn, nil
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return 0, 0, err
	}
	p, err := photoOf(from)
	if err != nil {
		return 0, 0, err
	}
	return p.memory(size.Width, size.Height), p.lies, nil
}

// perPixel is how many bytes a pixel of a drawing takes at most: of grey ones too that
// have a transparent shade. An interlaced one is read into others first, which are as
// large in sum; a GIF tells only later whether it is one.
func perPixel(m color.Model, head []byte) int {
	bytes := 4
	if _, is := m.(color.Palette); is {
		bytes = 1
	} else if m == color.Gray16Model || m == color.RGBA64Model || m == color.NRGBA64Model {
		bytes = 8
	}
	const interlace = 28 // its place in a PNG, in the header that comes first
	if kindOf(head) == "gif" || len(head) > interlace && head[interlace] != 0 {
		bytes *= 2
	}
	return bytes
}

// hurried gives no more after a time.
type hurried struct {
	from  io.Reader
	until time.Time
}

func (h hurried) Read(p []byte) (int, error) {
	if time.Now().After(h.until) {
		return 0, errors.New("it takes too long")
	}
	return h.from.Read(p)
}

// Renamed is the name of a picture that was written anew: its ending says what
// it is now.
func (p Picture) Renamed(name string) string {
	ending := path.Ext(name)
	want := ".png"
	if p.Kind == "image/jpeg" {
		want = ".jpg"
	}
	if lower := strings.ToLower(ending); lower == want || want == ".jpg" && lower == ".jpeg" {
		return name
	}
	if !isEnding(ending) {
		ending = ""
	}
	return strings.TrimSuffix(name, ending) + want
}

func isEnding(s string) bool { return len(s) > 1 && len(s) <= 6 && !strings.ContainsAny(s, " ") }
