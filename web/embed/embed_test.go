package embed

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// programs run the servers' examples. Go is where the tests are; the others are run where
// they are installed.
var programs = map[string]struct {
	file string
	run  []string
}{
	"Go":     {"main.go", []string{"go", "run"}},
	"PHP":    {"main.php", []string{"php"}},
	"Python": {"main.py", []string{"python3"}},
}

// word is that of the vector's site for its user until a time.
func word(until string) string {
	mac := hmac.New(sha256.New, []byte(Vector.Secret))
	mac.Write([]byte(Vector.User + "|" + until))
	return until + "." + hex.EncodeToString(mac.Sum(nil))
}

func TestVectorIsRight(t *testing.T) {
	if want := word(Vector.Until); Vector.Hash != want {
		t.Errorf("got %q, want %q", Vector.Hash, want)
	}
}

// TestServersExamplesProveTheUser runs each, and the box would take what it prints.
func TestServersExamplesProveTheUser(t *testing.T) {
	for _, s := range Servers() {
		t.Run(s.Language, func(t *testing.T) {
			if !strings.Contains(s.Code, Vector.User) {
				t.Fatalf("it is not about %s", Vector.User)
			}
			p := programs[s.Language]
			path, err := exec.LookPath(p.run[0])
			if err != nil {
				if s.Language == "Go" {
					t.Fatal(err)
				}
				t.Skipf("%s is not installed", s.Language)
			}
			file := filepath.Join(t.TempDir(), p.file)
			if err := os.WriteFile(file, []byte(s.Code), 0o600); err != nil {
				t.Fatal(err)
			}
			c := exec.CommandContext(t.Context(), path, append(p.run[1:], file)...)
			c.Env = append(os.Environ(), "CORDBOARD_SECRET="+Vector.Secret)
			out, err := c.CombinedOutput()
			got := strings.TrimSpace(string(out))
			until, _, _ := strings.Cut(got, ".")
			seconds, _ := strconv.ParseInt(until, 10, 64)
			if ahead := time.Until(time.Unix(seconds, 0)); err != nil || got != word(until) || ahead <= 0 || ahead > 24*time.Hour {
				t.Errorf("got %q, %v, good for %v, want %q", got, err, ahead, word(until))
			}
		})
	}
}
