package desk

import (
	"slices"
	"strings"

	"cordboard/appliance"
)

// readThere reads who is there, where the reader is told who else could take what
// waits (F014).
func (b *book) readThere(v *sight) error {
	if !b.chosen.Offered {
		return nil
	}
	presences, err := v.Presences()
	if err != nil {
		return err
	}
	b.there = make(map[appliance.OperatorID]bool, len(presences))
	for _, p := range presences {
		b.there[p.Operator] = p.There()
	}
	return nil
}

// othersFor says whom else what waits is offered to, and who else could take it; empty
// where the site shows that to nobody.
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
		if id != b.me.ID && id != but && b.there[id] && waits {
			all = append(all, o.Name)
		}
	}
	slices.Sort(all)
	return all
}
