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
)

// PromptUse is a place where callers hear a prompt: a node of a tree, a queue,
// whose music it is, or an entry point, out of its hours or unmanned.
type PromptUse struct {
	Tree, Node   string
	Queue, Entry string
	Words        string // of a text that is spoken
}

// Place names it in one line.
func (u PromptUse) Place() string {
	if u.Tree != "" {
		return u.Tree + " / " + u.Node
	}
	return u.Queue + u.Entry
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
		uses, err = promptUses(v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read where prompts are heard: %w", err)
	}
	return uses, nil
}

func promptUses(v *sqlite.View) (map[string][]PromptUse, error) {
	texts, err := trees(v)
	if err != nil {
		return nil, err
	}
	queues, err := v.Queues()
	if err != nil {
		return nil, err
	}
	uses := map[string][]PromptUse{}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		tree, err := ivr.Parse(name, []byte(texts[name]))
		if err != nil {
			continue // it takes no calls, and its page says why
		}
		usesOf(uses, name, tree.Sounding(music(queues)))
	}
	for _, q := range queues {
		if q.Music != "" {
			uses[q.Music] = append(uses[q.Music], PromptUse{Queue: q.Name})
		}
	}
	entries, err := v.EntryPoints()
	for _, e := range entries {
		if e.Channel != appliance.Phone {
			continue
		}
		if e.Hours != "" {
			uses[ivr.DefaultClosed] = append(uses[ivr.DefaultClosed], PromptUse{Entry: e.Name})
		}
		if e.Phone.Tree == "" {
			uses[ivr.DefaultNobody] = append(uses[ivr.DefaultNobody], PromptUse{Entry: e.Name})
		}
	}
	return uses, err
}

func usesOf(uses map[string][]PromptUse, tree string, t *ivr.Tree) {
	for _, n := range t.Nodes {
		if n.Act == nil {
			continue
		}
		heard := n.Act.Prompts()
		slices.Sort(heard)
		for _, name := range slices.Compact(heard) {
			uses[name] = append(uses[name], PromptUse{Tree: tree, Node: n.Name})
		}
		if say, ok := n.Act.(ivr.Say); ok {
			for _, text := range say.Say {
				pieces, _ := ivr.Pieces(text.Text)
				for _, p := range pieces {
					if p.Words != "" {
						name := ivr.Spoken(p.Words)
						uses[name] = append(uses[name], PromptUse{Tree: tree, Node: n.Name, Words: p.Words})
					}
				}
			}
		}
	}
}
