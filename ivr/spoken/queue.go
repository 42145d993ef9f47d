package spoken

import (
	"time"

	"cordboard/appliance"
)

// phrases are the sentences around what is counted.
type phrases struct {
	next             string
	ahead            [3][2]string // before and behind the calls, by their form
	wait, soon, long string
	// To an operator on his own telephone: who calls, somebody, and the key.
	callFrom, call, press string
}

// Ahead says how many calls wait before the caller's own.
func Ahead(l appliance.Language, n int) Words {
	t := of(l)
	if n <= 0 {
		return Words{t.phrases.next}
	}
	around := t.phrases.ahead[t.form(int64(n))]
	w := append(Words{around[0]}, t.count(int64(n), t.nouns[Calls])...)
	if around[1] != "" {
		w = append(w, around[1])
	}
	return w
}

// Wait says how long the caller is likely to wait: in minutes, in steps of five
// beyond ten, and no more than that it is long beyond an hour. Nobody minds an
// estimate that was a little too high, so it is rounded up.
func Wait(l appliance.Language, d time.Duration) Words {
	t := of(l)
	minutes := int64((d + time.Minute - 1) / time.Minute)
	if minutes > 10 {
		minutes = (minutes + 4) / 5 * 5
	}
	switch {
	case d < time.Minute:
		return Words{t.phrases.soon}
	case minutes > 60:
		return Words{t.phrases.long}
	}
	return append(Words{t.phrases.wait}, t.count(minutes, t.nouns[Minutes])...)
}
