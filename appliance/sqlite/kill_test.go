package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
)

// killedAt names the database to the child that is going to be killed.
const killedAt = "CORDBOARD_TEST_KILLED_AT"

func TestMain(m *testing.M) {
	if path := os.Getenv(killedAt); path != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// killWriters write at once; so many writes can be on their way when the kill
// comes, done and not yet told.
const killWriters = 8

// TestKillsLoseNothingAcknowledged kills a process that writes, again and
// again, and looks for what it had told to be written: all of it is there,
// once, whole, and the file is sound. KILLS says how often.
func TestKillsLoseNothingAcknowledged(t *testing.T) {
	kills := 10
	if n, err := strconv.Atoi(os.Getenv("KILLS")); err == nil {
		kills = n
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d, %d kills", seed, kills)
	random := rand.New(rand.NewPCG(seed, 0))

	const perFile = 50 // what is there is read after each kill: let it not grow for ever
	var path string
	var told map[string]bool
	total := 0
	for n := range kills {
		if n%perFile == 0 {
			path = filepath.Join(t.TempDir(), "box.db")
			told = map[string]bool{}
		}
		before := len(told)
		killOnce(t, path, random.IntN(120), told)
		total += len(told) - before
		examine(t, path, told, (n%perFile+1)*killWriters)
		if t.Failed() {
			t.Fatalf("after kill %d", n+1)
		}
	}
	if total < 20*kills {
		t.Errorf("%d kills met only %d acknowledged writes: too few to tell", kills, total)
	}
	t.Logf("%d acknowledged writes", total)
}

// killOnce starts the child, kills it when it has told of that many writes,
// and notes all that it told.
func killOnce(t *testing.T, path string, after int, told map[string]bool) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this test's own binary
	child.Env = append(os.Environ(), killedAt+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if after == 0 { // wherever it is: perhaps it makes the file
		_ = child.Process.Kill()
	}
	lines := bufio.NewScanner(out)
	for n := 1; lines.Scan(); n++ {
		if told[lines.Text()] {
			t.Errorf("%s was told twice", lines.Text())
		}
		told[lines.Text()] = true
		if n == after {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if exit, ok := errors.AsType[*exec.ExitError](child.Wait()); !ok || exit.Exited() {
		t.Fatalf("the child was not killed: %v", exit)
	}
}

// examine reads the file after a kill. Of what is there, at most unknown rows
// were not told.
func examine(t *testing.T, path string, told map[string]bool, unknown int) {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	there := map[string]int{}
	read(t, s, func(v *View) error {
		text := func(row scanner) (text string, err error) { return text, row.Scan(&text) }
		sound, err := many(v, text, "PRAGMA integrity_check")
		if err != nil {
			return err
		}
		equal(t, "integrity_check", sound, []string{"ok"})
		all, err := v.Conversations(ConversationFilter{})
		for _, c := range all {
			there[c.Name]++
		}
		half, err2 := many(v, text, `SELECT name FROM conversation AS c
			WHERE 1 <> (SELECT count(*) FROM entry WHERE conversation = c.id AND text = c.name)`)
		equal(t, "conversations without their entry", half, nil)
		return errors.Join(err, err2)
	})
	for name := range told {
		if there[name] != 1 {
			t.Errorf("%s was acknowledged and is there %d times", name, there[name])
		}
	}
	if more := len(there) - len(told); more > unknown {
		t.Errorf("%d rows are there that nobody was told of, want at most %d", more, unknown)
	}
}

// writeUntilKilled is the child: it tells each write on standard output when
// it has been acknowledged.
func writeUntilKilled(path string) error {
	s, err := Open(context.Background(), path, Options{})
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	failed := make(chan error, killWriters)
	for w := range killWriters {
		wg.Go(func() {
			for i := 0; ; i++ {
				name := fmt.Sprintf("%d/%d/%d", s.Epoch(), w, i)
				if err := s.Write(context.Background(), twoRows(name)); err != nil {
					failed <- err
					return
				}
				// One write(2): lines of a pipe do not mix (pipe(7), PIPE_BUF).
				if _, err := os.Stdout.WriteString(name + "\n"); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	return <-failed
}

// twoRows opens a conversation with its first entry.
func twoRows(name string) func(*Tx) error {
	return func(tx *Tx) error {
		c := chat()
		c.Name = name
		c, err := tx.AddConversation(c)
		if err != nil {
			return err
		}
		_, err = tx.AddEntry(appliance.Entry{Conversation: c.ID, At: noon, Text: name, Key: name})
		return err
	}
}
