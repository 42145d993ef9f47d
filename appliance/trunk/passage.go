package trunk

// Passage is what becomes of a number at a trunk that takes calls out.
type Passage struct {
	Trunk string
	// Number is how it is dialled there; empty: not at all.
	Number string
	// Rule is the one that denies it; empty where none allows it.
	Rule Rule
	// Astray says that a rule allows it, but that what begins like the line to
	// the outside would not lead to this extension.
	Astray bool
}

// Passages are what becomes of a number that is dialled in a country, in the
// order of the trunks: none where no trunk takes calls out. It is false for what
// is no number.
func (c Config) Passages(dialled, country string) ([]Passage, bool) {
	n, ok := c.Number(dialled, country)
	if !ok {
		return nil, false
	}
	var all []Passage
	for _, t := range c.Trunks {
		if t.Out == nil {
			continue
		}
		one := Passage{Trunk: t.Name}
		switch rule, allowed := decides(t.Out.Rules, n); {
		case !allowed:
			one.Rule = rule
		case !t.Out.Plan.leads(n):
			one.Astray = true
		default:
			one.Number = t.Out.Plan.Write(n, country)
		}
		all = append(all, one)
	}
	return all, true
}
