package i18n

import (
	"maps"
	"regexp"
	"slices"
	"testing"
)

// forms that a counting text must have; Polish "other" is for fractions only.
var pluralForms = map[string][]string{
	"en": {"one", "other"},
	"cs": {"one", "few", "other"},
	"pl": {"one", "few", "many"},
}

func TestEveryLanguageHasEveryKey(t *testing.T) {
	c := loaded()
	if len(c.keys) < 10 {
		t.Fatalf("only %d keys were read: the test sees nothing", len(c.keys))
	}
	for _, lang := range Languages() {
		for key := range c.keys {
			if _, ok := c.forms[lang][key]; !ok {
				t.Errorf("%s lacks %s", lang, key)
			}
		}
	}
}

func TestTextsHaveTheSamePlacesInEveryLanguage(t *testing.T) {
	c := loaded()
	for key := range c.keys {
		want := places(c.forms["en"][key])
		for _, lang := range Languages() {
			if got := places(c.forms[lang][key]); !slices.Equal(got, want) {
				t.Errorf("%s in %s has places %v, in English %v", key, lang, got, want)
			}
		}
	}
}

func TestCountingTextsHaveTheFormsOfTheirLanguage(t *testing.T) {
	c := loaded()
	for _, lang := range Languages() {
		for key, forms := range c.forms[lang] {
			if _, ok := forms[""]; ok {
				if _, en := c.forms["en"][key][""]; !en {
					t.Errorf("%s in %s has no plural forms, in English it has", key, lang)
				}
				continue
			}
			got := slices.Sorted(maps.Keys(forms))
			want := slices.Sorted(slices.Values(pluralForms[lang]))
			if !slices.Equal(got, want) {
				t.Errorf("%s in %s has forms %v, want %v", key, lang, got, want)
			}
		}
	}
}

func TestTextsKeepTheVoice(t *testing.T) {
	for lang, texts := range loaded().forms {
		for key, forms := range texts {
			for _, text := range forms {
				if slices.Contains([]rune(text), '!') || text == "" {
					t.Errorf("%s in %s: %q is empty or shouts", key, lang, text)
				}
			}
		}
	}
}

// TestEachThingHasOneWord holds the words of which there are two: a prompt is
// what callers hear, a recording what was said in a call.
func TestEachThingHasOneWord(t *testing.T) {
	for _, c := range []struct{ lang, word, instead, but string }{
		{"cs", `(?i)nahrávk`, "hláška", `^(desk\.recording|entry\.unrecorded|right\.recordings)`},
		{"pl", `(?i)nagra(ni|ń)`, "komunikat", `^(desk\.recording|entry\.unrecorded|right\.recordings)`},
		{"cs", `(?i)zkoušk`, "test", `^$`},
		{"pl", `(?i)\bprób[aęy]?\b`, "test", `^(admin\.mail\.|refusal\.sign-in)`},
		{"pl", `(?i)trunk`, "łącze", `^$`},
		{"cs", `(?i)(touto|tuto|této) link`, "trunk", `^$`},
	} {
		banned, but := regexp.MustCompile(c.word), regexp.MustCompile(c.but)
		for key, forms := range loaded().forms[c.lang] {
			for _, text := range forms {
				if said := place.ReplaceAllString(text, ""); banned.MatchString(said) && !but.MatchString(key) {
					t.Errorf("%s in %s: %q, where %q is the word", key, c.lang, text, c.instead)
				}
			}
		}
	}
}

// places are the names of all places in any form, but for "count", which a
// form for one may leave out.
func places(forms map[string]string) []string {
	seen := map[string]bool{}
	for _, text := range forms {
		for _, m := range place.FindAllStringSubmatch(text, -1) {
			if m[1] != "count" {
				seen[m[1]] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
