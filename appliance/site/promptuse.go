package site

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/check"
)

// PromptUse is a place where callers hear a prompt: a node of a tree, a queue,
// in which they wait or out of which they are taken, or an entry point, out of its
// hours or unmanned.
type PromptUse struct {
	Tree, Node   string
	Queue, Entry string
	// CallsOut says that it is heard by those whom operators call.
	CallsOut bool
	Words    string // of a text that is spoken
	// In are the languages in which callers hear it there; empty: in whichever
	// they speak, as music is.
	In []appliance.Language
}

// Place names it in one line.
func (u PromptUse) Place() string {
	if u.Tree != "" {
		return u.Tree + " / " + u.Node
	}
	return u.Queue + u.Entry
}

// refusal says why a prompt that is heard there stays.
func (u PromptUse) refusal() error {
	if u.CallsOut {
		return ErrPromptOut
	}
	return ErrPromptUsed.With("place", u.Place())
}

// has tells whether callers would hear a prompt; nil: nobody knows.
func (s *Site) has(v *sqlite.View) (func(appliance.Language, string) bool, error) {
	if s.prompts == nil {
		return nil, nil
	}
	kept, err := readPrompts(v)
	return func(l appliance.Language, name string) bool {
		for _, file := range ivr.PromptFiles(string(l), name) {
			if _, ok := kept[strings.TrimSuffix(file, ".wav")]; ok {
				return true
			}
		}
		return s.prompts(l, name)
	}, err
}

// PromptUses are the places where each prompt is heard, by its name.
func (s *Site) PromptUses(ctx context.Context) (uses map[string][]PromptUse, err error) {
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		uses, err = s.promptUses(v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read where prompts are heard: %w", err)
	}
	return uses, nil
}

func (s *Site) promptUses(v *sqlite.View) (map[string][]PromptUse, error) {
	all, err := s.read(v)
	if err != nil {
		return nil, err
	}
	texts, err := trees(v)
	if err != nil {
		return nil, err
	}
	queues, err := v.Queues()
	if err != nil {
		return nil, err
	}
	entries, err := v.EntryPoints()
	if err != nil {
		return nil, err
	}
	world := estate{world: check.World{Music: music(queues)}, entries: entries}
	uses := map[string][]PromptUse{}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		tree, err := ivr.Parse(name, []byte(texts[name]))
		if err != nil {
			continue // it takes no calls, and its page says why
		}
		usesOf(uses, name, tree.Sounding(music(queues)), check.Languages(tree, world.under(name).World))
	}
	usesOutOfTrees(uses, all, queues, entries)
	return uses, nil
}

// usesOutOfTrees notes what is heard in queues, at entry points, and by those whom
// operators call.
func usesOutOfTrees(uses map[string][]PromptUse, all Settings, queues []appliance.Queue, entries []appliance.EntryPoint) {
	for _, q := range queues {
		if q.Music != "" {
			uses[q.Music] = append(uses[q.Music], PromptUse{Queue: q.Name})
		}
		for _, name := range append([]string{q.Recording.Notice}, q.Messages...) {
			if name != "" {
				uses[name] = append(uses[name], PromptUse{Queue: q.Name, In: appliance.Languages()})
			}
		}
	}
	if notice := all.CallsOut.Notice; notice != "" {
		uses[notice] = append(uses[notice], PromptUse{CallsOut: true, In: appliance.Languages()})
	}
	for _, e := range entries {
		if e.Channel != appliance.Phone {
			continue
		}
		use := PromptUse{Entry: e.Name, In: []appliance.Language{e.Language}}
		if e.Hours != "" {
			uses[ivr.DefaultClosed] = append(uses[ivr.DefaultClosed], use)
		}
		if e.Phone.Tree == "" {
			uses[ivr.DefaultNobody] = append(uses[ivr.DefaultNobody], use)
		}
	}
}

// usesOf notes what is heard in a tree whose callers are spoken to in those
// languages, by node.
func usesOf(uses map[string][]PromptUse, tree string, t *ivr.Tree, in map[string][]appliance.Language) {
	for _, n := range t.Nodes {
		if n.Act == nil {
			continue
		}
		heard := n.Act.Prompts()
		slices.Sort(heard)
		for _, name := range slices.Compact(heard) {
			use := PromptUse{Tree: tree, Node: n.Name, In: in[n.Name]}
			if a, ok := n.Act.(interface{ Sounds() string }); ok && a.Sounds() == name {
				use.In = nil
			}
			uses[name] = append(uses[name], use)
		}
		if say, ok := n.Act.(ivr.Say); ok {
			for _, text := range say.Say {
				pieces, _ := ivr.Pieces(text.Text)
				for _, p := range pieces {
					for _, words := range p.Said() {
						name := ivr.Spoken(words)
						uses[name] = append(uses[name], PromptUse{Tree: tree, Node: n.Name, Words: words, In: spokenIn(text, in[n.Name])})
					}
				}
			}
		}
	}
}

// spokenIn are the languages, of those that callers at a node speak, that a text
// is for.
func spokenIn(t ivr.Text, at []appliance.Language) []appliance.Language {
	if t.Language == "" {
		return at
	}
	return []appliance.Language{appliance.Language(t.Language)}
}
