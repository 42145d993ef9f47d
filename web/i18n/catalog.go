package i18n

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed catalog/*.yaml
var files embed.FS

// catalogues are all languages, read once.
type catalogues struct {
	languages map[string]*Texts
	keys      map[string]bool
	forms     map[string]map[string]map[string]string // language, key, plural form; "" has none
}

var loaded = sync.OnceValue(func() *catalogues {
	c, err := read()
	if err != nil { // the files are part of the program: a programmer's mistake
		panic(err)
	}
	return c
})

func read() (*catalogues, error) {
	c := &catalogues{
		languages: map[string]*Texts{},
		keys:      map[string]bool{},
		forms:     map[string]map[string]map[string]string{},
	}
	bundle := i18n.NewBundle(language.English)
	for _, lang := range Languages() {
		forms, err := readForms(lang)
		if err != nil {
			return nil, err
		}
		if err := bundle.AddMessages(language.Make(lang), messages(forms)...); err != nil {
			return nil, fmt.Errorf("load catalogue %s: %w", lang, err)
		}
		c.forms[lang] = forms
		c.languages[lang] = &Texts{lang: lang, plain: plain(forms), rich: i18n.NewLocalizer(bundle, lang)}
		for key := range forms {
			c.keys[key] = true
		}
	}
	return c, nil
}

// readForms reads one catalogue; a text without plural forms has the form "".
func readForms(lang string) (map[string]map[string]string, error) {
	name := "catalog/" + lang + ".yaml"
	data, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	raw := map[string]any{}
	if err := yaml.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	forms := make(map[string]map[string]string, len(raw))
	for key, v := range raw {
		switch v := v.(type) {
		case string:
			forms[key] = map[string]string{"": v}
		case map[string]any:
			forms[key] = map[string]string{}
			for form, text := range v {
				forms[key][form] = fmt.Sprint(text)
			}
		default:
			return nil, fmt.Errorf("read %s: %s is neither a text nor plural forms", name, key)
		}
	}
	return forms, nil
}

func messages(forms map[string]map[string]string) []*i18n.Message {
	var list []*i18n.Message
	for key, f := range forms {
		m := &i18n.Message{ID: key, One: f["one"], Few: f["few"], Many: f["many"], Other: f["other"]}
		if text, ok := f[""]; ok {
			m.Other = text
		}
		if m.Other == "" { // Polish needs it for fractions alone, which we never count
			m.Other = m.Many
		}
		list = append(list, m)
	}
	return list
}

func plain(forms map[string]map[string]string) map[string]string {
	texts := map[string]string{}
	for key, f := range forms {
		if text, ok := f[""]; ok && !strings.Contains(text, "{") {
			texts[key] = text
		}
	}
	return texts
}

// counts tells whether the text has plural forms.
func (c *catalogues) counts(lang, key string) bool {
	_, plain := c.forms[lang][key][""]
	return !plain
}
