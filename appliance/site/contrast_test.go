package site

import (
	"errors"
	"math"
	"testing"

	"cordboard/appliance"
)

// TestWhiteLettersContrastAsTheGuidelineReckons holds the figures against those of WCAG
// 2.2's own formula.
func TestWhiteLettersContrastAsTheGuidelineReckons(t *testing.T) {
	for text, want := range map[string]float64{
		"#000000": 21, "#ffffff": 1, "#767676": 4.54, "#777777": 4.48, "#808080": 3.95,
		"#ff0000": 4.00, "#00ff00": 1.37, "#0000ff": 8.59, "#2a56d4": 6.21, "#ffd400": 1.43,
	} {
		c, ok := readColour(text)
		if !ok {
			t.Errorf("%s is not read", text)
		}
		if got := c.underWhite(); math.Abs(got-want) > 0.006 {
			t.Errorf("%s: got %.3f:1, want %.2f:1", text, got, want)
		}
	}
}

func TestWhatIsNoColourIsNotRead(t *testing.T) {
	for _, text := range []string{"", "#", "#fff", "2a56d4", "#2a56d", "#2a56d4f", "#2a56dg", "# a56d4", "red", "#2a56d4 ", "#-1-1-1", "#+1+1+1"} {
		if c, ok := readColour(text); ok {
			t.Errorf("%q is read as %s", text, c)
		}
	}
}

// TestShadeThatIsToldIsTheLightestThatCanBeRead asks of many colours what is told in
// their place.
func TestShadeThatIsToldIsTheLightestThatCanBeRead(t *testing.T) {
	told := 0
	for r := 0; r < 256; r += 15 {
		for g := 0; g < 256; g += 15 {
			for b := 0; b < 256; b += 15 {
				c := shade{uint8(r), uint8(g), uint8(b)}
				shade := c.legibly()
				switch {
				case shade.underWhite() < legible:
					t.Fatalf("in place of %s comes %s with %.2f:1", c, shade, shade.underWhite())
				case c.underWhite() >= legible && shade != c:
					t.Fatalf("%s could be read and becomes %s", c, shade)
				case c.underWhite() < legible:
					told++
					if shade.underWhite() > 4.75 {
						t.Fatalf("in place of %s comes %s, which is darker than it must be: %.2f:1", c, shade, shade.underWhite())
					}
				}
			}
		}
	}
	if told < 1000 {
		t.Errorf("only %d colours could not be read: the test sees too little", told)
	}
}

func TestIllegibleColourIsRefusedWithAnother(t *testing.T) {
	for accent, other := range map[string]string{
		"#ffd400": "#8c7400", "#777777": "#767676", // 4.48 is not enough
		"#767676": "", "#2a56d4": "", "": "",
	} {
		e := appliance.EntryPoint{Channel: appliance.WebChat, Name: "Shop", Language: appliance.Czech, Queue: 1, Widget: appliance.WidgetEntry{Key: "shop", Accent: accent}}
		flaws := appliance.Flaws{}
		completedWidget(e, flaws)
		got := ""
		if flaw := appliance.AsRefusal(flaws["accent"]); flaw != nil && errors.Is(flaw, ErrIllegible) {
			got = flaw.Args["colour"].(string)
		}
		if got != other {
			t.Errorf("in place of %q comes %q, want %q", accent, got, other)
		}
	}
}
