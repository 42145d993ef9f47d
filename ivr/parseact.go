package ivr

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// acts reads the lines of a node, whose kind is the line is.
func acts(r *reader, node string, is *line, ls *lines) Act {
	switch is.key {
	case "play":
		return Play{
			Play: r.prompts(node, is), Then: r.text(ls.take("then")),
			BargeIn: r.yes(ls.take("barge-in"), false), TypeAhead: r.yes(ls.take("type-ahead"), true),
		}
	case "menu":
		return r.menu(node, is, ls)
	case "hours":
		return Hours{Hours: r.title(is), Open: r.text(ls.take("open")), Closed: r.text(ls.take("closed"))}
	case "queue":
		return r.queue(node, is, ls)
	case "goto":
		return Goto{Goto: r.text(is)}
	case "language":
		return Language{Then: r.text(ls.take("then"))}
	case "set":
		return r.set(node, is, ls)
	case "if":
		return r.condition(is, ls)
	case "say":
		return r.say(node, is, ls)
	case "collect":
		return r.collect(node, is, ls)
	case "tree":
		return r.subtree(is, ls)
	case "return":
		return r.back(is)
	case "operator":
		return r.operator(node, is, ls)
	case "dial":
		return r.dial(node, is, ls)
	case "lookup":
		return r.lookup(is, ls)
	case "voicemail":
		return r.voicemail(node, is, ls)
	case "callback":
		return r.callback(is, ls)
	case "invitation":
		return r.invitation(node, is, ls)
	case "survey":
		return r.survey(node, is, ls)
	case "directory":
		return r.directory(node, is, ls)
	default:
		return r.hangup(node, is)
	}
}

// Keys are those that a telephone can send (RFC 4733 section 3.2).
const Keys = "0123456789*#ABCD"

func (r *reader) menu(node string, is *line, ls *lines) Menu {
	m := Menu{
		Menu:      r.prompts(node, is),
		Nothing:   r.miss(node, ls.take("nothing")),
		Wrong:     r.miss(node, ls.take("wrong")),
		Timeout:   r.duration(ls.take("timeout"), DefaultTimeout, leastTimeout, mostTimeout),
		Retries:   r.number(ls.take("retries"), DefaultRetries, 0, mostRetries),
		BargeIn:   r.yes(ls.take("barge-in"), true),
		TypeAhead: r.yes(ls.take("type-ahead"), true),
	}
	var offered bool
	if m.Choices, offered = r.choices(node, ls); !offered {
		r.note(is.at, "menu-keys", "node", node)
	}
	return m
}

// choices reads the keys that lead somewhere, and tells whether there are any.
func (r *reader) choices(node string, ls *lines) (all []Choice, offered bool) {
	ls.keypad = true
	for i := range ls.all {
		l := &ls.all[i]
		if len(l.key) != 1 || !strings.Contains(Keys, l.key) {
			continue
		}
		l.taken, offered = true, true
		if c := r.choice(node, l); c.To != "" {
			all = append(all, c)
		}
	}
	return all, offered
}

// choice reads a key: the way alone, or with a label.
func (r *reader) choice(node string, l *line) Choice {
	c := Choice{Key: l.key[0]}
	if !mapping(l.value) {
		c.To = r.text(l)
		return c
	}
	ls := r.lines(l.value, l.key)
	then := ls.take("then")
	if then == nil {
		r.note(l.at, "choice-way", "key", l.key, "node", node)
	} else {
		r.tree.mark(node, l.key, then.place())
	}
	c.To, c.Label = r.text(then), r.title(ls.take("label"))
	r.rest(ls)
	return c
}

// mapping tells whether lines of their own stand behind a key.
func mapping(n ast.Node) bool {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	default:
		return false
	}
}

// miss reads "nothing" or "wrong": the way alone, or with a prompt.
func (r *reader) miss(node string, l *line) Miss {
	if l == nil {
		return Miss{}
	}
	if !mapping(l.value) {
		return Miss{Then: r.text(l)}
	}
	ls := r.lines(l.value, l.key)
	if ls == nil {
		return Miss{}
	}
	then := ls.take("then")
	if then != nil {
		r.tree.mark(node, l.key, then.place())
	}
	m := Miss{Play: r.prompts(node, ls.take("play")), Then: r.text(then)}
	r.rest(ls)
	return m
}

// one reads one prompt, not a list.
func (r *reader) one(node string, l *line) string {
	if l == nil {
		return ""
	}
	if names := r.prompt(nil, node, l, l.value); len(names) == 1 {
		return names[0]
	}
	return ""
}

func (r *reader) hangup(node string, is *line) Hangup {
	if empty(is.value) {
		return Hangup{}
	}
	return Hangup{Play: r.prompts(node, is)}
}

// empty tells whether nothing was written behind a key.
func empty(n ast.Node) bool {
	if n == nil {
		return true
	}
	_, written := scalar(n)
	return n.Type() == ast.NullType && !written
}
