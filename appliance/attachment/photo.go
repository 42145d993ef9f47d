package attachment

import (
	"bufio"
	"encoding/binary"
	"image"
	"io"
)

// The markers of a JPEG (ITU-T T.81, table B.1), as far as they are read here.
const (
	markSOF0 = 0xc0 // a frame: baseline
	markSOF2 = 0xc2 // progressive
	markRST0 = 0xd0 // from here to EOI those that nothing belongs to
	markSOI  = 0xd8
	markEOI  = 0xd9
	markAPP1 = 0xe1
)

// photo is what stands in a JPEG before its pixels: how it lies, and of its frame
// (T.81, B.2.2) the sampling factors of each component.
type photo struct {
	lies        orientation
	progressive bool
	sampling    []factors
}

// factors are how many samples of a component stand in one unit.
type factors struct{ across, down int }

// photoOf reads the segments of a JPEG up to its frame. What is not laid out as the
// standard has it is refused: the decoder might find another frame in it.
func photoOf(from io.Reader) (p photo, err error) {
	r := bufio.NewReader(from)
	if mark, err := marker(r); err != nil || mark != markSOI {
		return p, image.ErrFormat
	}
	for p.lies = upright; ; {
		mark, data, err := segment(r)
		switch {
		case err != nil:
			return p, err
		case markSOF0 <= mark && mark <= markSOF2:
			p.progressive = mark == markSOF2
			p.sampling, err = samplingOf(data)
			return p, err
		case mark == markAPP1 && p.lies == upright:
			p.lies = orientationOf(data)
		}
	}
}

// samplingOf reads the sampling factors from the header of a frame.
func samplingOf(frame []byte) (all []factors, err error) {
	const components = 6 // stand behind precision, height, width and their count
	if len(frame) <= components || len(frame) != components+3*int(frame[components-1]) {
		return nil, image.ErrFormat
	}
	for i := components; i < len(frame); i += 3 {
		f := factors{int(frame[i+1] >> 4), int(frame[i+1] & 0xf)}
		if f.across == 0 || f.down == 0 {
			return nil, image.ErrFormat
		}
		all = append(all, f)
	}
	if len(all) == 1 { // whatever its factors are (T.81, A.2.2)
		all[0] = factors{1, 1}
	}
	return all, nil
}

// segment reads the next marker and what belongs to it.
func segment(r *bufio.Reader) (mark byte, data []byte, err error) {
	if mark, err = marker(r); err != nil {
		return mark, nil, err
	}
	if mark < markSOF0 || markRST0 <= mark && mark <= markEOI {
		return mark, nil, image.ErrFormat
	}
	var length [2]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return mark, nil, err
	}
	n := int(binary.BigEndian.Uint16(length[:])) - len(length)
	if n < 0 {
		return mark, nil, image.ErrFormat
	}
	data = make([]byte, n)
	_, err = io.ReadFull(r, data)
	return mark, data, err
}

// marker reads the next one, before which any number of bytes may fill the space
// (T.81, B.1.1.2).
func marker(r *bufio.Reader) (mark byte, err error) {
	if first, err := r.ReadByte(); err != nil || first != 0xff {
		return first, image.ErrFormat
	}
	for mark = 0xff; mark == 0xff && err == nil; {
		mark, err = r.ReadByte()
	}
	return mark, err
}

// memory is how many bytes the decoder takes: a sample of each component in whole
// units, of a progressive one a coefficient of 32 bits to each, and for what has
// colours four bytes a pixel more. Whether it needs those may stand behind the pixels.
func (p photo) memory(width, height int) int {
	samples := 0
	for _, f := range p.sampling {
		samples += f.across * f.down
	}
	of := p.sampling[0]
	const block = 8 // samples a side (T.81, A.1.1)
	samples *= inWhole(width, block*of.across) * inWhole(height, block*of.down) * block * block
	bytes := samples
	if p.progressive {
		bytes += 4 * samples
	}
	if len(p.sampling) > 1 {
		bytes += 4 * width * height
	}
	return bytes
}

func inWhole(side, of int) int { return (side + of - 1) / of }
