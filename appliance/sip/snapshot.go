package sip

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"cordboard/appliance/media/sdp"
)

// snapshotVersion grows when a stored snapshot would be misread.
const snapshotVersion = 2

var errSnapshot = errors.New("snapshot of a call cannot be read")

// snapshot is all that an answered call needs to be carried on by another
// process: written for the store, which takes it as bytes.
type snapshot struct {
	Version int `json:"version"`
	// Placed says that we called, and so own the Call-ID.
	Placed  bool        `json:"placed"`
	Called  string      `json:"called"`
	Caller  Party       `json:"caller"`
	Dialog  dialog      `json:"dialog"`
	Sound   sdp.Session `json:"sound"`
	Peer    abilities   `json:"peer"`
	Refresh refresh     `json:"refresh"`
	// Referrals and ReferralsIn count the transfers of ours that we hear of,
	// and those of the other side that we accepted.
	Referrals   int `json:"referrals"`
	ReferralsIn int `json:"referralsIn"`
}

// snapping asks the loop for a snapshot.
type snapping struct{ reply chan<- *snapshot }

func (m snapping) open(c *Call) {
	l := &c.loop
	if l.stage != answered && l.stage != confirmed {
		m.reply <- nil
		return
	}
	s := snapshot{
		Version: snapshotVersion, Placed: c.out != nil, Called: c.called, Caller: c.caller,
		Dialog: l.dialog, Sound: l.sound, Peer: l.peer, Refresh: l.refresh,
		Referrals: l.referrals, ReferralsIn: l.referralsIn,
	}
	if w := l.trying; w != nil { // nobody will hear what becomes of it
		s.Sound = l.sound.Withdrawn(w.before)
	}
	s.Dialog.Routes = slices.Clone(l.dialog.Routes)
	m.reply <- &s
}

// Snapshot writes an answered call as it stands, in versioned bytes that this
// package alone understands.
func (c *Call) Snapshot() ([]byte, error) {
	reply := make(chan *snapshot, 1)
	if err := c.post(snapping{reply}); err != nil {
		return nil, err
	}
	s, err := answer(context.Background(), c, reply)
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return nil, ErrNotStanding
	}
	return json.Marshal(s)
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

// Restore carries a call on that another process had, on the same sockets. It
// counts as confirmed, and its session's timer begins anew. As with Dial, the
// caller of Restore reads its Events, or ends it with Hangup.
func (s *Server) Restore(text []byte) (*Call, error) {
	from, err := readSnapshot(text)
	if err != nil {
		return nil, fmt.Errorf("restore call: %w", err)
	}
	c := s.newCall()
	c.id, c.called, c.caller, c.source, c.alone = from.Dialog.CallID, from.Called, from.Caller, from.Dialog.Source, true
	c.loop.session = &session{
		dialog: from.Dialog, sound: from.Sound, peer: from.Peer, refresh: from.Refresh,
		order: sequence{last: from.Dialog.RemoteSeq},
	}
	c.loop.stage = confirmed
	c.loop.referrals, c.loop.referralsIn = from.Referrals, from.ReferralsIn
	if from.Placed {
		c.out = &outbound{forks: []*session{c.loop.session}}
	}
	s.known(c, from.Dialog.RemoteTag)
	if err := s.enter(c); err != nil {
		s.forget(c)
		return nil, fmt.Errorf("restore call: %w", err)
	}
	return c, nil
}
