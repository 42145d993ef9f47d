package sqlite

import (
	"errors"
	"fmt"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"cordboard/appliance"
)

var (
	// ErrDuplicate refuses a name, login, key, number or file that is taken.
	ErrDuplicate = appliance.Refuse(appliance.Conflict, "refusal.duplicate")

	// ErrClosed is what a store answers after Close.
	ErrClosed = errors.New("store is closed")
	// ErrServed says that another process serves the same file.
	ErrServed = errors.New("the database is in use by another process")
	// ErrNewer says that the file was written by a newer version of the box.
	ErrNewer = errors.New("the database is newer than this version of Cordboard")
	// ErrOver is what a View or Tx answers after its function has returned.
	ErrOver = errors.New("store transaction is over")
)

// translate turns the driver's errors into those that callers branch on.
// A reference to a row that is not there is appliance.ErrNotFound.
func translate(err error) error {
	e, ok := errors.AsType[*driver.Error](err)
	if !ok {
		return err
	}
	switch e.Code() {
	case codes.SQLITE_CONSTRAINT_UNIQUE, codes.SQLITE_CONSTRAINT_PRIMARYKEY:
		return fmt.Errorf("%w: %w", ErrDuplicate, err)
	case codes.SQLITE_CONSTRAINT_FOREIGNKEY:
		return fmt.Errorf("%w: %w", appliance.ErrNotFound, err)
	}
	if primary(e) == codes.SQLITE_FULL {
		return fmt.Errorf("%w: %w", appliance.ErrDiskFull, err)
	}
	return err
}

// fatal tells whether SQLite may have given up the whole transaction with the
// statement (https://sqlite.org/lang_transaction.html section 3): nothing more
// may then be done in it.
func fatal(err error) bool {
	e, ok := errors.AsType[*driver.Error](err)
	if !ok {
		return false
	}
	switch primary(e) {
	case codes.SQLITE_FULL, codes.SQLITE_IOERR, codes.SQLITE_NOMEM,
		codes.SQLITE_BUSY, codes.SQLITE_INTERRUPT, codes.SQLITE_CORRUPT:
		return true
	}
	return false
}

// primary is the result code without what extends it.
func primary(e *driver.Error) int { return e.Code() & 0xff }

// finished tells whether a ROLLBACK failed because there was nothing to roll
// back: a plain SQLITE_ERROR, as nothing else of it can be.
func finished(err error) bool {
	e, ok := errors.AsType[*driver.Error](err)
	return ok && e.Code() == codes.SQLITE_ERROR
}
