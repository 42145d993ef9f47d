package desk

import (
	"slices"
	"sync"

	"cordboard/appliance"
	"cordboard/appliance/access"
)

// onlookers are the operators who have a conversation open on a page of the
// desk. It is stored nowhere: it is true as long as the page's stream stands.
type onlookers struct {
	mu    sync.Mutex
	pages map[appliance.ConversationID]map[appliance.OperatorID]int // how many
}

// come notes one page more, leave one less. They tell whether the operator
// came, or went.
func (l *onlookers) come(c appliance.ConversationID, o appliance.OperatorID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.pages == nil {
		l.pages = map[appliance.ConversationID]map[appliance.OperatorID]int{}
	}
	if l.pages[c] == nil {
		l.pages[c] = map[appliance.OperatorID]int{}
	}
	l.pages[c][o]++
	return l.pages[c][o] == 1
}

func (l *onlookers) leave(c appliance.ConversationID, o appliance.OperatorID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.pages[c][o]--; l.pages[c][o] > 0 {
		return false
	}
	if delete(l.pages[c], o); len(l.pages[c]) == 0 {
		delete(l.pages, c)
	}
	return true
}

// of are those who have a conversation open.
func (l *onlookers) of(c appliance.ConversationID) []appliance.OperatorID {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []appliance.OperatorID
	for o := range l.pages[c] {
		all = append(all, o)
	}
	return all
}

// lookOn tells who serves a conversation that its reader looks at it, until the
// returned function is called.
func (p *Pages) lookOn(c appliance.ConversationID, o appliance.OperatorID) (stop func()) {
	if c == 0 {
		return func() {}
	}
	tell := func(changed bool) {
		if changed {
			p.Feed.Notify(appliance.OnlookersChanged{Conversation: c})
		}
	}
	tell(p.onlookers.come(c, o))
	return func() { tell(p.onlookers.leave(c, o)) }
}

// onlookersOf names those who look at a conversation and neither serve it nor are
// the reader. Whoever may not look at it looks at nothing, whatever his page
// asked for.
func (w *writer) onlookersOf(c appliance.Conversation) []string {
	if c.State.Over() {
		return nil
	}
	var names []string
	for _, id := range w.onlookers.of(c.ID) {
		o, known := w.book.operators[id]
		looks := access.Can(o, access.Observe, access.Conversation(c)) || c.State == appliance.Waiting && c.WaitsFor(o, w.book.queues[c.Queue], w.now)
		if known && looks && id != w.book.me.ID && !slices.Contains(c.Operators, id) {
			names = append(names, o.Name)
		}
	}
	slices.Sort(names)
	return names
}
