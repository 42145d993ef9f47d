package sqlite

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"cordboard/appliance"
)

// onSmallDisk runs the test once more in a process with a disk of its own, of
// so many bytes, and hands it the directory. A mount namespace takes root, or
// a kernel that lets everybody have a user namespace.
func onSmallDisk(t *testing.T, size int, test func(t *testing.T, dir string)) {
	t.Helper()
	const mark = "CORDBOARD_SMALL_DISK"
	if dir := os.Getenv(mark); dir != "" {
		if err := syscall.Mount("small", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
			t.Fatalf("mount a small disk: %v", err)
		}
		test(t, dir)
		return
	}
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	again.Env = append(os.Environ(), mark+"="+t.TempDir())
	if os.Getuid() == 0 {
		again.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	} else {
		again.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		}
	}
	if out, err := again.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestReserveBringsWritingBackOnAFullDisk(t *testing.T) {
	onSmallDisk(t, 8<<20, func(t *testing.T, dir string) {
		s, err := Open(t.Context(), filepath.Join(dir, "box.db"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		reserved := func() bool {
			info, err := os.Stat(filepath.Join(dir, "box.db.reserve"))
			return err == nil && info.Size() == reserveSize
		}
		if !reserved() {
			t.Fatal("the store opened without a reserve")
		}
		c := add(t, s, (*Tx).AddConversation, chat())
		hog := fillDisk(t, dir)
		kept, err := fillUp(t, s, c.ID)
		if !errors.Is(err, appliance.ErrDiskFull) {
			t.Fatalf("got %v, want %v", err, appliance.ErrDiskFull)
		}
		if reserved() {
			t.Fatal("the reserve is still held")
		}
		for range 50 { // at once, and nobody made room
			add(t, s, (*Tx).AddEntry, long(c.ID))
		}
		var there []appliance.Entry
		read(t, s, func(v *View) (err error) {
			there, err = v.Entries(c.ID, 0, 0)
			return err
		})
		if len(there) != kept+50 {
			t.Errorf("%d entries are there, %d were acknowledged", len(there), kept+50)
		}
		s.writer.reserve.looked = time.Time{} // as if time had passed
		add(t, s, (*Tx).AddEntry, long(c.ID))
		if reserved() {
			t.Error("the reserve was taken again out of the room that it gave")
		}
		if err := os.Remove(hog); err != nil {
			t.Fatal(err)
		}
	})
}

func TestReserveIsTakenAgainWhenThereIsRoom(t *testing.T) {
	s := open(t)
	s.writer.reserve.give()
	if s.writer.reserve.held {
		t.Fatal("given up and held")
	}
	add(t, s, (*Tx).AddConversation, chat())
	if s.writer.reserve.held {
		t.Error("taken again at once: who is full in turns would write it without end")
	}
	s.writer.reserve.looked = time.Time{}
	add(t, s, (*Tx).AddConversation, chat())
	if !s.writer.reserve.held {
		t.Error("not taken again")
	}
}

// fillDisk leaves no room in dir but for the store's reserve.
func fillDisk(t *testing.T, dir string) string {
	t.Helper()
	name := filepath.Join(dir, "hog")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for block := make([]byte, 1<<12); ; {
		if _, err := f.Write(block); err != nil {
			if !full(err) {
				t.Fatal(err)
			}
			return name
		}
	}
}
