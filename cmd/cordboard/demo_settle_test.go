package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/cmd/cordboard/demo"
)

// TestDemonstrationIsWhatAPersonCouldSetUp saves again what the demonstration
// made, through the site's own services: it keeps to their rules, and who made
// it is in the history.
func TestDemonstrationIsWhatAPersonCouldSetUp(t *testing.T) {
	b := demonstration(t)
	var entry appliance.EntryPoint
	err := b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		entry, err = v.EntryPointByKey(demo.WidgetKey)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.site.SaveEntryPoint(t.Context(), 0, entry); err != nil {
		t.Errorf("the widget is refused: %v", err)
	}
	for _, what := range []string{"group/", "queue/", "entry-point/", "reason/", "template/", "tag/", "tree/", "hours/", "operator/"} {
		if kept, err := b.site.History(t.Context(), what); err != nil || len(kept) == 0 {
			t.Errorf("%s: %d changes kept, %v", what, len(kept), err)
		}
	}
}

// TestOlderDemonstrationIsChangedOverAtItsStart puts the widget back to what it
// was before its key had a proper length, the mail server's password into the
// clear, and a queue to where its callers heard nothing but music. What a person
// set since stays.
func TestOlderDemonstrationIsChangedOverAtItsStart(t *testing.T) {
	const clear = "a password of long ago"
	dir := settled(t)
	older(t, dir, func(tx *sqlite.Tx) error {
		e, err := tx.EntryPointByKey(demo.WidgetKey)
		if err != nil {
			return err
		}
		e.Widget.Key, e.Widget.Sites, e.Widget.Accent = "hobla", []string{"http://localhost:1"}, "#b3261e"
		if err := tx.SaveEntryPoint(e); err != nil {
			return err
		}
		for name, messages := range map[string][]string{"Orders": {"nobody"}, "Returns": nil} {
			q, err := tx.QueueByName(name)
			if err != nil {
				return err
			}
			q.Recording, q.Messages, q.MessageEvery = appliance.RecordingRule{}, messages, time.Duration(len(messages))*time.Minute
			if err := tx.SaveQueue(q); err != nil {
				return err
			}
		}
		return tx.SetSetting("site.mail.password", clear)
	})
	err := tryOpen(t, dir, true, func(b *box) {
		err := b.store.Read(context.Background(), func(v *sqlite.View) error {
			e, err := v.EntryPointByKey(demo.WidgetKey)
			if err != nil {
				return err
			}
			if want := "http://localhost:" + port(b.sockets.public.Addr()); len(e.Widget.Sites) != 1 || e.Widget.Sites[0] != want {
				t.Errorf("the widget stands in %v, want %s", e.Widget.Sites, want)
			}
			if e.Widget.Accent != "#b3261e" {
				t.Errorf("the colour that was set is %q now", e.Widget.Accent)
			}
			all, err := v.EntryPoints()
			if len(all) != 3 {
				t.Errorf("%d entry points, want 3", len(all))
			}
			for name, want := range map[string]string{"Orders": " nobody", "Returns": "recorded write"} {
				q, err := v.QueueByName(name)
				if got := q.Recording.Notice + " " + strings.Join(q.Messages, " "); err != nil || got != want {
					t.Errorf("callers of %s hear %q, want %q; %v", name, got, want, err)
				}
			}
			stored, _, unread := v.Setting("site.mail.password")
			if unread != nil || stored == clear || stored == "" {
				t.Errorf("the password lies in the store as %q, %v", stored, unread)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		if all, err := b.site.Settings(context.Background()); err != nil || all.Mail.Password != clear {
			t.Errorf("the password is read as %q, %v", all.Mail.Password, err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// older changes a store that no box has open.
func older(t *testing.T, dir string, change func(*sqlite.Tx) error) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(dir, "cordboard.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Write(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}
