package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

// migrations holds one file a version of the schema: 0001_… makes version 1 of
// an empty database, and each further one the next version of the one before.
// A file that was released is never edited.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema to the newest version, each step in a transaction
// of its own.
func migrate(ctx context.Context, c *sql.Conn, steps []string) error {
	version, err := schemaVersion(ctx, c)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return fmt.Errorf("%w: it has schema %d, this version knows %d", ErrNewer, version, len(steps))
	}
	for n := version; n < len(steps); n++ {
		if err := step(ctx, c, steps[n], n+1); err != nil {
			return fmt.Errorf("migrate database to schema %d: %w", n+1, err)
		}
	}
	return nil
}

func step(ctx context.Context, c *sql.Conn, script string, version int) error {
	tx, err := c.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	if _, err := tx.ExecContext(ctx, script); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
		return err
	}
	return tx.Commit()
}

func schemaVersion(ctx context.Context, c *sql.Conn) (version int, err error) {
	if err := c.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	return version, nil
}

// scripts are the migrations in their order; a gap in the numbers is a
// mistake.
func scripts(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	all := make([]string, len(names))
	for i, name := range names {
		if want := fmt.Sprintf("migrations/%04d_", i+1); !strings.HasPrefix(name, want) {
			return nil, fmt.Errorf("migration %s: its name should begin with %s", name, want)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		all[i] = string(text)
	}
	return all, nil
}
