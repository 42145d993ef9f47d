package call

import (
	"strconv"
	"time"

	"cordboard/appliance"
)

// toldBreaks is how many breaks of the sound a call's story tells one by one.
const toldBreaks = 2

// breaks are the times that an operator's sound was lost in a call. Where it is
// lost again and again, the story would hold little else: those after the first
// ones are told together, at the end.
type breaks struct {
	Told, More int
	Lasted     time.Duration // More, as far as the sound came back
}

// began counts a break and says whether it is told by itself.
func (b *breaks) began() bool {
	if b.Told < toldBreaks {
		b.Told++
		return true
	}
	b.More++
	return false
}

// ended notes that the sound is back, and says whether that is told by itself.
func (b *breaks) ended(gap time.Duration) bool {
	if b.More == 0 {
		return true
	}
	b.Lasted += gap
	return false
}

// rest tells what was not told yet.
func (b *breaks) rest() []action {
	if b.More == 0 {
		return nil
	}
	return []action{note{appliance.Entry{Kind: appliance.EntryBreaks, By: appliance.BySystem, Data: map[string]string{
		"count": strconv.Itoa(b.More), "seconds": strconv.Itoa(int(b.Lasted.Round(time.Second) / time.Second)),
	}}}}
}
