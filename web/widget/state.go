package widget

import (
	"context"
	"net/http"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
)

// Site tells whether an entry point is served; appliance/site does. opens is
// when it is served again, zero if nobody can tell.
type Site interface {
	State(ctx context.Context, e appliance.EntryPoint) (s site.State, opens time.Time, err error)
}

// state is what somebody who opens the panel meets.
type state struct {
	State  site.State `json:"state"` // open, busy, offline
	Name   string     `json:"name"`
	Form   asks       `json:"form"`
	Topics []topic    `json:"topics"`
	Opens  *time.Time `json:"opens,omitempty"`
}

// state is GET /w/{key}/state.
func (p *Pages) state(r *http.Request, e appliance.EntryPoint) (any, error) {
	return p.stateOf(r.Context(), e)
}

func (p *Pages) stateOf(ctx context.Context, e appliance.EntryPoint) (state, error) {
	topics, err := p.topics(ctx, e)
	if err != nil {
		return state{}, err
	}
	now, opens, err := p.site.State(ctx, e)
	if err != nil {
		return state{}, err
	}
	s := state{State: now, Name: e.Name, Form: asksOf(e.Widget.Form, topics), Topics: topics}
	if !opens.IsZero() {
		s.Opens = &opens
	}
	return s, nil
}

// topics are the queues that visitors choose from; one that is gone is no
// choice any more.
func (p *Pages) topics(ctx context.Context, e appliance.EntryPoint) ([]topic, error) {
	list := []topic{}
	err := p.store.Read(ctx, func(v *sqlite.View) error {
		queues, err := v.Queues()
		if err != nil {
			return err
		}
		for _, id := range e.Widget.Topics {
			if i := slices.IndexFunc(queues, func(q appliance.Queue) bool { return q.ID == id }); i >= 0 {
				list = append(list, topic{ID: id, Name: queues[i].Name, Names: queues[i].Names})
			}
		}
		return nil
	})
	return list, err
}
