package sqlite

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestEpochGrowsWithEachOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "box.db")
	var before uint64
	for range 3 {
		s, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if s.Epoch() != before+1 {
			t.Errorf("got epoch %d after %d", s.Epoch(), before)
		}
		before = s.Epoch()
		if err := errors.Join(s.Close(), s.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFileIsServedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "box.db")
	s := openAt(t, path)
	if _, err := Open(t.Context(), path, Options{}); !errors.Is(err, ErrServed) {
		t.Fatalf("second Open: got %v, want %v", err, ErrServed)
	}
	write(t, s, post("still works"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	openAt(t, path)
}

func TestFilesAreForTheBoxAlone(t *testing.T) {
	dir := t.TempDir()
	s := openAt(t, filepath.Join(dir, "odd name ?#%.db"))
	write(t, s, post("a"))
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 5 {
		t.Errorf("got %d files, want database, log, index, lock and reserve: %v", len(entries), entries)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", e.Name(), info.Mode().Perm())
		}
		if !strings.HasPrefix(e.Name(), "odd name ?#%.db") {
			t.Errorf("a file is named %q", e.Name())
		}
	}
}

func TestCloseFoldsTheLogIntoTheDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "box.db")
	s := openAt(t, path)
	write(t, s, post("a"))
	if _, err := os.Stat(path + "-wal"); err != nil {
		t.Fatalf("there is no log to begin with: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the log is still there: %v", err)
	}
}

func TestConnectionsAreAsDurableAsPromised(t *testing.T) {
	s := open(t)
	pragma := func(c *conn, name, want string) {
		t.Helper()
		var got string
		if err := c.sql.QueryRowContext(t.Context(), "PRAGMA "+name).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	pragma(s.writer.conn, "journal_mode", "wal")
	pragma(s.writer.conn, "synchronous", "2") // FULL
	pragma(s.writer.conn, "foreign_keys", "1")
	pragma(s.writer.conn, "busy_timeout", "10000")
	read(t, s, func(v *View) error {
		pragma(v.conn, "query_only", "1")
		pragma(v.conn, "busy_timeout", "10000")
		return nil
	})
}

func TestEveryTableIsStrict(t *testing.T) {
	s := open(t)
	read(t, s, func(v *View) error {
		name := func(row scanner) (name string, err error) { return name, row.Scan(&name) }
		loose, err := many(v, name, "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'")
		if len(loose) != 0 {
			t.Errorf("not strict: %v", loose)
		}
		return err
	})
}

// TestEveryOldSchemaIsUpgraded makes a database of each version that ever was
// and opens it. Version 0 is an empty file.
func TestEveryOldSchemaIsUpgraded(t *testing.T) {
	steps, err := scripts(migrations)
	if err != nil {
		t.Fatal(err)
	}
	fresh := schema(t, open(t))
	for version := range len(steps) + 1 {
		path := filepath.Join(t.TempDir(), "old.db")
		old := steps[:version]
		if err := migrateFile(t, path, old); err != nil {
			t.Fatal(err)
		}
		if got := schema(t, openAt(t, path)); got != fresh {
			t.Errorf("from schema %d: got\n%s\nwant\n%s", version, got, fresh)
		}
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.db")
	steps, err := scripts(migrations)
	if err != nil {
		t.Fatal(err)
	}
	if err := migrateFile(t, path, append(steps, "CREATE TABLE later (a TEXT) STRICT")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Options{}); !errors.Is(err, ErrNewer) {
		t.Errorf("got %v, want %v", err, ErrNewer)
	}
}

func TestMigrationThatFailsChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "box.db")
	if err := migrateFile(t, path, []string{"CREATE TABLE a (a TEXT) STRICT"}); err != nil {
		t.Fatal(err)
	}
	err := migrateFile(t, path, []string{"", "CREATE TABLE b (b TEXT) STRICT; CREATE TABLE a (again TEXT) STRICT"})
	if err == nil {
		t.Fatal("it did not fail")
	}
	if err := migrateFile(t, path, []string{"", "CREATE TABLE b (b TEXT) STRICT"}); err != nil {
		t.Errorf("a step that failed left something behind: %v", err)
	}
}

func TestMigrationsAreNumberedWithoutGaps(t *testing.T) {
	file := &fstest.MapFile{Data: []byte("SELECT 1")}
	_, err := scripts(fstest.MapFS{"migrations/0001_a.sql": file, "migrations/0003_b.sql": file})
	if err == nil {
		t.Error("a gap was not found")
	}
}

// migrateFile runs steps on the file and closes it again.
func migrateFile(t *testing.T, path string, steps []string) (err error) {
	t.Helper()
	s := &Store{}
	defer func() { err = errors.Join(err, s.release()) }()
	if s.write, err = sql.Open("sqlite", source(path)); err != nil {
		return err
	}
	c, err := newConn(t.Context(), s.write)
	if err != nil {
		return err
	}
	return errors.Join(migrate(t.Context(), c.sql, steps), c.close())
}

// schema is all of a database's CREATE statements and its version.
func schema(t *testing.T, s *Store) string {
	t.Helper()
	var lines []string
	read(t, s, func(v *View) (err error) {
		text := func(row scanner) (line string, err error) { return line, row.Scan(&line) }
		lines, err = many(v, text, `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL
			UNION ALL SELECT user_version FROM pragma_user_version ORDER BY 1`)
		return err
	})
	return strings.Join(lines, "\n")
}
