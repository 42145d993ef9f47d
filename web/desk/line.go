package desk

import (
	"strconv"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/media"
)

// lineView is how the contact's telephone sounds.
type lineView struct {
	Verdict call.Verdict
	Facts   []fact
}

// lineOf is nil while it rings, and while nothing is known.
func (w *writer) lineOf(c appliance.ConversationID, stands call.Standing) *lineView {
	line, known := w.calls.Line(c)
	if !known || stands.Ringing {
		return nil
	}
	t := w.texts()
	v := &lineView{Verdict: line.Verdict, Facts: []fact{
		{Label: t.Text("desk.line.codec"), Value: codecName(line.Codec)},
		{Label: t.Text("desk.line.lost"), Value: strconv.Itoa(line.Lost) + "\u00a0%"},
		{Label: t.Text("desk.line.jitter"), Value: inMillis(line.Jitter)},
	}}
	if line.Trip > 0 {
		v.Facts = append(v.Facts, fact{Label: t.Text("desk.line.trip"), Value: inMillis(max(line.Trip, time.Millisecond))})
	}
	return v
}

func inMillis(d time.Duration) string {
	return strconv.FormatInt(d.Milliseconds(), 10) + "\u00a0ms"
}

// codecName is what the trade calls a codec.
func codecName(c media.Codec) string {
	switch c {
	case media.PCMU:
		return "G.711 µ-law"
	case media.PCMA:
		return "G.711 A-law"
	case media.G722:
		return "G.722"
	case media.Opus:
		return "Opus"
	}
	return strconv.Itoa(int(c))
}

// browserCodecs are what browsers call the codecs.
var browserCodecs = map[media.Codec]string{media.PCMU: "audio/pcmu", media.PCMA: "audio/pcma", media.G722: "audio/g722", media.Opus: "audio/opus"}

// strength is how many of the three bars of the sign are full.
func (l *lineView) strength() int {
	switch l.Verdict {
	case call.Good:
		return 3
	case call.Fair:
		return 2
	}
	return 1
}
