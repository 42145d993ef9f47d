package attachment

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
)

// orientation is how a picture lies, as Exif numbers it (Exif 2.32, tag 0x0112):
// 1 is upright, the even ones up to 4 and the odd ones from 5 are mirrored. A
// picture that was drawn has none.
type orientation int

const (
	drawn   orientation = 0
	upright orientation = 1
)

// orientationOf reads it from an APP1 segment of a JPEG. What is no Exif, or cannot be
// read, is upright.
func orientationOf(segment []byte) orientation {
	if exif, is := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); is {
		return orientationIn(exif)
	}
	return upright
}

// orientationIn reads it from a TIFF header and its first directory (TIFF 6.0,
// section 2).
func orientationIn(tiff []byte) orientation {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return upright
	}
	for i := range int(order.Uint16(tiff[at:])) {
		entry := at + 2 + 12*i
		if entry+12 > len(tiff) {
			break
		}
		if order.Uint16(tiff[entry:]) != 0x0112 {
			continue
		}
		if o := orientation(order.Uint16(tiff[entry+8:])); o > upright && o <= 8 {
			return o
		}
	}
	return upright
}

// turn shows a picture upright, without a copy of it.
type turn struct {
	image.Image
	how orientation
}

// Bounds are those of the upright picture, from 0.
func (t turn) Bounds() image.Rectangle {
	b := t.Image.Bounds()
	if t.how >= 5 {
		return image.Rect(0, 0, b.Dy(), b.Dx())
	}
	return image.Rect(0, 0, b.Dx(), b.Dy())
}

// At is the colour of a point of the upright picture.
func (t turn) At(x, y int) color.Color {
	b := t.Image.Bounds()
	right, bottom := b.Dx()-1, b.Dy()-1
	switch t.how {
	case 2:
		x = right - x
	case 3:
		x, y = right-x, bottom-y
	case 4:
		y = bottom - y
	case 5:
		x, y = y, x
	case 6:
		x, y = y, bottom-x
	case 7:
		x, y = right-y, bottom-x
	case 8:
		x, y = right-y, x
	}
	return t.Image.At(b.Min.X+x, b.Min.Y+y)
}
