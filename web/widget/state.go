package widget

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
)

// Site tells whether an entry point is served, and for which users its site vouches;
// appliance/site does. opens is when it is served again, zero if nobody can tell.
type Site interface {
	Vouched(ctx context.Context, e appliance.EntryPointID, user, proof string) (bool, error)
	State(ctx context.Context, e appliance.EntryPoint) (s site.State, opens time.Time, err error)
	// ReturnsWithin is how long after the end of a chat its visitor comes back to who
	// served it (F107); zero: to anybody.
	ReturnsWithin(ctx context.Context) (time.Duration, error)
	// WaitsAfter is how long a chat still waits whose visitor left and can be reached
	// otherwise (F053); zero: as long as any.
	WaitsAfter(ctx context.Context) (time.Duration, error)
}

// state is what somebody who opens the panel meets.
type state struct {
	State  site.State `json:"state"` // open, busy, offline
	Name   string     `json:"name"`
	Form   asks       `json:"form"`
	Topics []topic    `json:"topics"`
	// Questions are the form's own.
	Questions []question `json:"questions,omitempty"`
	Opens     *time.Time `json:"opens,omitempty"`
	// Files is how large one may be that he sends, in megabytes; 0: he sends none.
	Files int `json:"files,omitempty"`
	// Blocked is of who asks; nil: he is not.
	Blocked *suspension `json:"blocked,omitempty"`
	// Goes says that the conversation of who asks goes on: also one that was over.
	Goes bool `json:"goes,omitempty"`
	// Rating says that he is asked afterwards how it was.
	Rating bool `json:"rating,omitempty"`
	// History is for how many days the browser keeps its mark after a chat, by which its
	// visitor may read it again; 0: it does not.
	History int `json:"history,omitempty"`
	// Transcript says that he may have what was said by mail.
	Transcript bool `json:"transcript,omitempty"`
}

// state is GET /w/{key}/state. Who has chosen a topic, or waits already, asks
// whether somebody is there for him.
func (p *Pages) state(r *http.Request, e appliance.EntryPoint) (any, error) {
	s, err := p.stateOf(r.Context(), e)
	if err != nil {
		return s, err
	}
	s.Blocked = p.suspensionOf(r, e)
	c, none := p.conversation(r, e)
	s.Goes = none == nil && !c.State.Over()
	if s.State == site.Offline {
		return s, nil
	}
	if q := cmp.Or(c.Queue, queueAsked(r, s.Topics)); q != 0 {
		s.State, err = p.stateOfQueue(r.Context(), e, q)
	}
	return s, err
}

// queueAsked is that of the topic which the asker chose, or zero.
func queueAsked(r *http.Request, topics []topic) appliance.QueueID {
	chosen := r.URL.Query().Get("topic")
	if i := slices.IndexFunc(topics, func(t topic) bool { return t.ID.String() == chosen }); i >= 0 {
		return topics[i].ID
	}
	return 0
}

// stateOfQueue tells whether somebody is there for one queue, though there may
// be others for other topics.
func (p *Pages) stateOfQueue(ctx context.Context, e appliance.EntryPoint, q appliance.QueueID) (site.State, error) {
	e.Queue, e.Widget.Topics = q, nil
	now, _, err := p.site.State(ctx, e)
	return now, err
}

func (p *Pages) stateOf(ctx context.Context, e appliance.EntryPoint) (state, error) {
	now, opens, err := p.site.State(ctx, e)
	if err != nil {
		return state{}, err
	}
	s, err := p.standing(ctx, e, now)
	if !opens.IsZero() {
		s.Opens = &opens
	}
	return s, err
}

// standing is what somebody meets while the entry point is in that state.
func (p *Pages) standing(ctx context.Context, e appliance.EntryPoint, now site.State) (state, error) {
	topics, err := p.topics(ctx, e)
	if err != nil {
		return state{}, err
	}
	s := state{State: now, Name: e.Name, Form: asksOf(e.Widget.Form, topics), Topics: topics, Questions: questionsOf(e), Rating: !e.Widget.Unrated, History: int(e.Widget.History.Hours() / 24)}
	chosen, err := p.chosen.Of(ctx, p.store, struct{}{}, site.ReadSettings)
	if err != nil {
		return s, err
	}
	s.Transcript = chosen.Mail.Host != ""
	s.Files, err = p.fileLimit(ctx, e)
	return s, err
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
