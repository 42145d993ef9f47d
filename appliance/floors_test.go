package appliance_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

const module = "cordboard"

// floors is where each package stands. A package imports only from lower
// floors; a child may import its own ancestor if that stands no higher; a
// command may import what lies in its own directory, for nobody can import a
// command. A package that is not listed is a breach: find out where it belongs
// before it is written. Packages that are planned are listed already.
var floors = map[string]int{
	// The nouns, and what knows nothing of them.
	"appliance":         0,
	"appliance/address": 0, // mail addresses and telephone numbers as people write them
	"appliance/mailbox": 0, // the order of what happens to what one goroutine owns
	"appliance/pace":    0, // how often something may be done, and by whom
	"appliance/plain":   0, // text from outside, made fit to be kept
	// How a SIP message is written. It knows nothing of calls.
	"appliance/sip/message": 0,
	// The programs of others that the tests drive. It may know nothing of ours,
	// since media on the floor above listens with it in its own tests.
	"appliance/peertest": 0,
	"ivr":                0,
	"systemd":            0,
	"web/i18n":           0,

	// What is pure, or serves every floor above.
	"appliance/feed":       1,
	"appliance/access":     1,
	"appliance/audit":      1,
	"appliance/hours":      1,
	"appliance/privacy":    1,
	"appliance/template":   1, // answers at hand, found and filled
	"appliance/attachment": 1, // files from outside: their names, what they are, pictures written anew
	"appliance/seal":       1, // secrets that the box must read again
	"appliance/catalog":    1,
	"appliance/media":      1,
	"appliance/media/sdp":  1, // who offers what sound, and what is agreed on
	"appliance/sip/digest": 1, // how we prove to an exchange who we are
	"appliance/sip/front":  1, // what reads a SIP message before the calls do
	"appliance/channel":    1,
	"ivr/check":            1,
	"ivr/picture":          1,
	"ivr/ivrtest":          1, // random trees, for tests
	"ivr/run":              1,
	"ivr/spoken":           1, // numbers, dates and times in words
	"provision":            1,
	"web/ui":               1,
	"web/embed":            1, // how a site's page takes the widget in and speaks to it

	// Adapters, named for their technology.
	"appliance/sqlite":              2,
	"appliance/blob":                2,
	"appliance/sip":                 2,
	"appliance/sip/softphone":       2, // the caller of the demonstration and of tests
	"appliance/media/rtp":           2,
	"appliance/prompts":             2, // recordings, ready to be played
	"appliance/channel/email":       2,
	"appliance/channel/whatsapp":    2,
	"appliance/channel/messenger":   2,
	"appliance/channel/apple":       2,
	"appliance/channel/vk":          2,
	"appliance/channel/channeltest": 2,
	"ivr/sim":                       2,
	"ivr/prompt":                    2,
	"provision/network":             2,
	"provision/certs":               2,
	"provision/backup":              2,
	"provision/update":              2,
	"provision/control":             2,

	// Behaviour. None of these knows another: each declares what it needs.
	"appliance/account":     3,
	"appliance/site":        3,
	"appliance/desk":        3,
	"appliance/directory":   3,
	"appliance/ticket":      3,
	"appliance/acd":         3,
	"appliance/trunk":       3,
	"appliance/telephone":   3, // operators' own, behind the exchange
	"appliance/studio":      3, // prompts recorded by telephone
	"appliance/rtc":         3,
	"appliance/rtc/headset": 3, // the browser of the bench
	"appliance/call":        3,
	"appliance/outbox":      3,
	"appliance/present":     3, // what is open at this moment, in memory
	"appliance/report":      3,
	"ivr/publish":           3,

	// Faces.
	"web":           4,
	"web/desk":      4,
	"web/admin":     4,
	"web/widget":    4,
	"web/console":   4,
	"web/wall":      4,
	"web/report":    4,
	"web/api":       4,
	"provision/tui": 4,

	// Commands, and what only they use.
	"cmd/cordboard":           5,
	"cmd/cordboard/bench":     5,
	"cmd/cordboard/demo":      4,
	"cmd/cordboard/demo/shop": 5,
	// Plain files that import nothing: the demonstration reads them from above.
	"cmd/cordboard/demo/site": 0,
	"cmd/cordboard-provision": 5,
	"images":                  5,
}

// heavy are dependencies that one package owns, with the packages in its
// directory, so that they can be replaced there; each with what comes under
// the same path.
var heavy = map[string]string{
	"database/sql":                       "appliance/sqlite",
	"modernc.org":                        "appliance/sqlite",
	"github.com/emiago/sipgo":            "appliance/sip",
	"github.com/emiago/diago":            "appliance/sip",
	"github.com/pion/webrtc":             "appliance/rtc",
	"github.com/thesyncim/gopus":         "appliance/media",
	"github.com/pion/ice":                "appliance/rtc",
	"charm.land/bubbletea":               "provision/tui",
	"github.com/charmbracelet/bubbletea": "provision/tui",
}

// top is all that lies at the top of the repository, dot files aside. Not
// looked at: what git ignores there.
var (
	top     = []string{"LICENSE", "Makefile", "README.md", "appliance", "cmd", "go.mod", "go.sum", "images", "ivr", "provision", "systemd", "web"}
	ignored = []string{"bin", "var", "heard.wav"}
)

func TestEveryPackageStandsOnItsFloor(t *testing.T) {
	breaches, files := inspect(t, os.DirFS(root(t)))
	for _, b := range breaches {
		t.Error(b)
	}
	if files < 100 {
		t.Errorf("only %d files read: the test sees nothing", files)
	}
}

// TestFloorsTestSees breaks every rule in a small house of its own.
func TestFloorsTestSees(t *testing.T) {
	sound := map[string]string{
		"appliance/doc.go":                 "package appliance",
		"appliance/floors_test.go":         `package appliance_test; import _ "cordboard/cmd/cordboard/demo"; import _ "database/sql"`,
		"appliance/feed/feed.go":           `package feed; import _ "cordboard/appliance"`,
		"appliance/media/media.go":         "package media",
		"appliance/media/rtp/rtp.go":       `package rtp; import _ "cordboard/appliance/media"`,
		"appliance/sqlite/sqlite.go":       `package sqlite; import (_ "database/sql"; _ "modernc.org/sqlite")`,
		"appliance/sqlite/testdata/bad.go": `package bad; import _ "cordboard/web"`,
		"web/web.go":                       `package web; import _ "cordboard/appliance/feed"`,
		"web/desk/desk.go":                 `package desk; import _ "cordboard/web"`,
		"web/desk/desk_test.go":            `package desk; import _ "testing"`,
		"cmd/cordboard/main.go":            `package main; import _ "cordboard/cmd/cordboard/demo"`,
		"cmd/cordboard/demo/demo.go":       "package demo",
		"images/doc.go":                    "package images",
		"ivr/doc.go":                       "package ivr",
		"provision/doc.go":                 "package provision",
		"systemd/doc.go":                   "package systemd",
		"LICENSE":                          "", "Makefile": "", "README.md": "", "go.mod": "", "go.sum": "",
		".gitignore": "", ".ci/generate.go": `package unheard`, "var/left.go": "package left",
	}
	for _, test := range []struct{ file, text, want string }{
		{"appliance/doc.go", "package appliance", ""},
		{"appliance/feed/up.go", `package feed; import _ "cordboard/appliance/sqlite"`, "appliance/feed (F1) imports appliance/sqlite (F2)"},
		{"appliance/feed/level.go", `package feed; import _ "cordboard/appliance/media"`, "appliance/feed (F1) imports appliance/media (F1)"},
		{"appliance/feed/up_test.go", `package feed; import _ "cordboard/appliance/media"`, "appliance/feed (F1) imports appliance/media (F1)"},
		{"appliance/feed/ignored.go", "//go:build ignore\n\npackage feed; import _ \"cordboard/web\"", "appliance/feed (F1) imports web (F4)"},
		{"appliance/media/down.go", `package media; import _ "cordboard/appliance/media/rtp"`, "appliance/media (F1) imports appliance/media/rtp (F2)"},
		{"web/down.go", `package web; import _ "cordboard/web/desk"`, "web (F4) imports web/desk (F4)"},
		{"web/desk/aside.go", `package desk; import _ "cordboard/web/admin"`, "web/desk (F4) imports web/admin (F4)"},
		{"cmd/cordboard/demo/up.go", `package demo; import _ "cordboard/cmd/cordboard-provision"`, "cmd/cordboard/demo (F4) imports cmd/cordboard-provision (F5)"},
		{"appliance/util/util.go", "package util", "appliance/util has no floor"},
		{"appliance/util/util_test.go", "package util_test", "appliance/util has no floor"},
		{"appliance/feed/sql.go", `package feed; import _ "database/sql/driver"`, "appliance/feed imports database/sql/driver, which appliance/sqlite owns"},
		{"web/sql_test.go", `package web; import _ "modernc.org/sqlite"`, "web imports modernc.org/sqlite, which appliance/sqlite owns"},
		{"web/sip.go", `package web; import _ "github.com/emiago/sipgo/sip"`, "web imports github.com/emiago/sipgo/sip, which appliance/sip owns"},
		{"web/diago.go", `package web; import _ "github.com/emiago/diago"`, "web imports github.com/emiago/diago, which appliance/sip owns"},
		{"web/rtc.go", `package web; import _ "github.com/pion/webrtc/v4"`, "web imports github.com/pion/webrtc/v4, which appliance/rtc owns"},
		{"web/ice.go", `package web; import _ "github.com/pion/ice/v4"`, "web imports github.com/pion/ice/v4, which appliance/rtc owns"},
		{"web/tui.go", `package web; import _ "charm.land/bubbletea/v2"`, "web imports charm.land/bubbletea/v2, which provision/tui owns"},
		{"notes.txt", "", "notes.txt does not belong at the top"},
		{"pkg/pkg.go", "package pkg", "pkg does not belong at the top"},
		{"web/torn.go", "package", "web/torn.go"},
	} {
		house := fstest.MapFS{}
		for name, text := range sound {
			house[name] = &fstest.MapFile{Data: []byte(text)}
		}
		house[test.file] = &fstest.MapFile{Data: []byte(test.text)}
		breaches, _ := inspect(t, house)
		if test.want == "" {
			if len(breaches) > 0 {
				t.Errorf("a sound house: %q", breaches)
			}
			continue
		}
		if !slices.ContainsFunc(breaches, func(b string) bool { return strings.Contains(b, test.want) }) {
			t.Errorf("%s: reported %q, want %q", test.file, breaches, test.want)
		}
	}
	house := fstest.MapFS{"README.md": &fstest.MapFile{}}
	if breaches, _ := inspect(t, house); !slices.Contains(breaches, "LICENSE is missing at the top") {
		t.Errorf("a house without a licence: %q", breaches)
	}
}

// root is the directory of go.mod.
func root(t *testing.T) string {
	t.Helper()
	for dir := "."; ; dir += "/.." {
		if _, err := os.Stat(dir + "/go.mod"); err == nil {
			return dir
		}
		if _, err := os.Stat(dir + "/.."); err != nil || len(dir) > 30 {
			t.Fatal("no go.mod above the test")
		}
	}
}

// inspect lists what breaks the rules in a module, and how many files it read.
// It reads the files itself, whatever their build tags say: what is behind a
// tag is bound as well, and go test sees that the answer rests on them.
func inspect(t *testing.T, house fs.FS) (breaches []string, files int) {
	t.Helper()
	breaches = inspectTop(t, house)
	unplaced := map[string]bool{}
	err := fs.WalkDir(house, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || slices.Contains(ignored, name)):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		files++
		pkg := path.Dir(name)
		if _, ok := floors[pkg]; !ok && !unplaced[pkg] {
			unplaced[pkg] = true
			breaches = append(breaches, pkg+" has no floor")
		}
		breaches = append(breaches, inspectFile(house, name)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return breaches, files
}

func inspectTop(t *testing.T, house fs.FS) (breaches []string) {
	t.Helper()
	entries, err := fs.ReadDir(house, ".")
	if err != nil {
		t.Fatal(err)
	}
	missing := slices.Clone(top)
	for _, e := range entries {
		missing = slices.DeleteFunc(missing, func(name string) bool { return name == e.Name() })
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(top, e.Name()) && !slices.Contains(ignored, e.Name()) {
			breaches = append(breaches, e.Name()+" does not belong at the top")
		}
	}
	for _, name := range missing {
		breaches = append(breaches, name+" is missing at the top")
	}
	return breaches
}

func inspectFile(house fs.FS, name string) (breaches []string) {
	text, err := fs.ReadFile(house, name)
	if err != nil {
		return []string{err.Error()}
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
	if err != nil {
		return []string{err.Error()}
	}
	if strings.HasSuffix(name, "_test.go") && strings.HasSuffix(f.Name.Name, "_test") {
		return nil
	}
	pkg := path.Dir(name)
	for _, spec := range f.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return []string{err.Error()}
		}
		if b := breach(pkg, f.Name.Name, imported); b != "" {
			breaches = append(breaches, name+": "+b)
		}
	}
	return breaches
}

// breach says what is wrong with one import; empty: nothing.
func breach(pkg, clause, imported string) string {
	if imported != module && !beneath(imported, module) {
		for dependency, owner := range heavy {
			if owner != pkg && !beneath(pkg, owner) && (imported == dependency || beneath(imported, dependency)) {
				return fmt.Sprintf("%s imports %s, which %s owns", pkg, imported, owner)
			}
		}
		return ""
	}
	imported = strings.TrimPrefix(imported, module+"/")
	from, to := floors[pkg], floors[imported]
	switch {
	case to < from:
	case to == from && beneath(pkg, imported):
	case clause == "main" && beneath(imported, pkg):
	default:
		return fmt.Sprintf("%s (F%d) imports %s (F%d)", pkg, from, imported, to)
	}
	return ""
}

// beneath tells whether a package lies in the directory of another.
func beneath(pkg, ancestor string) bool { return strings.HasPrefix(pkg, ancestor+"/") }
