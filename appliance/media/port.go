package media

import "time"

// FrameTime is the time that one frame sounds.
const FrameTime = 20 * time.Millisecond

// FrameSamples is the number of bytes in a frame, and of samples at SampleRate.
const FrameSamples = 160

// Codec is how a frame's bytes stand for sound; its values are the static RTP
// payload types of RFC 3551 section 6. In each of those a byte is an eighth of
// a millisecond, and timestamps count bytes: G.722 takes 16,000 samples a
// second and counts 8,000 all the same (RFC 3551 section 4.5.2). Opus has no
// type of its own: this is the one that we offer it by, as browsers do.
type Codec uint8

// The codecs.
const (
	PCMU Codec = 0 // G.711, mu-law
	PCMA Codec = 8 // G.711, A-law
	G722 Codec = 9 // wide-band, at 64 kbit/s

	Opus Codec = 111 // RFC 6716: packets of 2.5 to 120 ms
)

// Frame is some sound, usually 20 ms, as it travels.
type Frame struct {
	Codec Codec
	// Payload holds the codec's bytes. It belongs to the caller again as soon as
	// the call that handed it over returns: whoever keeps it copies it.
	Payload []byte
	// Timestamp counts samples on the sender's clock (RFC 3550 section 5.1), at
	// SampleRate in every codec. It steps over what the sender did not send.
	Timestamp uint32
	// Marker says that a talk spurt begins here.
	Marker bool
}

// Digit is a key that a party pressed: '0' to '9', '*', '#', 'A' to 'D'.
type Digit struct {
	Key byte
	// Length is how long it was held, zero if unknown: a leg reports a digit
	// when the key goes down.
	Length time.Duration
}

// Port is one party of a conversation as the others see it: sound goes in and
// comes out. A Port is safe for use by several goroutines.
type Port interface {
	// Send plays one frame, of any codec, to the party as soon as it comes.
	// It never blocks; while the party cannot be reached, is sent a digit, or
	// has something else played to it, the frame is dropped.
	Send(Frame)
	// SendDigit presses a key towards the party.
	SendDigit(Digit)
	// Listen hands everything that the party says to s from now on, in place
	// of whoever listened before; nil ends it. When it returns, the one who
	// listened before is called no more; so it must not be called from a
	// Sink's method.
	Listen(s Sink)
}

// Sink hears one party. Its methods are called one at a time, from the
// goroutine that reads the party's socket: they must not block.
type Sink interface {
	Frame(Frame)
	Digit(Digit)
}

// Source yields what a Player plays.
type Source interface {
	// Next fills 160 bytes of sound in the given codec, which is not Opus, and
	// reports false when there is no more.
	Next(codec Codec, into []byte) bool
}

// Player is a party to whom prompts and music can be played. The telephone
// side's legs are; the operator's are not.
type Player interface {
	Port
	// Play plays s from its beginning, in place of what played before, and
	// then calls done with true; done is called with false when something
	// else took its place or Stop was called. done may be nil and must not
	// block.
	Play(s Source, done func(whole bool))
	// Stop ends what plays at once.
	Stop()
}
