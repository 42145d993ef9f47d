// Package media is sound in frames of 20 ms: what a frame is, what a party
// that sends and hears frames looks like, and what is done with frames in
// between: clips and music played, two parties bridged, both recorded.
//
// Everything here is G.711, G.722 or Opus. A caller and a browser that agree on
// a codec exchange frames untouched, A-law to mu-law is one table look-up a byte,
// and what is mixed, recorded or searched for keys is 8,000 samples a second.
//
// Opus is spoken only where a trunk names it. Passed on untouched it costs what
// the others do, but a recording decodes it and a prompt is encoded in it, which
// take three times what G.722's do and fifty to two hundred times what G.711's
// (BenchmarkVoice: less than half a hundredth of a core a voice).
//
// Sockets live below in appliance/media/rtp, browsers in appliance/rtc; both
// give a Port. The only goroutines here are Recorder.Run and
// Conference.Run, which belong to whoever calls them; all else runs on the
// ports' own.
package media
