package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// What the site holds is saved through its own services, as by its pages, so
// that the demonstration is nothing that a person could not have set up. Each
// step adds what is missing: a first start that was cut short is completed by
// the next.

// standing is what the site holds so far.
type standing struct {
	groups  map[string]appliance.GroupID
	queues  map[string]appliance.Queue
	entries []appliance.EntryPoint
	reasons int
	tags    map[string]bool // by name, as the box compares it
	answers map[string]bool // at hand, by name
}

func stands(ctx context.Context, store *sqlite.Store) (s standing, err error) {
	s.groups, s.queues, s.tags, s.answers = map[string]appliance.GroupID{}, map[string]appliance.Queue{}, map[string]bool{}, map[string]bool{}
	err = store.Read(ctx, func(v *sqlite.View) error {
		groups, err := v.Groups()
		if err != nil {
			return err
		}
		for _, g := range groups {
			s.groups[g.Name] = g.ID
		}
		queues, err := v.Queues()
		if err != nil {
			return err
		}
		for _, q := range queues {
			s.queues[q.Name] = q
		}
		all, err := v.Reasons()
		if err != nil {
			return err
		}
		s.reasons = len(all)
		known, err := v.Tags()
		if err != nil {
			return err
		}
		for _, t := range known {
			s.tags[plain.Fold(t.Name)] = true
		}
		templates, err := v.Templates()
		if err != nil {
			return err
		}
		for _, t := range templates {
			s.answers[t.Name] = true
		}
		s.entries, err = v.EntryPoints()
		return err
	})
	return s, err
}

// settleSite adds groups, queues, wrap-up reasons and answers at hand.
func settleSite(ctx context.Context, d Deps) error {
	s, err := stands(ctx, d.Store)
	if err != nil {
		return err
	}
	for _, name := range []string{"Brno", "Kraków", "Returns", "Reception"} {
		if _, there := s.groups[name]; there {
			continue
		}
		g, err := d.Site.SaveGroup(ctx, 0, appliance.Group{Name: name})
		if err != nil {
			return err
		}
		s.groups[name] = g.ID
	}
	for _, known := range queues {
		q, there := s.queues[known.name]
		if !there {
			q = appliance.Queue{Name: known.name, Music: "music", OfferFor: 30 * time.Second, WrapUpFor: 60 * time.Second, Target: 60 * time.Second}
			for _, g := range known.groups {
				q.Groups = append(q.Groups, s.groups[g])
			}
		}
		if _, err := d.Site.SaveQueue(ctx, 0, known.changedOver(q)); err != nil {
			return err
		}
	}
	for _, name := range reasons[min(s.reasons, len(reasons)):] {
		if _, err := d.Site.SaveReason(ctx, 0, appliance.Reason{Name: name}); err != nil {
			return err
		}
	}
	for _, t := range tags {
		if s.tags[plain.Fold(t.Name)] {
			continue
		}
		if _, err := d.Site.SaveTag(ctx, 0, t); err != nil {
			return err
		}
	}
	for _, t := range answers {
		if s.answers[t.Name] {
			continue
		}
		if _, err := d.Site.SaveTemplate(ctx, 0, t); err != nil {
			return err
		}
	}
	return settleStudio(ctx, d)
}

// changedOver is a queue with what older demonstrations did not know: names in
// other languages, and what callers hear. What a person has set stays.
func (known queue) changedOver(q appliance.Queue) appliance.Queue {
	if len(q.Names) == 0 {
		q.Names = known.names
	}
	if q.MessageEvery == 0 {
		q.Messages, q.MessageEvery = known.messages, 45*time.Second
		if q.Recording == (appliance.RecordingRule{}) {
			q.Recording.Notice = known.notice
		}
	}
	return q
}

// settleStudio gives a site whose settings nobody has saved yet the number by
// which prompts are recorded.
func settleStudio(ctx context.Context, d Deps) error {
	saved, err := d.Site.History(ctx, "settings")
	if err != nil || len(saved) > 0 {
		return err
	}
	all, err := d.Site.Settings(ctx)
	if err != nil {
		return err
	}
	all.Studio = StudioNumber
	return d.Site.SaveSettings(ctx, 0, all)
}

// settleWays adds the two numbers and the widget, and lets the widget into the
// shop's pages, which move when the box is started on another port.
func settleWays(ctx context.Context, d Deps) error {
	s, err := stands(ctx, d.Store)
	if err != nil {
		return err
	}
	for _, e := range waysIn(d.Origin, s.queues) {
		i := slices.IndexFunc(s.entries, func(old appliance.EntryPoint) bool { return old.Name == e.Name })
		switch {
		case i >= 0 && e.Channel == appliance.Phone:
			continue
		case i >= 0: // what was set about it since stays
			old := s.entries[i]
			old.Widget.Key, old.Widget.Sites = e.Widget.Key, e.Widget.Sites
			e = old
		}
		if _, err := d.Site.SaveEntryPoint(ctx, 0, e); err != nil {
			return fmt.Errorf("save %s: %w", e.Name, err)
		}
	}
	return nil
}

func waysIn(origin string, queue map[string]appliance.Queue) []appliance.EntryPoint {
	var topics []appliance.QueueID
	for _, q := range queues {
		topics = append(topics, queue[q.name].ID)
	}
	return []appliance.EntryPoint{
		{
			Channel: appliance.Phone, Name: "Main line", Language: appliance.Czech,
			Queue: queue["Reception"].ID, Hours: "Shop",
			Phone: appliance.PhoneEntry{Number: TreeNumber, Tree: treeName, Answer: appliance.AnswerAtOnce},
		},
		{
			Channel: appliance.Phone, Name: "Reception direct", Language: appliance.English,
			Queue: queue["Reception"].ID,
			Phone: appliance.PhoneEntry{Number: GroupNumber, Answer: appliance.AnswerAtOnce},
		},
		{
			Channel: appliance.WebChat, Name: "E-shop Hobla", Language: appliance.Czech,
			Queue: queue["Reception"].ID, Hours: "Shop",
			Widget: appliance.WidgetEntry{
				Key: WidgetKey, Sites: []string{origin}, Topics: topics,
				Form: appliance.Form{
					Name: appliance.AskRequired, Mail: appliance.AskOptional, Topic: appliance.AskRequired,
				},
			},
		},
	}
}
