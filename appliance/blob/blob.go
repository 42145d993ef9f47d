// Package blob keeps recordings and attachments as files in one directory.
// Names are given by the box, never by a visitor; they are checked
// nevertheless, and the directory is held as an os.Root, so that no name and
// no planted link leads out of it. The package has no goroutine.
package blob

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"cordboard/appliance"
)

// ErrName refuses a name that is not one plain file's.
var ErrName = errors.New("blob: bad name")

// Dir is a directory of blobs. Its methods may be called from any goroutine.
type Dir struct {
	root  *os.Root
	path  string
	spare int64
}

// Options of Open.
type Options struct {
	// Spare is how many bytes of the disk are not for blobs: with less free,
	// writing is refused with appliance.ErrDiskFull. What is large gives way to
	// what is small: recordings end before the store does.
	Spare int64
}

// Open opens the directory and makes it when it is not there.
func Open(dir string, o Options) (*Dir, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make blob directory: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open blob directory: %w", err)
	}
	return &Dir{root: root, path: dir, spare: o.Spare}, nil
}

// Close lets go of the directory; files that are open stay open.
func (d *Dir) Close() error { return d.root.Close() }

// Create makes a new file for reading and writing. A file of that name that
// exists already stays as it is: the error is then an fs.ErrExist.
func (d *Dir) Create(name string) (*File, error) {
	if err := check(name); err != nil {
		return nil, err
	}
	if err := d.room(); err != nil {
		return nil, fmt.Errorf("create blob %s: %w", name, err)
	}
	f, err := d.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, translate("create", name, err)
	}
	// Without it a power cut could leave the store naming a file that is not
	// there.
	if err := d.sync(); err != nil {
		return nil, errors.Join(translate("create", name, err), f.Close())
	}
	return &File{File: f, dir: d}, nil
}

// Put keeps a whole file under a name, in place of one that is there. Whoever
// opens it has all of it, or what was there before, also after a power cut.
func (d *Dir) Put(name string, all []byte) error {
	_, err := d.Take(name, bytes.NewReader(all))
	return err
}

// Take is Put of what a reader gives, and tells how much that was. When the
// reader fails, its error comes back and nothing is kept.
func (d *Dir) Take(name string, from io.Reader) (size int64, err error) {
	if err := check(name); err != nil {
		return 0, err
	}
	draft := rand.Text() + unfinished
	f, err := d.Create(draft)
	if err != nil {
		return 0, err
	}
	if size, err = io.Copy(io.NewOffsetWriter(f, 0), from); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = d.root.Rename(draft, name)
	}
	if err != nil {
		return 0, errors.Join(translate("put", name, err), d.Remove(draft))
	}
	return size, d.sync()
}

// unfinished ends the names of files that Put did not finish.
const unfinished = ".unfinished"

// File is a blob that is being written.
type File struct {
	*os.File
	dir *Dir
}

// WriteAt writes, unless that would take what the directory is to spare.
func (f *File) WriteAt(p []byte, at int64) (int, error) {
	if err := f.dir.room(); err != nil {
		return 0, fmt.Errorf("write blob: %w", err)
	}
	n, err := f.File.WriteAt(p, at)
	if err != nil {
		err = translate("write", f.Name(), err)
	}
	return n, err
}

// room is appliance.ErrDiskFull when the disk has no more than what is to be spared.
func (d *Dir) room() error {
	if d.spare == 0 {
		return nil
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(d.path, &disk); err != nil {
		return fmt.Errorf("ask how full the disk is: %w", err)
	}
	if int64(disk.Bavail)*disk.Bsize <= d.spare {
		return appliance.ErrDiskFull
	}
	return nil
}

// Open opens a file for reading. A missing one is appliance.ErrNotFound.
func (d *Dir) Open(name string) (*os.File, error) { return d.reopen(name, os.O_RDONLY) }

// Stat tells how a file is now, without opening it. A missing one is
// appliance.ErrNotFound.
func (d *Dir) Stat(name string) (fs.FileInfo, error) {
	if err := check(name); err != nil {
		return nil, err
	}
	info, err := d.root.Stat(name)
	if err != nil {
		return nil, translate("look at", name, err)
	}
	return info, nil
}

// Mend opens a file for reading and writing, as a recording that was cut short.
// A missing one is appliance.ErrNotFound.
func (d *Dir) Mend(name string) (*os.File, error) { return d.reopen(name, os.O_RDWR) }

func (d *Dir) reopen(name string, how int) (*os.File, error) {
	if err := check(name); err != nil {
		return nil, err
	}
	f, err := d.root.OpenFile(name, how, 0)
	if err != nil {
		return nil, translate("open", name, err)
	}
	return f, nil
}

// Remove deletes a file. A missing one is appliance.ErrNotFound.
func (d *Dir) Remove(name string) error {
	if err := check(name); err != nil {
		return err
	}
	if err := d.root.Remove(name); err != nil {
		return translate("remove", name, err)
	}
	return d.sync()
}

// Sweep removes every file that is not wanted, with those that Put did not
// finish, and tells how many there were. Nobody may write meanwhile.
func (d *Dir) Sweep(wanted func(name string) bool) (gone int, err error) {
	all, err := fs.ReadDir(d.root.FS(), ".")
	if err != nil {
		return 0, fmt.Errorf("list blobs: %w", err)
	}
	for _, f := range all {
		if !f.Type().IsRegular() || wanted(f.Name()) {
			continue
		}
		if err := d.root.Remove(f.Name()); err != nil {
			return gone, translate("remove", f.Name(), err)
		}
		gone++
	}
	if gone == 0 {
		return 0, nil
	}
	return gone, d.sync()
}

// sync makes the directory's list of names durable.
func (d *Dir) sync() error {
	f, err := d.root.Open(".")
	if err != nil {
		return fmt.Errorf("open blob directory: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}

func translate(act, name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s blob %s: %w", act, name, appliance.ErrNotFound)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%s blob %s: %w", act, name, appliance.ErrDiskFull)
	}
	return fmt.Errorf("%s blob %s: %w", act, name, err)
}
