package desk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/plain"
	"cordboard/web"
	"cordboard/web/i18n"
)

// tagView is a tag as a page shows it.
type tagView struct {
	ID     appliance.TagID
	Name   string
	Colour appliance.Colour
	On     bool // the conversation has it
}

// tagsView are those of the open conversation, and what the reader can do with them.
type tagsView struct {
	Has []tagView
	All []tagView // that he may put on or take off; none: he may not
}

// rowTags is how many tags a row shows, cardTags how many the card does, and an offer;
// the rest is counted.
const (
	rowTags  = 2
	cardTags = 3
)

// tags are those of a conversation, by name.
func (w *writer) tags(c appliance.Conversation) (list []tagView) {
	for _, id := range c.Tags {
		if t, there := w.book.tags[id]; there {
			list = append(list, tagView{t.ID, t.Name, t.Colour, true})
		}
	}
	slices.SortFunc(list, byTagName)
	return list
}

// tagging is what the reader sees and can do of the tags of a conversation. One that is
// off he can but take away.
func (w *writer) tagging(c appliance.Conversation) tagsView {
	v := tagsView{Has: w.tags(c)}
	if !talks.MayTag(w.book.me, c, w.book.hasPart(c.ID)) {
		return v
	}
	for _, t := range w.book.tags {
		if on := slices.Contains(c.Tags, t.ID); on || !t.Off {
			v.All = append(v.All, tagView{t.ID, t.Name, t.Colour, on})
		}
	}
	slices.SortFunc(v.All, byTagName)
	return v
}

func byTagName(a, b tagView) int {
	return cmp.Or(cmp.Compare(plain.Fold(a.Name), plain.Fold(b.Name)), cmp.Compare(a.ID, b.ID))
}

// tagged says what somebody, or the contact's page, did with a tag.
func (w *writer) tagged(e appliance.Entry) string {
	key := "entry." + string(e.Kind)
	switch e.Operator {
	case 0:
		return w.texts().Text(key+".page", "tag", e.Data["tag"])
	case w.book.me.ID:
		return w.texts().Text(key+".you", "tag", e.Data["tag"])
	}
	return w.texts().Text(key, "name", w.operator(e.Operator), "tag", e.Data["tag"])
}

// choices are the tags that a list can be narrowed to, each with where it leads: it is
// sought with the others, or no more. One that is off is there while conversations may
// have it.
func (w *writer) choices() (list []tagChoice) {
	sought := w.sought.tags()
	for _, t := range w.book.tags {
		to, on := w.sought, slices.Contains(sought, t.ID)
		if on {
			to.Tags = tagList(slices.DeleteFunc(slices.Clone(sought), func(id appliance.TagID) bool { return id == t.ID }))
		} else {
			to.Tags = tagList(append(slices.Clone(sought), t.ID))
		}
		list = append(list, tagChoice{tagView{t.ID, t.Name, t.Colour, on}, to.href(w.open, w.tab)})
	}
	slices.SortFunc(list, func(a, b tagChoice) int { return byTagName(a.tagView, b.tagView) })
	return list
}

// tagChoice is a tag that a list can be narrowed to.
type tagChoice struct {
	tagView
	Href string
}

// tagList writes tags as an address has them: in order, each once.
func tagList(ids []appliance.TagID) string {
	slices.Sort(ids)
	var list []string
	for _, id := range slices.Compact(ids) {
		list = append(list, id.String())
	}
	return strings.Join(list, ",")
}

// tagsBy reads them; what is no tag is left out.
func tagsBy(q url.Values) string {
	var ids []appliance.TagID
	for _, text := range strings.Split(q.Get("tags"), ",") {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 && len(ids) < appliance.MostTags {
			ids = append(ids, appliance.TagID(n))
		}
	}
	return tagList(ids)
}

// tags are those that are sought.
func (s sought) tags() (ids []appliance.TagID) {
	for _, text := range strings.FieldsFunc(s.Tags, func(r rune) bool { return r == ',' }) {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			ids = append(ids, appliance.TagID(n))
		}
	}
	return ids
}

// tag puts a tag on a conversation, or takes one off (F226).
func (p *Pages) tag(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	do, named := p.Talks.Tag, r.PostFormValue("put")
	if named == "" {
		do, named = p.Talks.Untag, r.PostFormValue("take")
	}
	id, err := strconv.ParseInt(named, 10, 64)
	if err != nil {
		return web.ErrBadRequest
	}
	if err := do(r.Context(), web.Operator(r.Context()).ID, c, appliance.TagID(id)); err != nil {
		return err
	}
	return done(w, r)
}

// tagNames are their names, one after another.
func tagNames(all []tagView) string {
	names := make([]string, len(all))
	for i, t := range all {
		names[i] = t.Name
	}
	return strings.Join(names, ", ")
}

// tagsChosen names the tags that a list is narrowed to, or says that it is to any.
func tagsChosen(ctx context.Context, all []tagChoice) string {
	var on []tagView
	for _, t := range all {
		if t.On {
			on = append(on, t.tagView)
		}
	}
	return cmp.Or(tagNames(on), i18n.Text(ctx, "desk.seek.tags"))
}
