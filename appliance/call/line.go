package call

import (
	"context"
	"strconv"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media/rtp"
)

// noteSound tells at the end how the caller's sound was. A call whose caller
// was never heard has none, unless he was to be heard from elsewhere, and a
// story that was ended elsewhere takes no more.
func (a *actor) noteSound(ctx context.Context) {
	stats := a.leg.Stats()
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

// soundOf says in an entry how good the sound was, by the worse of its two
// directions. The bounds are those beyond which people begin to notice and
// then to complain (ITU-T G.113 appendix I for loss, G.114 for the way).
func soundOf(s rtp.Stats) (e appliance.Entry, heard bool) {
	if s.Elsewhere.IsValid() {
		return appliance.Entry{Kind: appliance.EntrySound, By: appliance.BySystem, Data: map[string]string{
			"sound": "elsewhere", "address": s.Elsewhere.String(),
		}}, true
	}
	if s.Received == 0 {
		return e, false
	}
	lost := max(percent(s.Lost, s.Received+s.Lost), percent(s.LostThere, s.Sent))
	jitter := max(s.Jitter, s.JitterThere)
	verdict := "poor"
	switch {
	case lost <= 1 && jitter <= 30*time.Millisecond && s.RoundTrip <= 300*time.Millisecond:
		verdict = "good"
	case lost <= 5 && jitter <= 100*time.Millisecond && s.RoundTrip <= 600*time.Millisecond:
		verdict = "fair"
	}
	e = appliance.Entry{Kind: appliance.EntrySound, By: appliance.BySystem, Data: map[string]string{
		"sound": verdict, "lost": strconv.Itoa(lost), "jitter": strconv.FormatInt(jitter.Milliseconds(), 10),
	}}
	if s.RoundTrip > 0 {
		e.Data["trip"] = strconv.FormatInt(max(s.RoundTrip.Milliseconds(), 1), 10)
	}
	return e, true
}

// percent is what part of all n is, rounded up, so that no loss reads as none.
func percent(n, all uint64) int {
	if all == 0 {
		return 0
	}
	return int(min((100*n+all-1)/all, 100))
}
