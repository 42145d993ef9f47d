package desk

import (
	"slices"
	"strings"

	"cordboard/appliance"
)

// othersFor says whom else what waits is offered to, and who else could take it
// (F014); empty where the site shows that to nobody.
func (w *writer) othersFor(c appliance.Conversation) string {
	b := w.book
	if !b.chosen.Offered {
		return ""
	}
	var said []string
	asked, isAsked := b.toOthers[c.ID]
	if isAsked {
		said = append(said, w.texts().Text("desk.row.offered", "name", w.operator(asked)))
	}
	switch names := b.able(c, asked); {
	case len(names) > 0:
		said = append(said, w.texts().Text("desk.row.others", "names", strings.Join(names, ", ")))
	case !isAsked:
		said = append(said, w.texts().Text("desk.row.others.none"))
	}
	return joined(said...)
}

// able are the names of those besides the reader and one more who are there and could
// take what waits.
func (b *book) able(c appliance.Conversation, but appliance.OperatorID) (all []string) {
	for id, o := range b.operators {
		waits := c.WaitsFor(o, b.queues[c.Queue], b.now) && o.Takes(c.Channel.Kind())
		if id != b.me.ID && id != but && b.presences[id].There() && waits {
			all = append(all, o.Name)
		}
	}
	slices.Sort(all)
	return all
}
