package blob

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"

	"cordboard/appliance"
)

func open(t *testing.T, dir string) *Dir {
	t.Helper()
	d, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func create(t *testing.T, d *Dir, name, text string) {
	t.Helper()
	f, err := d.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestBlobReadsBackAsItWasWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "blobs")
	create(t, open(t, dir), "a.wav", "sound")
	f, err := open(t, dir).Mend("a.wav") // as after a restart
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); string(got) != "sound" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if info, err := open(t, dir).Stat("a.wav"); err != nil || info.Size() != int64(len("sound")) {
		t.Errorf("stat: %v, %v", info, err)
	}
	if _, err := f.WriteAt([]byte("S"), 0); err != nil {
		t.Errorf("repair: %v", err)
	}
	for _, name := range []string{dir, filepath.Join(dir, "a.wav")} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v: others may read it", name, info.Mode())
		}
	}
}

func TestCreateNeverOverwrites(t *testing.T) {
	d := open(t, t.TempDir())
	create(t, d, "a", "first")
	if _, err := d.Create("a"); !errors.Is(err, fs.ErrExist) {
		t.Fatalf("got %v, want %v", err, fs.ErrExist)
	}
	f, err := d.Open("a")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, _ := io.ReadAll(f); string(got) != "first" {
		t.Errorf("got %q, want the first", got)
	}
}

func TestRemovedBlobIsGone(t *testing.T) {
	d := open(t, t.TempDir())
	create(t, d, "a", "")
	if err := d.Remove("a"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Open("a"); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("open: got %v, want %v", err, appliance.ErrNotFound)
	}
	if _, err := d.Stat("a"); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("stat: got %v, want %v", err, appliance.ErrNotFound)
	}
	if err := d.Remove("a"); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("remove: got %v, want %v", err, appliance.ErrNotFound)
	}
}

// TestNoNameLeadsOut plants a file beside the directory and links to it within.
func TestNoNameLeadsOut(t *testing.T) {
	above := t.TempDir()
	d := open(t, filepath.Join(above, "in"))
	secret := filepath.Join(above, "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"up": "../secret", "absolute": secret} {
		if err := os.Symlink(to, filepath.Join(above, "in", name)); err != nil {
			t.Fatal(err)
		}
		if f, err := d.Open(name); err == nil {
			f.Close()
			t.Errorf("the link %q was followed out", name)
		}
	}
	for _, name := range []string{
		"", ".", "..", "../secret", "a/../../secret", secret, "a/b", `a\b`, ".hidden", "-rf", "a\x00b", "a b", "é",
		strings.Repeat("a", longest+1),
	} {
		if f, err := d.Open(name); !errors.Is(err, ErrName) {
			t.Errorf("open %q: got %v, %v, want %v", name, f, err, ErrName)
		}
		if _, err := d.Stat(name); !errors.Is(err, ErrName) {
			t.Errorf("stat %q: got %v, want %v", name, err, ErrName)
		}
		if f, err := d.Create(name); !errors.Is(err, ErrName) {
			t.Errorf("create %q: got %v, %v, want %v", name, f, err, ErrName)
		}
		if err := d.Remove(name); !errors.Is(err, ErrName) {
			t.Errorf("remove %q: got %v, want %v", name, err, ErrName)
		}
	}
	create(t, d, strings.Repeat("a", longest-4)+".wav", "")
	create(t, d, "2026-03-01_12.00_7f.wav", "")
}

func TestBlobIsReadWithoutARightToWrite(t *testing.T) {
	d := open(t, t.TempDir())
	create(t, d, "a.wav", "sound")
	read, err := d.Open("a.wav")
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	if _, err := read.WriteAt([]byte("noise"), 0); err == nil {
		t.Error("who listens can write")
	}
	mend, err := d.Mend("a.wav")
	if err != nil {
		t.Fatal(err)
	}
	defer mend.Close()
	if _, err := mend.WriteAt([]byte("whole"), 0); err != nil {
		t.Errorf("who mends cannot write: %v", err)
	}
}

func TestBlobsGiveWayBeforeTheDiskIsFull(t *testing.T) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(t.TempDir(), &disk); err != nil {
		t.Fatal(err)
	}
	d, err := Open(t.TempDir(), Options{Spare: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	f, err := d.Create("early.wav")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if _, err := f.WriteAt([]byte("sound"), 0); err != nil {
		t.Fatalf("with room: %v", err)
	}
	d.spare = int64(disk.Blocks) * disk.Bsize // more than can be free
	if _, err := f.WriteAt([]byte("more"), 5); !errors.Is(err, appliance.ErrDiskFull) {
		t.Errorf("writing: got %v, want %v", err, appliance.ErrDiskFull)
	}
	if _, err := d.Create("late.wav"); !errors.Is(err, appliance.ErrDiskFull) {
		t.Errorf("creating: got %v, want %v", err, appliance.ErrDiskFull)
	}
	if _, err := d.Open("early.wav"); err != nil {
		t.Errorf("what is there cannot be heard any more: %v", err)
	}
}

func TestPutReplacesWhatIsThereAsAWhole(t *testing.T) {
	path := t.TempDir()
	d := open(t, path)
	create(t, d, "a.wav", "") // as a power cut leaves one
	sound := bytes.Repeat([]byte("sound"), 1<<16)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := d.Put("a.wav", sound); err != nil {
				t.Error(err)
			}
			if got, err := os.ReadFile(filepath.Join(path, "a.wav")); err != nil || !bytes.Equal(got, sound) {
				t.Errorf("read %d bytes, %v, want %d", len(got), err, len(sound))
			}
		})
	}
	wg.Wait()
	if left, err := os.ReadDir(path); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := d.Put("../a.wav", sound); !errors.Is(err, ErrName) {
		t.Errorf("outside: got %v", err)
	}
}

func TestSweepLeavesWhatIsWantedAlone(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	for _, name := range []string{"a.wav", "b.wav", "XYZ.unfinished"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "c"), 0o700); err != nil {
		t.Fatal(err)
	}
	gone, err := d.Sweep(func(name string) bool { return name == "a.wav" })
	left, _ := os.ReadDir(dir)
	if err != nil || gone != 2 || len(left) != 2 || left[0].Name() != "a.wav" {
		t.Errorf("%d are gone, %v, and %v are left", gone, err, left)
	}
}

// TestTakeKeepsAllOrNothing has a reader that fails after some of it.
func TestTakeKeepsAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	broken := errors.New("the line is cut")
	if _, err := d.Take("a", io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left are %v, %v", left, err)
	}
	size, err := d.Take("a", strings.NewReader("whole"))
	if got, _ := os.ReadFile(filepath.Join(dir, "a")); err != nil || size != 5 || string(got) != "whole" {
		t.Errorf("kept %q of %d bytes, %v", got, size, err)
	}
}
