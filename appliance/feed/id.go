package feed

import (
	"fmt"
	"strconv"
	"strings"
)

// ID names a fact for ever: Epoch is the run of the box in which it was
// committed and Seq its place in that run, from 1. A plain counter would begin
// again after a restart, and a reader who comes back would miss as many facts
// as he had seen before.
type ID struct{ Epoch, Seq uint64 }

// String writes the id as pages know it: "epoch.seq".
func (id ID) String() string {
	return strconv.FormatUint(id.Epoch, 10) + "." + strconv.FormatUint(id.Seq, 10)
}

// ParseID reads what String wrote. It takes nothing else: no signs, no spaces,
// no leading zeros.
func ParseID(s string) (ID, error) {
	epoch, seq, _ := strings.Cut(s, ".")
	var id ID
	var err error
	if id.Epoch, err = strconv.ParseUint(epoch, 10, 64); err != nil {
		return ID{}, fmt.Errorf("parse feed id %q: %w", s, err)
	}
	if id.Seq, err = strconv.ParseUint(seq, 10, 64); err != nil {
		return ID{}, fmt.Errorf("parse feed id %q: %w", s, err)
	}
	if id.String() != s {
		return ID{}, fmt.Errorf("parse feed id %q: not as it is written", s)
	}
	return id, nil
}
