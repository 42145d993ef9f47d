package sip

import (
	"encoding/json"
	"errors"
	"fmt"
)

// snapshotVersion grows when a stored snapshot would be misread.
const snapshotVersion = 2

var errSnapshot = errors.New("snapshot of a call cannot be read")

// snapshot is all that a dialog needs to be carried on by another process:
// written for the store, which takes it as bytes.
type snapshot struct {
	Version int `json:"version"`
	// Invite is the INVITE's text in our spelling, with our tag in To.
	Invite string `json:"invite"`
	Dialog dialog `json:"dialog"`
	Sound  sound  `json:"sound"`
	// Confirmed says that the ACK has come.
	Confirmed bool `json:"confirmed"`
}

// snapping asks the loop for a snapshot.
type snapping struct{ reply chan<- snapshot }

func (m snapping) open(c *Call) {
	l := &c.loop
	s := snapshot{
		Version: snapshotVersion, Invite: c.invite.String(), Dialog: l.dialog, Sound: l.sound,
		Confirmed: l.stage == confirmed,
	}
	s.Dialog.Routes = append([]string(nil), l.dialog.Routes...)
	m.reply <- s
}

// Snapshot writes the call as it stands, in versioned bytes that this package
// alone understands.
func (c *Call) Snapshot() ([]byte, error) {
	if c.out != nil {
		return nil, ErrPlaced
	}
	reply := make(chan snapshot, 1)
	if err := c.post(snapping{reply}); err != nil {
		return nil, err
	}
	select {
	case s := <-reply:
		return json.Marshal(s)
	case <-c.over:
		return nil, ErrOver
	}
}

// readSnapshot reads what Snapshot wrote.
func readSnapshot(b []byte) (snapshot, error) {
	var s snapshot
	if err := json.Unmarshal(b, &s); err != nil {
		return snapshot{}, fmt.Errorf("%w: %w", errSnapshot, err)
	}
	if s.Version != snapshotVersion {
		return snapshot{}, fmt.Errorf("%w: version %d", errSnapshot, s.Version)
	}
	return s, nil
}
