package desk

import (
	"context"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// The bounds of a parameter, in characters.
const (
	ParameterKeyLimit   = 64
	ParameterValueLimit = 1000
)

// MostFromScript is how many parameters of one conversation a page's script may tell.
const MostFromScript = 20

// ErrParameters refuses more of them.
var ErrParameters = appliance.Refuse(appliance.Invalid, "refusal.parameters").With("count", MostFromScript)

// Set writes parameters of a conversation, each in place of one of the same key
// and origin.
func (d *Desk) Set(ctx context.Context, id appliance.ConversationID, all ...appliance.Parameter) error {
	return d.change(ctx, "set parameters of", id, func(_ *sqlite.Tx, x *exchange) error {
		for _, p := range all {
			x.set(bounded(p))
		}
		return x.fewFromScript()
	})
}

func (x *exchange) fewFromScript() error {
	told := 0
	for _, p := range x.Parameters {
		if p.From == appliance.FromScript {
			told++
		}
	}
	if told > MostFromScript {
		return ErrParameters
	}
	return nil
}

func bounded(p appliance.Parameter) appliance.Parameter {
	p.Key, p.Value = plain.Clip(p.Key, ParameterKeyLimit), plain.Clip(p.Value, ParameterValueLimit)
	return p
}

func (x *exchange) set(p appliance.Parameter) {
	at := slices.IndexFunc(x.Parameters, func(old appliance.Parameter) bool { return old.Key == p.Key && old.From == p.From })
	switch {
	case x.State.Over() || at >= 0 && x.Parameters[at] == p:
		return
	case at >= 0:
		x.Parameters[at] = p
	default:
		x.Parameters = append(x.Parameters, p)
	}
	x.note(changed)
}
