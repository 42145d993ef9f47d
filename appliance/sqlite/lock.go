package sqlite

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock keeps a second process from serving the same file. SQLite's own locks
// would let it in: both would write, and each would publish half of the facts.
// The lock lies beside the file, because closing any descriptor of the
// database itself would drop SQLite's locks on it; it is of flock(2) and goes
// with the process, however that ends.
func lock(path string) (*os.File, error) {
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock database: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrServed
	}
	return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
}
