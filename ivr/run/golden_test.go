package run_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/ivr/run"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the stories in testdata")

// TestStories walks callers through the trees of testdata. In a story the
// lines "> …" are what happens and those below what the session does about it;
// -update writes the latter anew.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d stories: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			story(t, file)
		})
	}
}

func story(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(archive.Files) < 2 || archive.Files[0].Name != "tree.yaml" {
		t.Fatal("want tree.yaml and then stories")
	}
	wood := trees(archive)
	for i := range archive.Files[1:] {
		f := &archive.Files[i+1]
		if strings.HasSuffix(f.Name, ".yaml") {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			got := tell(t, wood, string(f.Data))
			if *update {
				f.Data = []byte(got)
				return
			}
			if d := cmp.Diff(string(f.Data), got); d != "" {
				t.Errorf("%s, %s (-want +got):\n%s", file, f.Name, d)
			}
		})
	}
	if *update {
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// trees are the texts of an archive's trees by name; callers walk "tree", which
// may lead through the others.
func trees(archive *txtar.Archive) map[string]string {
	all := map[string]string{}
	for _, f := range archive.Files {
		if name, ok := strings.CutSuffix(f.Name, ".yaml"); ok {
			all[name] = string(f.Data)
		}
	}
	return all
}

// planted is the tree that callers walk.
func planted(t *testing.T, wood map[string]string) *ivr.Tree {
	t.Helper()
	tree, found := parse(t, wood["tree"]).Join("tree", func(name string) *ivr.Tree {
		if wood[name] == "" {
			return nil
		}
		return parse(t, wood[name])
	})
	if len(found) > 0 {
		t.Fatalf("join:\n%v", found)
	}
	return tree
}

// tell plays the events of a story and writes it again with what came of them.
func tell(t *testing.T, wood map[string]string, old string) string {
	language := appliance.Czech
	var c *caller
	var story strings.Builder
	for old := range strings.Lines(old) {
		words, ok := strings.CutPrefix(strings.TrimSpace(old), "> ")
		if !ok {
			continue
		}
		fmt.Fprintf(&story, "> %s\n", words)
		if rest, ok := strings.CutPrefix(words, "number "); ok {
			language = appliance.Language(rest)
			continue
		}
		if c == nil {
			c = call(t, planted(t, wood), language)
		}
		if rest, ok := strings.CutPrefix(words, "closed "); ok {
			c.world[rest] = true
			continue
		}
		for _, e := range c.next(event(t, c, words)) {
			fmt.Fprintf(&story, "  %s\n", effect(e))
		}
		if c.session.Talking() {
			story.WriteString("  talking\n")
		}
		if c.session.Over() {
			story.WriteString("  over\n")
		}
	}
	return story.String()
}

// event reads "played" and "timed-out" with a number, or means what is pending.
func event(t *testing.T, c *caller, words string) run.Event {
	word, rest, _ := strings.Cut(words, " ")
	number := func(pending int) int {
		if rest == "" {
			return pending
		}
		n, err := strconv.Atoi(rest)
		if err != nil {
			t.Fatalf("%q: %v", words, err)
		}
		return n
	}
	switch word {
	case "began":
		return run.Began{}
	case "played":
		return run.Played{Play: number(c.playing)}
	case "timed-out":
		return run.TimedOut{Wait: number(c.waiting)}
	case "nobody":
		return run.NobodyThere{}
	case "through":
		return run.Through{Ask: number(c.asking)}
	case "found", "several", "unknown", "busy", "nobody-there", "kept", "empty", "done", "failed":
		return run.Answer{Ask: number(c.asking), Outcome: run.Outcome(strings.TrimSuffix(word, "-there"))}
	case "released":
		return run.Released{}
	case "taken":
		return run.Taken{}
	case "hung-up":
		return run.HungUp{}
	}
	if len(word) != 1 {
		t.Fatalf("%q is no event", words)
	}
	return run.Pressed{Key: word[0]}
}

func effect(e run.Effect) string {
	switch e := e.(type) {
	case run.Play:
		loop := map[bool]string{true: " for ever"}[e.Loop]
		return fmt.Sprintf("play %d: %s in %s%s", e.Number, strings.Join(e.Prompts, ", "), e.Language, loop)
	case run.Silence:
		return "silence"
	case run.Wait:
		return fmt.Sprintf("wait %d: %s", e.Number, e.After)
	case run.Note:
		return strings.TrimSuffix(fmt.Sprintf("note %c at %s: %s", e.Key, e.Node, e.Label), ": ")
	case run.Enqueue:
		return fmt.Sprintf("enqueue %s in %s", e.Queue, e.Language)
	case run.Unqueue:
		return "unqueue"
	case run.SentAway:
		if e.After > 0 {
			return fmt.Sprintf("sent away: %s of %s after %s", e.Why, e.Of, e.After)
		}
		return fmt.Sprintf("sent away: %s of %s", e.Why, e.Of)
	case run.Speak:
		return fmt.Sprintf("speak %s", e.Language)
	case run.Say:
		said := fmt.Sprintf("say %d: %s in %s", e.Number, e.Text, e.Language)
		for _, p := range e.Pieces {
			if p.Words == "" {
				said += fmt.Sprintf(", %s as %s", p.Value, p.As)
			}
		}
		return said
	case run.Set:
		return fmt.Sprintf("set %s: %s", e.Name, e.Value)
	case run.Reach:
		return fmt.Sprintf("reach %d: %s for %s in %s", e.Ask, e.Operator, e.For, e.Language)
	case run.Invite:
		return fmt.Sprintf("invite %d: %s for %s in %s", e.Ask, e.Code, e.For, e.Language)
	case run.Dial:
		return fmt.Sprintf("dial %d: %s for %s", e.Ask, e.Number, e.For)
	case run.Lookup:
		return fmt.Sprintf("look up %d: %s", e.Ask, e.Number)
	case run.Record:
		return fmt.Sprintf("record %d: for %s up to %s", e.Ask, e.Queue, e.Limit)
	case run.EndRecording:
		return fmt.Sprintf("end recording %d", e.Ask)
	case run.CallBack:
		return fmt.Sprintf("call back %d: %s for %s", e.Ask, e.Number, e.Queue)
	case run.Withdraw:
		return fmt.Sprintf("withdraw %d", e.Ask)
	case run.Hangup:
		return "hangup"
	default:
		return fmt.Sprintf("%#v", e)
	}
}
