// Package ivrtest makes random IVR trees for tests: every tree is one that can
// be written in the language, most are bad ones.
package ivrtest

import (
	"fmt"
	"time"

	"cordboard/ivr"

	"pgregory.net/rapid"
)

// Trees draws trees of up to eight nodes whose ways lead anywhere or nowhere.
func Trees() *rapid.Generator[*ivr.Tree] {
	return rapid.Custom(func(t *rapid.T) *ivr.Tree {
		g := gardener{t: t, names: make([]string, rapid.IntRange(1, 8).Draw(t, "nodes"))}
		for i := range g.names {
			g.names[i] = fmt.Sprintf("n%d", i)
		}
		tree := &ivr.Tree{
			Name:     rapid.SampledFrom([]string{"Main", "Žlutá: linka", `"#"`, "1"}).Draw(t, "name"),
			Language: g.language(), Start: rapid.SampledFrom(g.names).Draw(t, "start"),
		}
		for _, name := range g.names {
			tree.Nodes = append(tree.Nodes, g.node(name))
		}
		if g.flip() {
			tree.Tests = []ivr.Test{g.test()}
		}
		return tree
	})
}

// test draws one that may fail.
func (g gardener) test() ivr.Test {
	t := ivr.Test{
		Name: g.title(), At: rapid.SampledFrom([]string{"", "Mon 10:00", "2026-12-24 10:00"}).Draw(g.t, "at"),
		Caller: rapid.SampledFrom([]string{"", "+420222333444"}).Draw(g.t, "caller"), Language: g.language(),
		Known: g.flip(), Keys: rapid.StringOfN(rapid.RuneFrom([]rune("0123456789*#AD_")), 0, 6, -1).Draw(g.t, "pressed"),
		Reaches: g.title(), Hears: g.prompts(0),
	}
	if g.flip() {
		t.Closed, t.Nobody = []string{g.title()}, []string{g.title(), "x"}
		t.Waiting = []ivr.Count{{Name: g.title(), Count: 7}}
		t.Answers = []ivr.Parameter{{Name: g.names[0], Value: "busy"}}
		t.Sets = []ivr.Parameter{{Name: g.parameter(), Value: g.title()}}
	}
	return t
}

// Joined draws trees that lead through others, and those through others.
func Joined() *rapid.Generator[*ivr.Tree] {
	return rapid.Custom(func(t *rapid.T) *ivr.Tree {
		woods := map[string]*ivr.Tree{"one": Trees().Draw(t, "one"), "two": Trees().Draw(t, "two")}
		joined, _ := Trees().Draw(t, "tree").Join("tree", func(name string) *ivr.Tree { return woods[name] })
		return joined
	})
}

type gardener struct {
	t     *rapid.T
	names []string
}

func (g gardener) node(name string) ivr.Node {
	n := ivr.Node{Name: name, Language: g.language(), Act: g.act()}
	if n.Language != "" && rapid.IntRange(0, 7).Draw(g.t, "only language") == 0 {
		n.Act = ivr.Language{Then: g.way()}
	}
	return n
}

var kinds = []string{
	"play", "say", "menu", "collect", "directory", "invitation", "survey", "hours", "if", "lookup", "set",
	"queue", "operator", "dial", "callback", "voicemail", "tree", "goto", "return", "hangup",
}

func (g gardener) act() ivr.Act {
	switch rapid.SampledFrom(kinds).Draw(g.t, "kind") {
	case "play":
		return ivr.Play{Play: g.prompts(1), Then: g.way(), BargeIn: g.flip(), TypeAhead: g.flip()}
	case "menu":
		return g.menu()
	case "say":
		return ivr.Say{Say: g.texts(), Then: g.way(), BargeIn: g.flip(), TypeAhead: g.flip()}
	case "collect":
		return g.collect()
	case "if":
		return ivr.If{If: g.condition(), Yes: g.way(), No: g.way()}
	case "set":
		return ivr.Set{Set: []ivr.Parameter{{Name: g.parameter(), Value: g.title()}}, Then: g.way()}
	case "tree":
		return ivr.Subtree{Tree: rapid.SampledFrom([]string{"one", "two"}).Draw(g.t, "tree"), Then: g.way()}
	case "return":
		return ivr.Return{}
	case "goto":
		return ivr.Goto{Goto: rapid.SampledFrom(g.names).Draw(g.t, "goto")}
	case "hours":
		return ivr.Hours{Hours: g.title(), Open: g.way(), Closed: g.way()}
	case "queue":
		return g.queue()
	case "operator":
		return ivr.Operator{Operator: g.title(), Music: g.music(), For: g.ringing(), Busy: g.way(), Nobody: g.way(), After: g.way()}
	case "dial":
		return ivr.Dial{
			Dial:  rapid.SampledFrom([]string{"+420222333444", "0", "*21#"}).Draw(g.t, "number"),
			Music: g.music(), For: g.ringing(), Nobody: g.way(), Busy: g.way(), Failed: g.way(), Then: g.way(),
		}
	case "lookup":
		return ivr.Lookup{
			Lookup: rapid.SampledFrom([]string{ivr.LookupCaller, "number"}).Draw(g.t, "lookup"),
			Found:  g.way(), Several: g.way(), Unknown: g.way(),
		}
	case "voicemail":
		return ivr.Voicemail{Voicemail: g.prompts(1), To: g.title(), Limit: g.ringing(), Then: g.way(), Nothing: g.way()}
	case "callback":
		return ivr.Callback{Callback: g.title(), Number: rapid.SampledFrom([]string{"", "number"}).Draw(g.t, "of"), Then: g.way(), Failed: g.way()}
	case "invitation":
		return ivr.Invitation{
			Invitation: g.prompts(1), Music: g.music(), For: g.ringing(),
			Nobody: g.way(), Busy: g.way(), After: g.way(), Patience: g.patience(),
		}
	case "survey":
		return ivr.Survey{Survey: g.parameter(), Ask: g.prompts(0), Least: '0', Most: '3', Then: g.way(), Patience: g.patience()}
	case "directory":
		return ivr.Directory{
			Directory: g.prompts(1), Music: g.music(), For: g.ringing(), Several: g.way(),
			Nobody: g.way(), Busy: g.way(), After: g.way(), Patience: g.patience(),
		}
	default:
		return ivr.Hangup{Play: g.prompts(0)}
	}
}

func (g gardener) queue() ivr.Queue {
	q := ivr.Queue{
		Queue: g.title(), Music: g.music(), Nobody: g.way(), After: g.way(),
		Announce: rapid.SampledFrom([]time.Duration{0, 15 * time.Second, ivr.DefaultAnnounce}).Draw(g.t, "announce"),
	}
	if q.Late = g.way(); q.Late != "" {
		q.For = time.Duration(rapid.IntRange(5, 100).Draw(g.t, "for")) * time.Second
	}
	if q.Full = g.way(); q.Full != "" {
		q.Most = rapid.IntRange(1, 20).Draw(g.t, "most")
	}
	if g.flip() {
		q.Choices = g.choices(3)
	}
	return q
}

func (g gardener) menu() ivr.Menu {
	m := ivr.Menu{
		Menu: g.prompts(1), Nothing: g.miss(), Wrong: g.miss(),
		Timeout: time.Duration(rapid.IntRange(1, 60).Draw(g.t, "timeout")) * time.Second,
		Retries: rapid.IntRange(0, 3).Draw(g.t, "retries"),
		BargeIn: g.flip(), TypeAhead: g.flip(),
	}
	m.Choices = g.choices(5)
	return m
}

func (g gardener) choices(most int) (all []ivr.Choice) {
	for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom([]byte(ivr.Keys)), 1, most, rapid.ID).Draw(g.t, "keys") {
		all = append(all, ivr.Choice{
			Key: key, To: rapid.SampledFrom(g.names).Draw(g.t, "to"),
			Label: rapid.SampledFrom([]string{"", "Orders", "Objednávky: nové", "}", "~", "a, b"}).Draw(g.t, "label"),
		})
	}
	return all
}

func (g gardener) collect() ivr.Collect {
	least := rapid.IntRange(1, 4).Draw(g.t, "least")
	return ivr.Collect{Collect: g.parameter(), Then: g.way(), Digits: ivr.Digits{
		Ask: g.prompts(0), Least: least, Most: rapid.IntRange(least, 32).Draw(g.t, "most"),
		End:      rapid.SampledFrom([]byte{0, '*', '#'}).Draw(g.t, "end"),
		Pattern:  rapid.SampledFrom([]string{"", "1.*", "[0-9]+"}).Draw(g.t, "pattern"),
		Patience: g.patience(),
	}}
}

func (g gardener) patience() ivr.Patience {
	return ivr.Patience{
		Nothing: g.miss(), Wrong: g.miss(),
		Timeout: time.Duration(rapid.IntRange(1, 60).Draw(g.t, "timeout")) * time.Second,
		Retries: rapid.IntRange(0, 3).Draw(g.t, "retries"), BargeIn: g.flip(), TypeAhead: g.flip(),
	}
}

func (g gardener) music() string { return rapid.SampledFrom([]string{"", "hold"}).Draw(g.t, "music") }

func (g gardener) ringing() time.Duration {
	return time.Duration(rapid.IntRange(5, 120).Draw(g.t, "for")) * time.Second
}

// condition draws one that can be asked.
func (g gardener) condition() ivr.Condition {
	c, err := ivr.ParseCondition(rapid.SampledFrom([]string{
		`open("Orders")`, `queue("Orders").waiting > 5`, `not known`, `parameters.topic == "Orders"`,
		`caller startsWith "+420" and hour < 12`, `int(parameters.number) > 7`, `weekday in [sat, sun]`, "true",
	}).Draw(g.t, "condition"))
	if err != nil {
		panic(err)
	}
	return c
}

func (g gardener) texts() []ivr.Text {
	if g.flip() {
		return []ivr.Text{{Text: g.title()}}
	}
	texts := []ivr.Text{{Language: "cs", Text: g.title()}}
	if g.flip() {
		texts = append(texts, ivr.Text{Language: "pl", Text: g.title()})
	}
	return texts
}

func (g gardener) parameter() string {
	return rapid.SampledFrom([]string{"topic", "number", "null", "a_1"}).Draw(g.t, "parameter")
}

func (g gardener) miss() ivr.Miss { return ivr.Miss{Play: g.prompts(0), Then: g.way()} }

// way leads nowhere now and then.
func (g gardener) way() string {
	return rapid.SampledFrom(append([]string{""}, g.names...)).Draw(g.t, "way")
}

func (g gardener) prompts(least int) []string {
	all := []string{"hello", "null", "7", "no", "a-b_c", "0x1f"}
	names := rapid.SliceOfN(rapid.SampledFrom(all), least, 3).Draw(g.t, "prompts")
	if len(names) == 0 {
		return nil
	}
	return names
}

func (g gardener) title() string {
	return rapid.SampledFrom([]string{"Orders", "Objednávky: nové", `a "b" \n`, "~", "12:30", "- x", "#", "Hobla s.r.o."}).Draw(g.t, "title")
}

func (g gardener) language() string {
	return rapid.SampledFrom([]string{"", "cs", "pl", "no"}).Draw(g.t, "language")
}

func (g gardener) flip() bool { return rapid.Bool().Draw(g.t, "flip") }
