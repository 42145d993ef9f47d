package shop

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"

	"github.com/goccy/go-yaml"

	"cordboard/web"
	"cordboard/web/ui"
)

//go:embed assets page.html goods.yaml
var files embed.FS

// policy is a strict one: the box's origin, which is this page's as well, is
// all that scripts and frames may come from.
const policy = "default-src 'none'; script-src 'self'; frame-src 'self'; style-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// article is something the shop sells, and its page.
type article struct {
	Path     string // "/vrtacky/bd-18"
	Trail    []string
	Brand    string
	Code     string
	Name     string
	Short    string // on a card
	Model    string // in the trail
	About    string
	Price    string
	Stock    string
	Delivery string
	Drawing  string // "drill", its file in assets
	Facts    []fact
	Fits     []string // the paths of what goes with it
}

type fact struct{ Name, Value string }

// Shop answers with the shop's pages.
type Shop struct {
	script string
	page   *template.Template
	bundle *ui.Bundle
	goods  []article
}

// New makes the shop whose pages take in the widget of that key, from the same
// door.
func New(key string) (*Shop, error) {
	s := &Shop{script: "/w/" + key + ".js"}
	assets, err := fs.Sub(files, "assets")
	if err != nil {
		return nil, err
	}
	s.bundle = ui.NewBundle("/shop/", assets)
	text, err := files.ReadFile("goods.yaml")
	if err != nil {
		return nil, err
	}
	if err := yaml.Unmarshal(text, &s.goods); err != nil {
		return nil, fmt.Errorf("read the shop's goods: %w", err)
	}
	s.page, err = template.New("page.html").Funcs(template.FuncMap{"asset": s.bundle.Path}).ParseFS(files, "page.html")
	if err != nil {
		return nil, fmt.Errorf("read the shop's page: %w", err)
	}
	return s, nil
}

// Routes are the shop's pages, on the Public door.
func (s *Shop) Routes() []web.Route {
	routes := []web.Route{web.Static(web.Public, s.bundle), s.route("/{$}", nil)}
	for i := range s.goods {
		routes = append(routes, s.route(s.goods[i].Path, &s.goods[i]))
	}
	return routes
}

// view is what page.html shows: one article, all of them, or those sought.
type view struct {
	Script  string
	Sought  string
	Article *article
	Others  []article
}

func (s *Shop) route(path string, a *article) web.Route {
	return web.Route{Door: web.Public, Method: "GET", Path: path, Who: web.Anyone, Handle: func(w http.ResponseWriter, r *http.Request) error {
		v := view{Script: s.script, Article: a}
		if a == nil {
			v.Sought = strings.TrimSpace(r.URL.Query().Get("hledat"))
			v.Others = s.sought(v.Sought)
		} else {
			v.Others = s.fitting(a)
		}
		var b bytes.Buffer
		if err := s.page.Execute(&b, v); err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(b.Bytes()) // he has gone
		return nil
	}}
}

// sought are the articles whose words hold what was asked for.
func (s *Shop) sought(text string) []article {
	var list []article
	for _, g := range s.goods {
		words := strings.Join([]string{g.Name, g.Brand, g.Model, g.Code, g.About}, " ")
		if strings.Contains(strings.ToLower(words), strings.ToLower(text)) {
			list = append(list, g)
		}
	}
	return list
}

// fitting are the articles that go with one.
func (s *Shop) fitting(a *article) []article {
	var list []article
	for _, path := range a.Fits {
		for _, g := range s.goods {
			if g.Path == path {
				list = append(list, g)
			}
		}
	}
	return list
}
