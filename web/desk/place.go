package desk

import (
	"cmp"
	"net/url"
	"strings"

	"cordboard/appliance"
)

// place is the page that a contact was on when he wrote.
type place struct {
	Path  string
	Title string // if it is known
	Href  string // empty: not safe to follow, or nobody knows on which site
}

// Words are its title and its path.
func (p place) Words() string { return joined(p.Title, p.Path) }

// Name is its title, or else its path.
func (p place) Name() string { return cmp.Or(p.Title, p.Path) }

// place is where the contact was. Only the last page's title is kept.
func (w *writer) place(c appliance.Conversation, e appliance.Entry) place {
	p := placeOf(w.book.entries[c.EntryPoint], e.Page)
	if p.Path != "" && c.Browser.Page == e.Page {
		p.Title = oneLine(c.Browser.PageTitle)
	}
	return p
}

// placeOf is a page as a browser told it. It becomes a link on the one site that
// the entry point names, and on no other.
func placeOf(entry appliance.EntryPoint, page string) place {
	p, sites := place{Path: page}, entry.Widget.Sites
	if page == "" || len(sites) != 1 {
		return p
	}
	p.Href = within(sites[0], page)
	if p.Path == "/" { // it says nothing by itself
		_, host, _ := strings.Cut(sites[0], "://")
		p.Path = host + "/"
	}
	return p
}

// within is the address of a path on a site, or nothing if it leads elsewhere.
func within(site, path string) string {
	home, err := url.Parse(site)
	if err != nil || home.Scheme != "https" && home.Scheme != "http" {
		return ""
	}
	to, err := home.Parse(path)
	if err != nil || !strings.HasPrefix(path, "/") || to.Scheme != home.Scheme || to.Host != home.Host || to.User != nil {
		return ""
	}
	return to.String()
}
