// Package attachment judges files from outside before anybody sees them: it
// cleans their names, refuses those that a careless press would run, and writes
// pictures anew. What it gives back as a picture holds pixels and nothing else:
// no place where it was taken, no text, nothing behind its end. It keeps nothing
// and has no goroutine.
package attachment

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode"

	"cordboard/appliance"
	"cordboard/appliance/plain"
)

// What files are refused for.
var (
	ErrEmpty = appliance.Refuse(appliance.Invalid, "refusal.file-empty")
	// ErrProgram refuses what runs when it is opened.
	ErrProgram = appliance.Refuse(appliance.Invalid, "refusal.file-program")
	// ErrDisguised refuses what is called a picture and is none.
	ErrDisguised = appliance.Refuse(appliance.Invalid, "refusal.file-disguised")
)

// NameLimit is the longest name, in characters.
const NameLimit = 120

// Name is a name that a file may be offered under, to be shown and to be saved
// by: one name without a path, in one line, read in the direction in which it is
// written, and not hidden. A name that leaves nothing is "file".
func Name(s string) string {
	s = strings.ReplaceAll(plain.Text(s), `\`, "/")
	s = strings.Map(safe, path.Base("/"+s))
	s = strings.Trim(strings.Join(strings.Fields(s), " "), ". /")
	ending := path.Ext(s)
	if len([]rune(ending)) > 12 {
		ending = ""
	}
	if stem := strings.TrimSuffix(s, ending); len([]rune(s)) > NameLimit {
		s = plain.Clip(stem, NameLimit-len([]rune(ending))) + ending
	}
	if s == "" {
		return "file"
	}
	return s
}

// safe leaves out what shows a name otherwise than it is (Unicode's format
// characters, such as those that turn the direction) and replaces what file
// systems do not take.
func safe(r rune) rune {
	switch {
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
		return -1
	case strings.ContainsRune(`<>:"|?*`, r):
		return '_'
	}
	return r
}

// Head is how much of a file Check wants to see.
const Head = 512

// Check refuses a file by its cleaned name and its first bytes.
func Check(name string, head []byte) error {
	ending := strings.ToLower(path.Ext(name))
	switch {
	case len(head) == 0:
		return ErrEmpty
	case slices.Contains(programs, ending), bytes.HasPrefix(head, []byte("MZ")), bytes.HasPrefix(head, []byte("\x7fELF")), bytes.HasPrefix(head, []byte("#!")):
		return ErrProgram
	case slices.Contains(pictures, ending) && !IsPicture(head):
		return ErrDisguised
	}
	return nil
}

// programs are the endings of what the usual desktops run when it is opened.
var programs = []string{
	".app", ".appimage", ".apk", ".bat", ".cmd", ".com", ".cpl", ".desktop", ".dll", ".exe", ".hta", ".inf", ".jar", ".js", ".jse",
	".lnk", ".msc", ".msi", ".msp", ".pif", ".ps1", ".reg", ".scr", ".sh", ".url", ".vbe", ".vbs", ".ws", ".wsf", ".wsh",
}

// pictures are the endings of those that are written anew.
var pictures = []string{".gif", ".jpeg", ".jpg", ".png"}

// IsPicture tells by a file's first bytes whether it may be a picture that
// Rewrite reads.
func IsPicture(head []byte) bool { return kindOf(head) != "" }

func kindOf(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return "png"
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return "jpeg"
	case bytes.HasPrefix(head, []byte("GIF87a")), bytes.HasPrefix(head, []byte("GIF89a")):
		return "gif"
	}
	return ""
}
