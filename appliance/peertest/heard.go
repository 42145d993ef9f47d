package peertest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// silent are the roles that a screen reader has no word for.
var silent = []string{"RootWebArea", "generic", "none", "InlineTextBox", "StaticText", "LineBreak", "paragraph", "LabelText", "MenuListPopup", "strong", "emphasis"}

// Heard is what a screen reader tells of the frame, in its order: the role and
// the name of whatever has a role, and the states that it speaks of.
func (f *Frame) Heard() (lines []string) {
	f.tab.t.Helper()
	all, err := chromedp.Call(f.tab.ctx, page.GetFrameTree, cdp.Empty{})
	if err != nil {
		f.tab.t.Fatal(err)
	}
	id, ok := find(all.FrameTree, f.part)
	if !ok {
		f.tab.t.Fatalf("no frame at %q", f.part)
	}
	tree, err := chromedp.Call(f.tab.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{FrameID: id})
	if err != nil || len(tree.Nodes) == 0 {
		f.tab.t.Fatalf("the tree of accessibility: %v", err)
	}
	nodes := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range tree.Nodes {
		nodes[n.NodeID] = n
	}
	var walk func(*accessibility.Node)
	walk = func(n *accessibility.Node) {
		if role := word(n.Role); !n.Ignored && !slices.Contains(silent, role) {
			lines = append(lines, strings.Join(append([]string{role, `"` + word(n.Name) + `"`}, states(n)...), " "))
		}
		for _, child := range n.ChildIDs {
			if c := nodes[child]; c != nil {
				walk(c)
			}
		}
	}
	walk(tree.Nodes[0])
	return lines
}

// states are those that are on, of the ones that matter to a listener.
func states(n *accessibility.Node) (on []string) {
	for _, p := range n.Properties {
		switch value := word(p.Value); string(p.Name) {
		case "required", "invalid", "disabled", "focused", "pressed", "expanded":
			if value == "true" {
				on = append(on, string(p.Name))
			}
		case "live":
			on = append(on, value)
		}
	}
	if d := word(n.Description); d != "" {
		on = append(on, "("+d+")")
	}
	return on
}

// word is a value as text.
func word(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	var text string
	if json.Unmarshal(v.Value, &text) != nil {
		text = string(v.Value)
	}
	return strings.Join(strings.Fields(text), " ")
}
