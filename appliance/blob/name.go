package blob

import "fmt"

// longest leaves room below the 255 bytes of common file systems for suffixes
// that a backup adds.
const longest = 200

// check allows letters and digits of ASCII, and '-', '_' and '.' between them.
func check(name string) error {
	if name == "" || len(name) > longest || name[0] == '.' || name[0] == '-' {
		return fmt.Errorf("%w %q", ErrName, name)
	}
	for i := range len(name) {
		if !plain(name[i]) {
			return fmt.Errorf("%w %q", ErrName, name)
		}
	}
	return nil
}

func plain(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return c == '-' || c == '_' || c == '.'
}
