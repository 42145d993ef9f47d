package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	"cordboard/appliance"
)

// statement is the text of one SQL statement. All of them are constants, but
// for those that the filter of conversations builds; a test prepares every one
// against a fresh schema.
type statement string

// conn is one connection and the statements prepared on it. One goroutine at
// a time uses it, and no statement runs while another is prepared.
type conn struct {
	sql      *sql.Conn
	prepared map[statement]*sql.Stmt
}

// mostPrepared leaves room for all constant statements and for the filters
// that pages ask for. Those can be combined in thousands of ways, so there
// must be an end.
const mostPrepared = 200

func newConn(ctx context.Context, db *sql.DB) (*conn, error) {
	c, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{sql: c, prepared: map[statement]*sql.Stmt{}}, nil
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.prepared {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.sql.Close())...)
}

func (c *conn) prepare(s statement) (*sql.Stmt, error) {
	if p := c.prepared[s]; p != nil {
		return p, nil
	}
	p, err := c.sql.PrepareContext(context.Background(), string(s))
	if err != nil {
		return nil, fmt.Errorf("prepare %.40q: %w", s, err)
	}
	if len(c.prepared) >= mostPrepared {
		c.forgetOne()
	}
	c.prepared[s] = p
	return p, nil
}

// forgetOne lets go of any statement; if it is needed again, it is prepared
// again.
func (c *conn) forgetOne() {
	for s, p := range c.prepared {
		delete(c.prepared, s)
		_ = p.Close() // what SQLite reports here is the error of its last run
		return
	}
}

func (c *conn) exec(ctx context.Context, s statement, args ...any) (sql.Result, error) {
	p, err := c.prepare(s) //nolint:sqlclosecheck // the connection keeps it
	if err != nil {
		return nil, err
	}
	return p.ExecContext(ctx, args...)
}

// scanner is what the Scan functions beside the SQL read a row from.
type scanner interface{ Scan(into ...any) error }

// many reads all rows of s.
func many[T any](v *View, scan func(scanner) (T, error), s statement, args ...any) ([]T, error) {
	if err := v.usable(); err != nil {
		return nil, err
	}
	p, err := v.conn.prepare(s) //nolint:sqlclosecheck // the connection keeps it
	if err != nil {
		return nil, v.failed(err)
	}
	rows, err := p.QueryContext(v.ctx, args...)
	if err != nil {
		return nil, v.failed(err)
	}
	all, err := collect(rows, scan)
	if err != nil {
		return nil, v.failed(err)
	}
	return all, nil
}

func collect[T any](rows *sql.Rows, scan func(scanner) (T, error)) (all []T, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// one reads the first row of s; none is appliance.ErrNotFound.
func one[T any](v *View, scan func(scanner) (T, error), s statement, args ...any) (T, error) {
	all, err := many(v, scan, s, args...)
	if err == nil && len(all) == 0 {
		err = appliance.ErrNotFound
	}
	if err != nil {
		var none T
		return none, err
	}
	return all[0], nil
}

// source is what database/sql opens. busy_timeout comes first, so that the
// other pragmas already wait for a lock, as one of a recovery after a crash.
func source(path string, pragmas ...string) string {
	u := url.URL{Scheme: "file", OmitHost: true, Path: path}
	for i, p := range append([]string{"busy_timeout(10000)"}, pragmas...) {
		if i > 0 {
			u.RawQuery += "&"
		}
		u.RawQuery += "_pragma=" + p
	}
	return u.String()
}
