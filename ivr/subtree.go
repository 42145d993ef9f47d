package ivr

// Subtree leads through another tree, and goes on where that one returns.
type Subtree struct {
	// Tree is the other's name.
	Tree string
	Then string
	// Start is the node in which the other begins, once Join has put it into
	// this tree; before that it is empty, and callers pass by.
	Start string
}

// Kind is "tree".
func (Subtree) Kind() string { return "tree" }

// Ways is into the other tree, once it is joined. Before that it is then.
func (s Subtree) Ways() []Way {
	if s.Start != "" {
		return []Way{{Name: "tree", To: s.Start, Silent: true}}
	}
	return []Way{{Name: "then", To: s.Then, Silent: true}}
}

// Prompts is empty: it says nothing.
func (Subtree) Prompts() []string { return nil }

// Return ends a tree that another one leads through; the caller goes on there.
// In a tree that callers begin in it hangs up.
type Return struct {
	// Then is where he goes on, once Join has put the tree into another.
	Then string
}

// Kind is "return".
func (Return) Kind() string { return "return" }

// Ways is where he goes on.
func (r Return) Ways() []Way { return given(nil, Way{Name: "return", To: r.Then, Silent: true}) }

// Prompts is empty: it says nothing.
func (Return) Prompts() []string { return nil }

func (r *reader) subtree(is *line, ls *lines) Subtree {
	return Subtree{Tree: r.title(is), Then: r.text(ls.take("then"))}
}

// back reads "return:", behind which nothing stands.
func (r *reader) back(is *line) Return {
	if !empty(is.value) {
		r.note(place(is.value), "return-value")
	}
	return Return{}
}
