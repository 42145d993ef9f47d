package media

// Count turns a sender's timestamps into those of frames, which count samples
// in every codec: Opus counts six for each (RFC 7587 section 4.1). What follows
// each other in several codecs goes on. The zero Count is ready.
type Count struct{ theirs, ours uint32 }

// Samples is the frame's timestamp of what comes at timestamp in a codec.
func (c *Count) Samples(timestamp uint32, codec Codec) uint32 {
	c.ours += uint32(int32(timestamp-c.theirs) / int32(codec.Ticks()))
	c.theirs = timestamp
	return c.ours
}

// Ticks is how many a codec's timestamps count in a sample.
func (c Codec) Ticks() uint32 { return uint32(c.Clock() / SampleRate) }
