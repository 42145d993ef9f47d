package run_test

import (
	"errors"
	"path/filepath"
	"testing"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/ivr/run"

	"golang.org/x/tools/txtar"
)

const small = "nodes:\n  a:\n    menu: hello\n    1: b\n    nothing: b\n  b:\n    queue: Orders\n"

func TestSavedBytesOfVersionOneAreRead(t *testing.T) {
	s, err := run.Load(parse(t, small), []byte(`{"v":1,"phase":"inside","node":"a","language":"pl","last":2,"waiting":2}`))
	if err != nil {
		t.Fatal(err)
	}
	if s.At() != "a" || s.Over() {
		t.Errorf("at %q, over %v", s.At(), s.Over())
	}
	got := s.Next(shut{}, run.Pressed{Key: '1'})
	if len(got) != 3 || got[1] != (run.Enqueue{Queue: "Orders", Language: appliance.Polish, Announce: ivr.DefaultAnnounce}) {
		t.Errorf("got %#v", got)
	}
}

func TestWhatIsNoSavedSessionIsRefused(t *testing.T) {
	for _, bytes := range []string{
		``, `null`, `[]`, `{}`, `{"v":1}`, `{"v":3,"phase":"before"}`, `{"v":1,"phase":"asleep"}`,
		`{"v":1,"phase":"inside"}`, `{"v":1,"phase":"inside","node":"gone"}`,
		`{"v":1,"phase":"leaving","node":"gone"}`,
		`{"v":1,"phase":"inside","node":"a","last":1,"playing":2}`,
		`{"v":1,"phase":"inside","node":"a","misses":-1}`,
		`{"v":1,"phase":"inside","node":"a","typed":"1x"}`,
		`{"v":2,"phase":"inside","node":"a","digits":"1*"}`,
		`{"v":1,"phase":"inside","node":"a","typed":"111111111111111111111111111111111"}`,
	} {
		if _, err := run.Load(parse(t, small), []byte(bytes)); !errors.Is(err, run.ErrSaved) {
			t.Errorf("%s: got %v, want ErrSaved", bytes, err)
		}
	}
}

// FuzzSession reads a tree, saved bytes and keys, and drives what comes of
// them: nothing panics, and a session ends or has something pending.
func FuzzSession(f *testing.F) {
	f.Add([]byte(small), []byte(`{"v":1,"phase":"inside","node":"a","last":2,"waiting":2}`), []byte("1pt9"))
	f.Add([]byte(small), []byte(`{"v":1,"phase":"before"}`), []byte("b9p9p9ptn"))
	f.Add([]byte("nodes:\n  a:\n    operator: jana\n    nobody: b\n    after: b\n  b:\n    directory: x\n    nobody: a\n    nothing: a\n"),
		[]byte(`{"v":2,"phase":"inside","node":"a","last":2,"asking":1,"waiting":2,"parameters":{"a":"b"}}`), []byte("bTr526Traaf"))
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatalf("found %d stories: %v", len(files), err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data, []byte(`{"v":1,"phase":"before"}`), []byte("bp1pt123456#afnTr9tpp"))
	}
	f.Fuzz(func(t *testing.T, text, saved, events []byte) {
		tree, err := ivr.Parse("fuzz", text)
		if err != nil {
			tree = ivr.Direct("Orders", "")
		}
		s, err := run.Load(tree, saved)
		if err != nil {
			s = run.New(tree, appliance.English)
		}
		number := 0
		for _, b := range events {
			for _, e := range s.Next(shut{}, fuzzed(b, number)) {
				if asked, ok := run.Asked(e); ok {
					number = asked
				}
				switch e := e.(type) {
				case run.Play:
					number = e.Number
				case run.Say:
					number = e.Number
				case run.Wait:
					number = e.Number
				}
			}
			if s, err = run.Load(tree, s.Save()); err != nil {
				t.Fatalf("what was saved is not read: %v", err)
			}
		}
	})
}

func fuzzed(b byte, number int) run.Event {
	switch b {
	case 'b':
		return run.Began{}
	case 'p':
		return run.Played{Play: number}
	case 't':
		return run.TimedOut{Wait: number}
	case 'n':
		return run.NobodyThere{}
	case 'a':
		return run.Answer{Ask: number, Outcome: run.Failed}
	case 'f':
		return run.Answer{Ask: number, Outcome: run.Found}
	case 'T':
		return run.Taken{}
	case 'r':
		return run.Released{}
	case 'h':
		return run.HungUp{}
	}
	return run.Pressed{Key: b}
}
