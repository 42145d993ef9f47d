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
	parameterKeyLimit   = 64
	parameterValueLimit = 1000
)

// Set writes parameters of a conversation, each in place of one of the same key
// and origin.
func (d *Desk) Set(ctx context.Context, id appliance.ConversationID, all ...appliance.Parameter) error {
	return d.change(ctx, "set parameters of", id, func(_ *sqlite.Tx, x *exchange) error {
		for _, p := range all {
			x.set(bounded(p))
		}
		return nil
	})
}

func bounded(p appliance.Parameter) appliance.Parameter {
	p.Key, p.Value = plain.Clip(p.Key, parameterKeyLimit), plain.Clip(p.Value, parameterValueLimit)
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
