package seal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSecretIsReadByItsKeyUnderItsNameAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	key, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	sealed := key.Seal("mail", "tajné heslo")
	if !Sealed(sealed) || strings.Contains(sealed, "heslo") || sealed == key.Seal("mail", "tajné heslo") {
		t.Errorf("sealed as %q", sealed)
	}
	again, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Unseal("mail", sealed); err != nil || got != "tajné heslo" {
		t.Errorf("after a restart %q, %v", got, err)
	}
	middle := len(sealed) / 2 // the last letter has bits that say nothing
	changed := sealed[:middle] + map[bool]string{true: "B", false: "A"}[sealed[middle] == 'A'] + sealed[middle+1:]
	for what, try := range map[string]func() (string, error){
		"another key":    func() (string, error) { return New().Unseal("mail", sealed) },
		"another name":   func() (string, error) { return key.Unseal("trunk", sealed) },
		"one bit":        func() (string, error) { return key.Unseal("mail", changed) },
		"cut short":      func() (string, error) { return key.Unseal("mail", sealed[:20]) },
		"never sealed":   func() (string, error) { return key.Unseal("mail", "heslo") },
		"an empty shell": func() (string, error) { return key.Unseal("mail", prefix) },
	} {
		if got, err := try(); !errors.Is(err, ErrSeal) {
			t.Errorf("%s: %q, %v, want %v", what, got, err, ErrSeal)
		}
	}
	if key.Seal("mail", "") != "" {
		t.Error("no secret is sealed as one")
	}
}

func TestKeyFileIsItsOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if _, err := Open(path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("made with %v, %v", info.Mode(), err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil {
		t.Error("a key that the group may read was taken")
	}
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil || os.Chmod(path, 0o600) != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil {
		t.Error("a damaged key was taken")
	}
}
