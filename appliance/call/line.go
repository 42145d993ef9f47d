package call

import (
	"context"
	"strconv"

	"cordboard/appliance"
	"cordboard/appliance/media/rtp"
)

// noteSound tells at the end how the caller's sound was. A call whose caller
// was never heard has none, unless he was to be heard from elsewhere, and a
// story that was ended elsewhere takes no more.
func (a *actor) noteSound(ctx context.Context) {
	stats := a.legAt(caller).Stats()
	e, heard := soundOf(stats)
	if !heard {
		return
	}
	if stats.Elsewhere.IsValid() {
		a.log.Warn("sound came from elsewhere than the exchange said, and was not heard: is it behind address translation?", "from", stats.Elsewhere)
	}
	err := a.Desk.Log(context.WithoutCancel(ctx), a.conversation.ID, e)
	if err != nil && appliance.AsRefusal(err) == nil {
		a.log.Error("note the sound", "err", err)
	}
}

// soundOf says in an entry how good the sound was.
func soundOf(s rtp.Stats) (e appliance.Entry, heard bool) {
	if s.Elsewhere.IsValid() {
		return appliance.Entry{Kind: appliance.EntrySound, By: appliance.BySystem, Data: map[string]string{
			"sound": "elsewhere", "address": s.Elsewhere.String(),
		}}, true
	}
	if s.Received == 0 {
		return e, false
	}
	q := qualityOf(s)
	e = appliance.Entry{Kind: appliance.EntrySound, By: appliance.BySystem, Data: map[string]string{
		"sound": string(q.Verdict), "lost": strconv.Itoa(q.Lost), "jitter": strconv.FormatInt(q.Jitter.Milliseconds(), 10),
	}}
	if s.RoundTrip > 0 {
		e.Data["trip"] = strconv.FormatInt(max(s.RoundTrip.Milliseconds(), 1), 10)
	}
	return e, true
}
