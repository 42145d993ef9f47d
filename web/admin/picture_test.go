package admin

import (
	"testing"

	"cordboard/ivr"
	"cordboard/web/i18n"
)

// TestEveryWayHasAWordInEveryLanguage: without one the drawing shows the key of the
// file, and says nothing of it.
func TestEveryWayHasAWordInEveryLanguage(t *testing.T) {
	ways := 0
	for _, kind := range ivr.Kinds() {
		for _, f := range ivr.Fields(kind) {
			if f.Shape != ivr.ShapeWay && f.Shape != ivr.ShapeMiss {
				continue
			}
			ways++
			for _, l := range i18n.Languages() {
				if key := "picture.way." + f.Key; i18n.Localizer(l).Text(key) == key {
					t.Errorf("the way %s of %s has no word in %s", f.Key, kind, l)
				}
			}
		}
	}
	if ways == 0 {
		t.Error("no kind of node has a way")
	}
}
