package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	// reserveSize is what the store keeps back of the disk: a hundred messages
	// written one by one, each with what a search for phrases keeps of it.
	reserveSize = 4 << 20
	// comfort is how much of the disk must be free before a reserve that was
	// given up is taken again: it must not be what was just won.
	comfort = 16 * reserveSize
	// lookAgain is how long a store without reserve waits before it looks for
	// room again.
	lookAgain = 10 * time.Second
)

// reserve is a file beside the database that holds nothing but room. On a full
// disk SQLite can write nothing, not even what deletes; the reserve is given up
// then, and what it held takes the writes that matter until somebody has made
// room. It is the writer's own.
type reserve struct {
	path   string
	log    *slog.Logger
	held   bool
	looked time.Time
}

// take fills the file with room that is really the file's: zeros written, not
// promised. A disk that has none is no fault of the store's.
func (r *reserve) take() error {
	r.looked = time.Now()
	if err := writeZeros(r.path); err != nil {
		if full(err) {
			return r.drop()
		}
		return fmt.Errorf("make reserve: %w", errors.Join(err, r.drop()))
	}
	r.held = true
	return nil
}

func writeZeros(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, reserveSize))
	return errors.Join(err, f.Sync(), f.Close())
}

// give gives the room to whoever writes next.
func (r *reserve) give() {
	if !r.held {
		return
	}
	if err := r.drop(); err != nil {
		r.log.Error("give up the store's reserve", "err", err)
		return
	}
	r.looked = time.Now()
	r.log.Error("disk is full: the store's reserve was given up; make room")
}

func (r *reserve) drop() error {
	r.held = false
	if err := os.Remove(r.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// retake takes the reserve again once there is plenty of room.
func (r *reserve) retake() {
	if r.held || time.Since(r.looked) < lookAgain {
		return
	}
	r.looked = time.Now()
	var disk syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(r.path), &disk); err == nil && int64(disk.Bavail)*disk.Bsize < comfort {
		return
	}
	if err := r.take(); err != nil {
		r.log.Error("take the store's reserve again", "err", err)
	} else if r.held {
		r.log.Info("the store has its reserve again")
	}
}

func full(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
