package rtp

import "cordboard/appliance/media"

// stamp is the timestamp of what goes out at pos; mu is held.
func (l *Leg) stamp(pos int64) uint32 { return l.base + uint32(pos)*l.agreed.Codec.Ticks() }

// recount lets timestamps go on from where they are when another codec counts
// otherwise; mu is held.
func (l *Leg) recount(next media.Codec) {
	if l.connected {
		l.base += uint32(l.until) * (l.agreed.Codec.Ticks() - next.Ticks())
	}
}
