package appliance

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Version tells what a thing was when somebody read it, so that he does not
// replace what another made of it meanwhile.
type Version string

// ErrChanged refuses a change of what is not so any more.
var ErrChanged = Refuse(Conflict, "refusal.changed-meanwhile")

// versions is this run's own, so that no password can be tried against the
// version of what holds it. Versions do not outlive the run.
var versions = []byte(rand.Text())

// VersionOf is the version of a thing as it is; nil is one that is not there.
func VersionOf(thing any) Version {
	text, err := json.Marshal(thing)
	if err != nil {
		text = []byte(rand.Text()) // it is like nothing else
	}
	sum := hmac.New(sha256.New, versions)
	_, _ = sum.Write(text)
	return Version(hex.EncodeToString(sum.Sum(nil)[:12]))
}

// Unchanged refuses with ErrChanged if now is not what any of seen is. Who
// looked at nothing has nothing to lose.
func Unchanged(now any, seen ...Version) error {
	for _, v := range seen {
		if v != "" && v != VersionOf(now) {
			return ErrChanged
		}
	}
	return nil
}
