package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"cordboard/appliance"
)

// Options of Open.
type Options struct {
	// Log gets what no caller can be told; nil discards it.
	Log *slog.Logger
	// Publish is PublishTo's argument, for those who have it already.
	Publish func(...appliance.Event)
}

// Store is the open database. Its methods may be called from any goroutine.
type Store struct {
	log   *slog.Logger
	epoch uint64
	lock  *os.File
	read  *sql.DB
	write *sql.DB

	writer  *writer
	readers chan *conn // those that nobody uses

	siteChanges atomic.Uint64 // commits that changed the site, for Memos

	grown chan struct{} // told of every few commits; room for one

	close   func() error
	closing chan struct{} // closed when Close begins
}

// Open opens the database file at path, makes it when it is not there, and
// brings its schema up to date. One process at a time can have it open: for a
// second one the error is ErrServed. A file of a newer version is ErrNewer.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	s := &Store{log: o.Log, grown: make(chan struct{}, 1), closing: make(chan struct{})}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := s.open(ctx, path); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), s.release())
	}
	s.close = sync.OnceValue(s.shut)
	if o.Publish != nil {
		s.PublishTo(o.Publish)
	}
	return s, nil
}

// Epoch is the number of this run of the store: it grows by one with each
// Open, so that ids of facts never come again.
func (s *Store) Epoch() uint64 { return s.epoch }

// PublishTo names who gets the events that were emitted, after each commit, on
// the writer's goroutine: publish must not wait and must not write. Call it
// once, before the first Write.
func (s *Store) PublishTo(publish func(...appliance.Event)) { s.writer.publish = publish }

// Close waits for the transactions that run, folds the write-ahead log into
// the database and lets go of the file. Writes that still wait in line get
// ErrClosed. Safe to call twice.
func (s *Store) Close() error { return s.close() }

const readerCount = 4

// A busy box writes the same pages over and over: the ends of tables and
// indexes. logPages lets 16 MB of the log come together before they are copied
// into the database, four times SQLite's own, so that such a page is copied
// less often; what is durable is not touched by it. cachePages lets the writer
// keep 8 MB of pages (in KiB, negative), for what it changes it reads before.
const (
	logPages   = "wal_autocheckpoint(4000)"
	cachePages = "cache_size(-8000)"
)

func (s *Store) open(ctx context.Context, path string) error {
	if err := private(path); err != nil {
		return err
	}
	var err error
	if s.lock, err = lock(path); err != nil {
		return err
	}
	if s.write, err = sql.Open("sqlite", source(path,
		"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "temp_store(MEMORY)", logPages, cachePages)); err != nil {
		return err
	}
	c, err := newConn(ctx, s.write)
	if err != nil {
		return err
	}
	s.writer = newWriter(s, c)
	s.writer.reserve = reserve{path: path + ".reserve", log: s.log}
	if err := s.prepareFile(ctx, c); err != nil {
		return err
	}
	if err := s.openReaders(ctx, path); err != nil {
		return err
	}
	if err := s.writer.reserve.take(); err != nil {
		return err
	}
	s.writer.note(nil)
	s.writer.start()
	return nil
}

// private makes the file, if need be, so that nobody else may read it. SQLite
// gives its side files the same mode.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func (s *Store) prepareFile(ctx context.Context, c *conn) error {
	steps, err := scripts(migrations)
	if err != nil {
		return err
	}
	if err := migrate(ctx, c.sql, steps); err != nil {
		return err
	}
	const grow = "UPDATE box SET epoch = epoch + 1 RETURNING epoch"
	if err := c.sql.QueryRowContext(ctx, grow).Scan(&s.epoch); err != nil {
		return fmt.Errorf("begin an epoch: %w", err)
	}
	return nil
}

func (s *Store) openReaders(ctx context.Context, path string) (err error) {
	if s.read, err = sql.Open("sqlite", source(path, "query_only(1)", "temp_store(MEMORY)")); err != nil {
		return err
	}
	s.readers = make(chan *conn, readerCount)
	for range readerCount {
		c, err := newConn(ctx, s.read)
		if err != nil {
			return err
		}
		s.readers <- c
	}
	return nil
}

func (s *Store) shut() error {
	close(s.closing)
	s.writer.wait()
	var errs []error
	for range readerCount {
		c := <-s.readers
		errs = append(errs, c.close())
	}
	// The readers are gone, so all of the log can go into the database.
	if _, err := s.writer.conn.exec(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		errs = append(errs, fmt.Errorf("checkpoint: %w", translate(err)))
	}
	errs = append(errs, s.release())
	return errors.Join(errs...)
}

// release gives back whatever open got.
func (s *Store) release() error {
	var errs []error
	if s.writer != nil {
		errs = append(errs, s.writer.conn.close())
	}
	for _, db := range []*sql.DB{s.write, s.read} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}
