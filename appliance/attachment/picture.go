package attachment

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"strings"
	"time"
)

// Pixels is how many a picture may have to be read: what a telephone's camera
// takes, and in memory at most 100 MB.
const Pixels = 25 << 20

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
// claims more than Pixels nothing is read. Errors of to come back as they are.
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
	head := make([]byte, longestExif)
	n, err := io.ReadFull(from, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, 0, err
	}
	head = head[:n]
	decoders := map[string]struct {
		config func(io.Reader) (image.Config, error)
		decode func(io.Reader) (image.Image, error)
	}{"png": {png.DecodeConfig, png.Decode}, "jpeg": {jpeg.DecodeConfig, jpeg.Decode}, "gif": {gif.DecodeConfig, gif.Decode}}
	how, known := decoders[kindOf(head)]
	if !known {
		return nil, 0, image.ErrFormat
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return nil, 0, err
	}
	size, err := how.config(bufio.NewReader(from))
	if err != nil {
		return nil, 0, err
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > Pixels/size.Height {
		return nil, 0, fmt.Errorf("%d × %d pixels", size.Width, size.Height)
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return nil, 0, err
	}
	img, err := how.decode(hurried{from, time.Now().Add(within)})
	if kindOf(head) != "jpeg" {
		return img, drawn, err
	}
	return img, orientationOf(head), err
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
