package site

import (
	"encoding/hex"
	"fmt"
	"math"
	"strings"

	"cordboard/appliance"
)

// legible is the least contrast of text with what is behind it (WCAG 2.2, 1.4.3).
const legible = 4.5

// shade is a colour of sRGB: red, green and blue.
type shade [3]uint8

// readColour reads "#rrggbb".
func readColour(text string) (c shade, ok bool) {
	digits, marked := strings.CutPrefix(text, "#")
	n, err := hex.Decode(c[:], []byte(digits)[:min(len(digits), 2*len(c))])
	return c, marked && err == nil && n == len(c) && len(digits) == 2*len(c)
}

func (c shade) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// luminance is how light it is, from 0, black, to 1, white (WCAG 2.2, relative
// luminance).
func (c shade) luminance() float64 {
	linear := func(channel uint8) float64 {
		v := float64(channel) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

// underWhite is its contrast with white letters on it, from 1 to 21.
func (c shade) underWhite() float64 { return 1.05 / (c.luminance() + 0.05) }

// legibly is the colour itself where white letters can be read on it, and else the
// lightest of its darker shades on which they can.
func (c shade) legibly() shade {
	darker := c
	for part := 255; darker.underWhite() < legible; part-- {
		for i := range c {
			darker[i] = uint8(int(c[i]) * part / 255)
		}
	}
	return darker
}

// illegible refuses a widget's colour on which white letters cannot be read, and says which
// one to take; nil: they can. What is no colour is refused elsewhere.
func illegible(accent string) *appliance.Refusal {
	c, ok := readColour(accent)
	if !ok || c.underWhite() >= legible {
		return nil
	}
	return ErrIllegible.With("colour", c.legibly().String())
}
