package acd

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"cordboard/appliance"
)

// shift is a day on which whoever is asked answers at once and has nothing to wrap
// up. Its callers come by chance, a steady number in the mean, or as their hours say.
type shift struct {
	day
	queued map[appliance.ConversationID]appliance.QueueID // where they came
	waited map[appliance.QueueID][]time.Duration          // of those who were served, in their order
	gaveUp map[appliance.QueueID]int
}

func newShift(seed uint64, k *checker, queues []appliance.Queue, operators []appliance.Operator) *shift {
	s := &shift{
		day:    day{chance: rand.New(rand.NewPCG(seed, 2)), house: newHouse(k), came: map[appliance.ConversationID]time.Time{}},
		queued: map[appliance.ConversationID]appliance.QueueID{}, waited: map[appliance.QueueID][]time.Duration{}, gaveUp: map[appliance.QueueID]int{},
	}
	s.house.operators, s.house.queues = operators, queues
	for _, o := range operators {
		s.pages[o.ID] = 1
	}
	s.restart(0)
	for _, o := range operators {
		_ = s.setPresence(o.ID, appliance.Available)
	}
	return s
}

// comes has callers come to a queue, so many in an hour of that hour, until an end.
func (s *shift) comes(q appliance.QueueID, perHour func(hour int) float64, until time.Time, patience time.Duration) {
	next := s.now.Add(s.exponential(time.Duration(float64(time.Hour) / perHour(s.now.Hour()))))
	if next.After(until) {
		return
	}
	s.agenda.add(next, func() {
		c := s.call(q)
		s.queued[c], s.came[c] = q, s.now
		if patience > 0 {
			s.agenda.add(s.now.Add(s.exponential(patience)), func() { s.leaves(c) })
		}
		s.comes(q, perHour, until, patience)
	})
}

// leaves is a caller who gives up, unless he was served.
func (s *shift) leaves(c appliance.ConversationID) {
	if s.conversations[c].State == appliance.Waiting {
		s.gaveUp[s.queued[c]]++
		s.end(c)
	}
}

// work lets all of it happen. Calls take talk on the mean, exponentially.
func (s *shift) work(talk time.Duration) {
	for s.agenda.Len() > 0 {
		next := heap.Pop(&s.agenda).(deed)
		s.pass(next.at.Sub(s.now))
		next.do()
		for len(s.offers) > 0 {
			s.serve(s.offers[0], talk)
		}
		s.tidy()
	}
}

func (s *shift) serve(o appliance.Offer, talk time.Duration) {
	c := o.Conversation
	if err := s.accept(o.Operator, c); err != nil {
		panic(err)
	}
	q := s.queued[c]
	s.waited[q] = append(s.waited[q], s.now.Sub(s.came[c]))
	s.agenda.add(s.now.Add(s.exponential(talk)), func() {
		s.end(c)
		s.wrapUp(o.Operator, c)
	})
}

func steady(perHour float64) func(int) float64 { return func(int) float64 { return perHour } }

// equals are operators who all serve group 1 and take one call.
func equals(n int) (all []appliance.Operator) {
	for id := range appliance.OperatorID(n) {
		all = append(all, appliance.Operator{ID: id + 1, Rights: appliance.Serve(), Name: fmt.Sprint(id + 1), Groups: []appliance.GroupID{1}, Calls: 1})
	}
	return all
}

// erlangC is the chance to wait, and the mean wait, in a queue of so many operators
// with this load in Erlang (below their number) and calls of this length.
func erlangC(operators int, load float64, talk time.Duration) (chance float64, wait time.Duration) {
	b := 1.0 // Erlang B by its recursion, from none on
	for n := 1; n <= operators; n++ {
		b = load * b / (float64(n) + load*b)
	}
	n := float64(operators)
	chance = n * b / (n - load*(1-b))
	return chance, time.Duration(chance * float64(talk) / (n - load))
}

// TestErlangCIsWhatTheTablesSay holds the formula to values that are printed
// everywhere: without it the next test would compare two mistakes.
func TestErlangCIsWhatTheTablesSay(t *testing.T) {
	for _, c := range []struct {
		operators int
		load      float64
		chance    float64
	}{
		{1, 0.5, 0.5}, // of one operator, the load itself
		{2, 1, 1. / 3},
		{14, 10, 0.1741},
	} {
		chance, wait := erlangC(c.operators, c.load, time.Minute)
		if math.Abs(chance-c.chance) > 0.0001 {
			t.Errorf("%d operators, %v Erlang: %.4f wait, want %.4f", c.operators, c.load, chance, c.chance)
		}
		if want := chance / (float64(c.operators) - c.load); math.Abs(wait.Minutes()-want) > 0.0001 {
			t.Errorf("%d operators, %v Erlang: they wait %v", c.operators, c.load, wait)
		}
	}
}

// TestOneQueueOfEqualsAgreesWithErlangC has callers who never give up wait for
// operators who are all alike. Neighbouring waits are alike too, so how far the mean
// may be off is told by the means of batches, which hardly are.
func TestOneQueueOfEqualsAgreesWithErlangC(t *testing.T) {
	const callers, talk = 24_000, 3 * time.Minute
	for _, c := range []struct {
		operators int
		load      float64 // of each
		seed      uint64
	}{{3, 0.6, 1}, {10, 0.7, 2}} {
		offered := c.load * float64(c.operators)
		chance, wait := erlangC(c.operators, offered, talk)
		measure := func(operators int) (waits, delayed batches) {
			s := newShift(c.seed, nil, []appliance.Queue{{ID: sales, Groups: []appliance.GroupID{1}, OfferFor: 20 * time.Second}}, equals(operators))
			perHour := offered * float64(time.Hour) / float64(talk)
			s.comes(sales, steady(perHour), s.now.Add(time.Duration(callers/perHour*float64(time.Hour))), 0)
			s.work(talk)
			for _, w := range s.waited[sales][callers/10:] { // the house was empty before
				waits = append(waits, w.Seconds())
				if w > 0 {
					delayed = append(delayed, 1)
				} else {
					delayed = append(delayed, 0)
				}
			}
			return waits, delayed
		}
		waits, delayed := measure(c.operators)
		t.Logf("%d operators, %.1f Erlang, %d callers: %v of them wait, %v s on the mean; Erlang C says %.3f and %.1f s",
			c.operators, offered, len(waits), delayed, waits, chance, wait.Seconds())
		if !waits.near(wait.Seconds()) || !delayed.near(chance) {
			t.Error("they disagree")
		}
		if _, off := waits.mean(); off > wait.Seconds()/6 {
			t.Errorf("the mean wait is known to %.1f s: too little to show anything", off)
		}
		if waits, delayed := measure(c.operators + 1); waits.near(wait.Seconds()) || delayed.near(chance) {
			t.Errorf("one operator more, and nobody sees it: %v wait, %v s", delayed, waits)
		}
	}
}

// batches are measurements of which neighbours are alike.
type batches []float64

func (b batches) String() string {
	mean, off := b.mean()
	return fmt.Sprintf("%.3f ± %.3f", mean, off)
}

// mean is the mean and its standard error, by the means of 24 batches.
func (b batches) mean() (mean, off float64) {
	const count = 24
	size := len(b) / count
	var means [count]float64
	for i := range means {
		for _, x := range b[i*size : (i+1)*size] {
			means[i] += x / float64(size)
		}
		mean += means[i] / count
	}
	for _, m := range means {
		off += (m - mean) * (m - mean)
	}
	return mean, math.Sqrt(off / count / (count - 1))
}

// near tells whether a value is within three standard errors of the mean.
func (b batches) near(want float64) bool {
	mean, off := b.mean()
	return math.Abs(mean-want) <= 3*off
}

// TestDayOfThreeQueuesAndTwentyOperators plays a day with a rush before noon, tells
// how each queue did, and holds every rule at each step.
func TestDayOfThreeQueuesAndTwentyOperators(t *testing.T) {
	const billing appliance.QueueID = 3
	const talk = 4 * time.Minute
	group := []appliance.GroupID{1}
	queues := []appliance.Queue{
		{ID: sales, Name: "Sales", Groups: group, OfferFor: 20 * time.Second, Target: 20 * time.Second, LastFor: 5 * time.Second, Priority: 6},
		{
			ID: help, Name: "English", Groups: group, OfferFor: 20 * time.Second, Target: 30 * time.Second,
			Needs: appliance.Levels{english: 3}, RelaxEvery: 40 * time.Second, BestFirst: true,
		},
		{
			ID: billing, Name: "Billing", Groups: group, OfferFor: 20 * time.Second, Target: time.Minute,
			Needs: appliance.Levels{invoices: 2}, RaiseEvery: time.Minute, Overflow: appliance.Overflow{To: sales, After: 5 * time.Minute, Above: 6},
		},
	}
	operators := equals(20)
	for i := range operators { // every other one knows some English, every third invoices
		operators[i].Skills = appliance.Levels{english: (i % 2) * (1 + i%5), invoices: max(0, 3-i%3*2)}
	}
	play := func(k *checker) (told string, served, gaveUp int) {
		s := newShift(7, k, queues, operators)
		rush := func(perHour float64) func(int) float64 {
			return func(hour int) float64 { return perHour * []float64{0.6, 1.3, 1.5, 1, 0.8, 0.7}[max(0, hour-12)/2%6] }
		}
		s.comes(sales, rush(110), noon.Add(12*time.Hour), 6*time.Minute)
		s.comes(help, rush(60), noon.Add(12*time.Hour), 6*time.Minute)
		s.comes(billing, rush(70), noon.Add(12*time.Hour), 6*time.Minute)
		s.work(talk)
		for _, q := range queues {
			in, sum := 0, time.Duration(0)
			for _, w := range s.waited[q.ID] {
				sum += w
				if w <= q.Target {
					in++
				}
			}
			n := len(s.waited[q.ID])
			told += fmt.Sprintf("%-8s %4d calls, %4.1f%% within %v, %v on the mean, %d gave up\n",
				q.Name, n+s.gaveUp[q.ID], 100*float64(in)/float64(n+s.gaveUp[q.ID]), q.Target, (sum / time.Duration(n)).Round(time.Second), s.gaveUp[q.ID])
			served, gaveUp = served+n, gaveUp+s.gaveUp[q.ID]
			if n < 300 || in == 0 || in == n {
				t.Errorf("%s: %d of %d in time: the day shows nothing", q.Name, in, n)
			}
		}
		if len(s.queued) != served+gaveUp {
			t.Errorf("%d came, %d were served and %d gave up", len(s.queued), served, gaveUp)
		}
		return told, served, gaveUp
	}
	k := newChecker()
	told, served, gaveUp := play(k)
	t.Logf("%d served, %d gave up\n%s", served, gaveUp, told)
	for _, v := range k.violations {
		t.Error(v)
	}
	if again, _, _ := play(nil); again != told {
		t.Errorf("a second day of the same seed is another:\n%s", again)
	}
}
