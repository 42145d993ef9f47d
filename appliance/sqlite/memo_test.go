package sqlite_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// set stores a setting, and tells of it as a change of the site.
func set(t *testing.T, s *sqlite.Store, key, value string, told bool) {
	t.Helper()
	err := s.Write(t.Context(), func(tx *sqlite.Tx) error {
		if told {
			tx.Emit(appliance.SiteChanged{})
		}
		return tx.SetSetting(key, value)
	})
	if err != nil {
		t.Fatal(err)
	}
}

var errUnset = errors.New("unset")

func TestMemoReadsOnceUntilTheSiteChanges(t *testing.T) {
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var memo sqlite.Memo[string, string]
	reads := 0
	ask := func(key string) (string, error) {
		return memo.Of(t.Context(), s, key, func(v *sqlite.View) (string, error) {
			reads++
			value, set, err := v.Setting(key)
			if err == nil && !set {
				err = errUnset
			}
			return value, err
		})
	}
	for _, step := range []struct {
		do    func()
		want  string // of the key "greeting"; empty: an error
		reads int    // so far
	}{
		{func() {}, "", 1},
		{func() {}, "", 2}, // what is missing is not kept
		{func() { set(t, s, "greeting", "hello", true) }, "hello", 3},
		{func() {}, "hello", 3},
		{func() { set(t, s, "other", "x", false) }, "hello", 3},
		{func() { set(t, s, "greeting", "good day", true) }, "good day", 4},
		{func() {}, "good day", 4},
	} {
		step.do()
		got, err := ask("greeting")
		if got != step.want || (err != nil) != (step.want == "") || reads != step.reads {
			t.Errorf("got %q, %v after %d reads, want %q after %d", got, err, reads, step.want, step.reads)
		}
	}
}

// Who reads while another changes the site may get the old; nobody may get it
// after him.
func TestMemoDoesNotKeepWhatWasReadBeforeAChange(t *testing.T) {
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	set(t, s, "greeting", "old", true)
	var memo sqlite.Memo[string, string]
	read := func(v *sqlite.View) (string, error) {
		value, _, err := v.Setting("greeting")
		return value, err
	}
	got, err := memo.Of(t.Context(), s, "greeting", func(v *sqlite.View) (string, error) {
		old, err := read(v)
		set(t, s, "greeting", "new", true)
		if got, err := memo.Of(context.Background(), s, "greeting", read); got != "new" {
			t.Errorf("after the change: %q, %v", got, err)
		}
		return old, err
	})
	if got != "old" || err != nil {
		t.Errorf("before the change: %q, %v", got, err)
	}
	if got, err := memo.Of(t.Context(), s, "greeting", read); got != "new" {
		t.Errorf("the old was kept: %q, %v", got, err)
	}
}

func TestSettingsAreFoundByTheirPrefixAlone(t *testing.T) {
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, key := range []string{"tree", "tree.", "tree.a", "tree.ž", "tree.\U0010fffe", "tree/", "trex", "Tree.b", "tree%"} {
		set(t, s, key, "x", false)
	}
	err = s.Read(t.Context(), func(v *sqlite.View) error {
		all, err := v.Settings("tree.")
		if err != nil {
			return err
		}
		for _, key := range []string{"tree.", "tree.a", "tree.ž", "tree.\U0010fffe"} {
			if _, found := all[key]; !found {
				t.Errorf("%q is missing", key)
			}
		}
		if len(all) != 4 {
			t.Errorf("got %v, want four", all)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
