package sdp

// Direction is what one side does with sound (RFC 3264 section 5.1). In this
// package's interface it is ours.
type Direction string

// The directions. The empty one counts as SendRecv.
const (
	SendRecv Direction = "sendrecv"
	SendOnly Direction = "sendonly"
	RecvOnly Direction = "recvonly"
	Inactive Direction = "inactive"
)

func (d Direction) sends() bool { return d != RecvOnly && d != Inactive }
func (d Direction) hears() bool { return d != SendOnly && d != Inactive }

// Valid tells whether it is one of them.
func (d Direction) Valid() bool {
	return d == SendRecv || d == SendOnly || d == RecvOnly || d == Inactive
}

// beside is what a side that would do d does beside one that does other: it
// sends to who hears, and hears who sends.
func (d Direction) beside(other Direction) Direction {
	switch sends, hears := d.sends() && other.hears(), d.hears() && other.sends(); {
	case sends && hears:
		return SendRecv
	case sends:
		return SendOnly
	case hears:
		return RecvOnly
	}
	return Inactive
}

// limit takes out of a description of the other side what we do not take part
// in: sound that we shall not hear, ears for what we shall not send.
func (o *description) limit(ours Direction) {
	for i := range o.sections {
		s := &o.sections[i]
		s.direction = s.direction.beside(ours)
	}
}
