package acd

import (
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
)

func TestOnlyCallersWhoWereSpokenWithTeachHowLongCallsTake(t *testing.T) {
	talked := appliance.Part{ID: 9, Operator: jana, Role: appliance.Serving, Began: noon, Left: noon.Add(3 * time.Minute)}
	wrapped := talked
	wrapped.WrappedUp = talked.Left.Add(20 * time.Second)
	atOnce := talked
	atOnce.WrappedUp = talked.Left
	late := talked
	late.WrappedUp = talked.Left.Add(time.Hour)
	observed := wrapped
	observed.Role = appliance.Observing
	phone := appliance.Conversation{ID: 5, Channel: appliance.Phone, Queue: sales, State: appliance.Finished}
	by := func(channel appliance.Channel, q appliance.QueueID) appliance.Conversation {
		c := phone
		c.Channel, c.Queue = channel, q
		return c
	}
	for name, c := range map[string]struct {
		share Share
		talks []time.Duration
		wraps []time.Duration
	}{
		"a caller":                          {Share{wrapped, phone}, []time.Duration{3 * time.Minute}, []time.Duration{20 * time.Second}},
		"one who is wrapped up hours later": {Share{late, phone}, []time.Duration{3 * time.Minute}, []time.Duration{30 * time.Second}},
		"one who is being wrapped up":       {Share{talked, phone}, []time.Duration{3 * time.Minute}, nil},
		"nobody: it was never taken":        {Share{atOnce, phone}, nil, nil},
		"one whom a supervisor watched":     {Share{observed, phone}, nil, nil},
		"one whom an operator called":       {Share{wrapped, by(appliance.Phone, 0)}, nil, nil},
		"one who was owed a call":           {Share{wrapped, by(appliance.Callback, sales)}, nil, nil},
		"a message":                         {Share{wrapped, by(appliance.Voicemail, sales)}, nil, nil},
		"a chat":                            {Share{wrapped, by(appliance.WebChat, sales)}, nil, nil},
	} {
		h := newHouse(nil)
		h.state.learn(c.share.Part, c.share.Conversation)
		h.state.learnWrap(c.share.Part, c.share.Conversation)
		if got := h.state.lately.talks.all.lengths; !slices.Equal(got, c.talks) {
			t.Errorf("%s: talks of %v, want %v", name, got, c.talks)
		}
		if got := h.state.lately.wraps.all.lengths; !slices.Equal(got, c.wraps) {
			t.Errorf("%s: wrap-ups of %v, want %v", name, got, c.wraps)
		}
	}
}

func TestExtendedWrapUpTeachesAsLongAsItTook(t *testing.T) {
	for name, c := range map[string]struct{ after, want time.Duration }{
		"within its time":      {10 * time.Second, 10 * time.Second},
		"within what he took":  {80 * time.Second, 80 * time.Second},
		"when that was over":   {5 * time.Minute, 90 * time.Second}, // he was free by then
		"in his next one's go": {0, 30 * time.Second},
	} {
		h := open(t, jana)
		call := h.call(sales)
		h.must(t, h.accept(jana, call))
		h.end(call)
		h.must(t, h.extend(jana, time.Minute))
		h.restart(0)
		if c.after == 0 { // what he took was for that one
			h.pass(5 * time.Minute)
			call = h.call(sales)
			h.must(t, h.accept(jana, call))
			h.end(call)
			c.after = time.Minute
		}
		h.pass(c.after)
		h.wrapUp(jana, call)
		if got := h.state.lately.wraps.all.lengths; !slices.Equal(got, []time.Duration{c.want}) {
			t.Errorf("%s: learnt %v, want %v", name, got, c.want)
		}
	}
}

func TestPatienceIsLearntFromCallersAlone(t *testing.T) {
	h := open(t)
	for _, channel := range []appliance.Channel{appliance.Callback, appliance.Voicemail, appliance.WebChat} {
		c := h.enter(channel, sales)
		h.pass(time.Hour)
		h.end(c)
	}
	if got := h.state.lately.waited; got != 0 {
		t.Errorf("learnt a wait of %v of those who do not listen, want none", got)
	}
	c := h.call(sales)
	h.pass(time.Minute)
	h.end(c)
	if got := h.state.lately.waited; got != time.Minute {
		t.Errorf("learnt a wait of %v, want a minute", got)
	}
}

// TestOutlookIsPlayedApartFromTheState has the State go on after the prospect was
// taken: what it learns then is not seen.
func TestOutlookIsPlayedApartFromTheState(t *testing.T) {
	h := open(t, jana)
	for range sampleSize {
		h.state.lately.talks.add(sales, time.Minute)
	}
	h.must(t, h.accept(jana, h.call(sales)))
	h.call(sales)
	p := h.state.prospect(h.call(sales), h.now)
	before := p.outlook()
	for range sampleSize {
		h.state.lately.talks.add(sales, time.Hour)
	}
	if got := p.outlook(); got != before || !got.Known {
		t.Errorf("told %+v, and then %+v", before, got)
	}
}
