package sqlite

import (
	"strings"

	"cordboard/appliance/plain"
)

// fold is what of a text a search compares.
func fold(parts ...string) string { return plain.Fold(strings.Join(parts, " ")) }
