package attachment

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"testing"

	"cordboard/appliance"
)

func TestNameIsOneThatMayBeShownAndSaved(t *testing.T) {
	for given, want := range map[string]string{
		"fotka.jpg":                        "fotka.jpg",
		"../../etc/passwd":                 "passwd",
		`C:\Users\eva\faktura.pdf`:         "faktura.pdf",
		"..":                               "file",
		"":                                 "file",
		"/":                                "file",
		".bashrc":                          "bashrc",
		"invoice\u202Egpj.exe":             "invoicegpj.exe",
		"a\u200b\u2066b\u2069.txt":         "ab.txt",
		"one\r\ntwo\x00\x1b[31m.md":        "one two[31m.md",
		`a<b>:"c"|?*.txt`:                  "a_b___c____.txt",
		"účtenka  č. 7 .pdf":               "účtenka č. 7 .pdf",
		"trailing. . .":                    "trailing",
		strings.Repeat("ž", 300) + ".jpeg": strings.Repeat("ž", NameLimit-5) + ".jpeg",
		"\xff\xfe.txt":                     "\uFFFD.txt",
	} {
		if got := Name(given); got != want {
			t.Errorf("%q becomes %q, want %q", given, got, want)
		}
	}
}

func TestProgramsAndWhatIsCalledAPictureAreRefused(t *testing.T) {
	const html, svg = "<!doctype html><script>alert(1)</script>", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`
	for _, c := range []struct {
		name, head string
		want       *appliance.Refusal
	}{
		{"a.txt", "", ErrEmpty},
		{"a.pdf", "%PDF-1.7", nil},
		{"a.svg", svg, nil}, // only ever downloaded
		{"a.html", html, nil},
		{"a.png", html, ErrDisguised},
		{"a.JPG", svg, ErrDisguised},
		{"a.gif", "%PDF-1.7", ErrDisguised},
		{"a.png", "GIF89a/*", nil}, // Rewrite says what it is
		{"invoice.pdf.exe", "text", ErrProgram},
		{"a.LNK", "text", ErrProgram},
		{"a.pdf", "MZ\x90\x00", ErrProgram},
		{"notes", "#!/bin/sh", ErrProgram},
		{"a.bin", "\x7fELF", ErrProgram},
	} {
		if err := Check(c.name, []byte(c.head)); (c.want == nil) != (err == nil) || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s beginning with %.12q: got %v, want %v", c.name, c.head, err, c.want)
		}
	}
}

// drawing is 3 by 2: red at its top left, blue at its bottom right.
func drawing() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 48, 32))
	for y := range 32 {
		for x := range 48 {
			c := color.RGBA{255, 255, 255, 255}
			switch {
			case x < 16 && y < 16:
				c = color.RGBA{255, 0, 0, 255}
			case x >= 32 && y >= 16:
				c = color.RGBA{0, 0, 255, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func encoded(t *testing.T, kind string) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch kind {
	case "png":
		err = png.Encode(&b, drawing())
	case "gif":
		err = gif.Encode(&b, drawing(), nil)
	case "jpeg":
		err = jpeg.Encode(&b, drawing(), &jpeg.Options{Quality: 100})
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts a segment behind the beginning of a JPEG: an orientation, and a
// place as GPS coordinates would stand there.
func withExif(photo []byte, lies int, order binary.AppendByteOrder) []byte {
	mark := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		mark = "MM\x00*"
	}
	tiff := order.AppendUint32([]byte(mark), 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, tag := range [][2]int{{0x010e, 0}, {0x0112, lies}} {
		tiff = order.AppendUint16(tiff, uint16(tag[0]))
		tiff = order.AppendUint16(tiff, 3)
		tiff = order.AppendUint32(tiff, 1)
		tiff = order.AppendUint16(tiff, uint16(tag[1]))
		tiff = order.AppendUint16(tiff, 0)
	}
	tiff = append(tiff, "GPS 50.0875N 14.4213E"...)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	all := append([]byte{0xff, 0xd8, 0xff, 0xe1}, byte((len(segment)+2)>>8), byte(len(segment)+2))
	return append(append(all, segment...), photo[2:]...)
}

func TestPictureIsWrittenAnewWithoutWhatIsNoPixel(t *testing.T) {
	const script = "<script>alert(1)</script>"
	gps := withExif(encoded(t, "jpeg"), 1, binary.LittleEndian)
	if !bytes.Contains(gps, []byte("GPS")) {
		t.Fatal("there is no place in it: the test would see nothing")
	}
	for name, c := range map[string]struct {
		data []byte
		kind string
	}{
		"png with a script behind its end":  {append(encoded(t, "png"), script...), "image/png"},
		"gif with a script behind its end":  {append(encoded(t, "gif"), script...), "image/png"},
		"jpeg with a script behind its end": {append(encoded(t, "jpeg"), script...), "image/jpeg"},
		"jpeg with a place":                 {gps, "image/jpeg"},
	} {
		var b bytes.Buffer
		p, err := Rewrite(&b, bytes.NewReader(c.data))
		if err != nil || p != (Picture{c.kind, 48, 32}) {
			t.Errorf("%s: got %+v, %v", name, p, err)
			continue
		}
		if bytes.Contains(b.Bytes(), []byte("script")) || bytes.Contains(b.Bytes(), []byte("GPS")) || bytes.Contains(b.Bytes(), []byte("Exif")) {
			t.Errorf("%s: something else than pixels came through", name)
		}
		img, _, err := image.Decode(&b)
		if err != nil {
			t.Errorf("%s: what was written cannot be read: %v", name, err)
			continue
		}
		if !isRed(img.At(4, 4)) || !isBlue(img.At(44, 28)) {
			t.Errorf("%s: its colours are %v and %v", name, img.At(4, 4), img.At(44, 28))
		}
	}
}

func isRed(c color.Color) bool { r, g, b, _ := c.RGBA(); return r > 0xd000 && g < 0x3000 && b < 0x3000 }
func isBlue(c color.Color) bool {
	r, g, b, _ := c.RGBA()
	return b > 0xd000 && g < 0x3000 && r < 0x3000
}

// TestPhotographStandsUpright says where red, at the top left as the camera
// stored it, and blue, at its bottom right, must come to lie.
func TestPhotographStandsUpright(t *testing.T) {
	type at [2]int
	corners := map[int][2]at{ // red, blue
		1: {{4, 4}, {44, 28}}, 2: {{44, 4}, {4, 28}}, 3: {{44, 28}, {4, 4}}, 4: {{4, 28}, {44, 4}},
		5: {{4, 4}, {28, 44}}, 6: {{28, 4}, {4, 44}}, 7: {{28, 44}, {4, 4}}, 8: {{4, 44}, {28, 4}},
		0: {{4, 4}, {44, 28}}, 9: {{4, 4}, {44, 28}}, // no orientation
	}
	for lies, want := range corners {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			var b bytes.Buffer
			p, err := Rewrite(&b, bytes.NewReader(withExif(encoded(t, "jpeg"), lies, order)))
			if err != nil {
				t.Fatal(err)
			}
			img, err := jpeg.Decode(&b)
			if err != nil {
				t.Fatal(err)
			}
			if img.Bounds() != image.Rect(0, 0, p.Width, p.Height) {
				t.Errorf("orientation %d: %v, told as %d × %d", lies, img.Bounds(), p.Width, p.Height)
			}
			if red, blue := img.At(want[0][0], want[0][1]), img.At(want[1][0], want[1][1]); !isRed(red) || !isBlue(blue) {
				t.Errorf("orientation %d: %v where red belongs, %v where blue does", lies, red, blue)
			}
		}
	}
}

// claims is a PNG that says it is so large, eight bits deep with colours and alpha, and
// has one chunk of data.
func claims(width, height uint32) []byte {
	return crafted(width, height, 8, 6, 0, []byte{0x78, 0x9c, 0x63})
}

// crafted is a PNG of such a header with such data.
func crafted(width, height uint32, depth, colour, interlace byte, data []byte) []byte {
	chunk := func(kind string, data []byte) []byte {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		b = append(append(b, kind...), data...)
		return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	all := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(head, depth, colour, 0, 0, interlace))...)
	all = append(all, chunk("IDAT", data)...)
	return append(all, chunk("IEND", nil)...)
}

// exposed is a JPEG that says it is so large and has a first scan of all components,
// with these sampling factors, and nothing in it.
func exposed(sof byte, width, height uint16, sampling ...byte) []byte {
	n := byte(len(sampling))
	all := []byte{0xff, 0xd8, 0xff, sof, 0, 8 + 3*n, 8}
	all = append(binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(all, height), width), n)
	for i, factors := range sampling {
		all = append(all, byte(i), factors, 0)
	}
	all = append(all, 0xff, 0xda, 0, 6+2*n, n)
	for i := range n {
		all = append(all, i, 0)
	}
	last := byte(63)
	if sof == 0xc2 { // of a progressive one the first scan is of the means alone
		last = 0
	}
	return append(all, 0, last, 0)
}

// TestWhatIsNoPictureIsNotDecoded also counts the memory: a bomb is known by its
// head.
func TestWhatIsNoPictureIsNotDecoded(t *testing.T) {
	for name, data := range map[string][]byte{
		"bomb of 50000 by 50000":  claims(50000, 50000),
		"one row above the limit": claims(5000, Memory/4/5000+1),
		"as large at 16 bits":     crafted(5000, Memory/8/5000+1, 16, 6, 0, []byte{0x78, 0x9c, 0x63}),
		"as large interlaced":     crafted(5000, Memory/8/5000+1, 8, 6, 1, []byte{0x78, 0x9c, 0x63}),
		"progressive":             exposed(0xc2, 4000, 4000, 0x22, 0x11, 0x11),
		"progressive, all colour": exposed(0xc2, 3000, 3000, 0x11, 0x11, 0x11),
		"progressive, one row":    exposed(0xc2, 0xffff, 1000, 0x11),
		"frame behind stray data": append([]byte("\xff\xd8\x00\x00"), exposed(0xc2, 3000, 3000, 0x11, 0x11, 0x11)[2:]...),
		"frame behind a restart":  append([]byte("\xff\xd8\xff\xd0"), exposed(0xc2, 3000, 3000, 0x11, 0x11, 0x11)[2:]...),
		"sides that overflow":     claims(0x7fffffff, 0x7fffffff),
		"png cut short":           encoded(t, "png")[:60],
		"gif that is a script":    []byte("GIF89a/*\x00\x00\x00*/=1;alert(1)//"),
		"jpeg of a head alone":    []byte("\xff\xd8\xff\xe0"),
		"exif that points behind": []byte("\xff\xd8\xff\xe1\x00\x12Exif\x00\x00II*\x00\xff\xff\xff\xff\xff\xff"),
		"html":                    []byte("<!doctype html>"),
		"nothing":                 nil,
	} {
		var b bytes.Buffer
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Rewrite(&b, bytes.NewReader(data))
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; !errors.Is(err, ErrUnread) || b.Len() > 0 || took > 4<<20 {
			t.Errorf("%s: got %v, want %v; %d bytes written, %d of memory", name, err, ErrUnread, b.Len(), took)
		}
	}
}

// passes is the data of an interlaced PNG that is black all over.
func passes(width, height, pixel int) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	for _, p := range [][4]int{{8, 8, 0, 0}, {8, 8, 4, 0}, {4, 8, 0, 4}, {4, 4, 2, 0}, {2, 4, 0, 2}, {2, 2, 1, 0}, {1, 2, 0, 1}} {
		across, down := (width-p[2]+p[0]-1)/p[0], (height-p[3]+p[1]-1)/p[1]
		_, _ = z.Write(make([]byte, down*(1+across*pixel)))
	}
	_ = z.Close()
	return b.Bytes()
}

// TestPictureTakesNoMoreMemoryThanIsReckoned: what the decoder allocates is held
// against what is known before, which is not much more either.
func TestPictureTakesNoMoreMemoryThanIsReckoned(t *testing.T) {
	area := image.Rect(0, 0, 2000, 1501)
	written := func(write func(*bytes.Buffer) error) []byte {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	asPNG := func(m image.Image) []byte { return written(func(b *bytes.Buffer) error { return png.Encode(b, m) }) }
	asJPEG := func(m image.Image) []byte {
		return written(func(b *bytes.Buffer) error { return jpeg.Encode(b, m, nil) })
	}
	adobe := "\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00" // its three components are red, green and blue
	for name, data := range map[string][]byte{
		"png":                      asPNG(image.NewNRGBA(area)),
		"png of 16 bits":           asPNG(image.NewNRGBA64(area)),
		"grey png":                 asPNG(image.NewGray(area)),
		"interlaced png":           crafted(2000, 1501, 8, 6, 1, passes(2000, 1501, 4)),
		"gif":                      written(func(b *bytes.Buffer) error { return gif.Encode(b, image.NewPaletted(area, palette.WebSafe), nil) }),
		"jpeg":                     asJPEG(image.NewRGBA(area)),
		"grey jpeg":                asJPEG(image.NewGray(area)),
		"jpeg of red, green, blue": append([]byte("\xff\xd8"+adobe), asJPEG(image.NewRGBA(area))[2:]...),
		"progressive jpeg":         exposed(0xc2, 2000, 1501, 0x22, 0x11, 0x11),
		"in full colour":           exposed(0xc2, 2000, 1501, 0x11, 0x11, 0x11),
		"progressive grey jpeg":    exposed(0xc2, 2000, 1501, 0x42),
		"of four inks":             exposed(0xc2, 2000, 1501, 0x22, 0x11, 0x11, 0x22),
		"narrow":                   exposed(0xc2, 1, 0xffff, 0x42, 0x11, 0x11),
	} {
		reckoned, _, err := measure(bytes.NewReader(data), data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, _ = image.Decode(bytes.NewReader(data))
		runtime.ReadMemStats(&after)
		const besides = 256 << 10 // tables and a row or two
		took := int(after.TotalAlloc - before.TotalAlloc)
		if took > reckoned+besides || reckoned > 4*took+besides {
			t.Errorf("%s: reckoned %d bytes, and it took %d", name, reckoned, took)
		}
	}
}

func TestRenamedPictureSaysWhatItIsNow(t *testing.T) {
	for name, want := range map[string][2]string{ // as PNG, as JPEG
		"a.png": {"a.png", "a.jpg"}, "cat.gif": {"cat.png", "cat.jpg"}, "b.JPEG": {"b.png", "b.JPEG"}, "no ending": {"no ending.png", "no ending.jpg"}, "v1. 2 and more": {"v1. 2 and more.png", "v1. 2 and more.jpg"},
	} {
		for i, kind := range []string{"image/png", "image/jpeg"} {
			if got := (Picture{Kind: kind}).Renamed(name); got != want[i] {
				t.Errorf("%s as %s: %q, want %q", name, kind, got, want[i])
			}
		}
	}
}

// FuzzRewrite wants no panic and no picture that cannot be read again.
func FuzzRewrite(f *testing.F) {
	f.Add(claims(3, 3))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var b bytes.Buffer
		p, err := Rewrite(&b, bytes.NewReader(data))
		if err != nil {
			return
		}
		if got, _, err := image.DecodeConfig(&b); err != nil || got.Width != p.Width || got.Height != p.Height {
			t.Errorf("wrote %+v: %v", p, err)
		}
	})
}
