package ivr

// Goto goes to another node and does nothing else. It gives a place a name of
// its own.
type Goto struct{ Goto string }

// Kind is "goto".
func (Goto) Kind() string { return "goto" }

// Ways is the one.
func (g Goto) Ways() []Way { return []Way{{Name: "goto", To: g.Goto, Silent: true}} }

// Prompts is empty: it says nothing.
func (Goto) Prompts() []string { return nil }

// Language does nothing but to be a node whose language is spoken from there
// on; which one says the node.
type Language struct{ Then string }

// Kind is "language".
func (Language) Kind() string { return "language" }

// Ways is then.
func (l Language) Ways() []Way { return []Way{{Name: "then", To: l.Then, Silent: true}} }

// Prompts is empty: it says nothing.
func (Language) Prompts() []string { return nil }
