package acd

import (
	"cmp"
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
)

// TestEstimatedWaitIsNearTheWait has 1,000 callers come to a busy house, each
// told at once how long he will wait, and compares. The seed is another one
// each time.
func TestEstimatedWaitIsNearTheWait(t *testing.T) {
	const callers = 1000
	for _, d := range []day{
		{name: "two operators", operators: 2, load: 1, talk: 3 * time.Minute, spread: 0.6, patience: 15 * time.Minute},
		{name: "five, more than they can do", operators: 5, load: 1.15, talk: 4 * time.Minute, spread: 0.8, patience: 10 * time.Minute},
		{name: "ten, of little patience", operators: 10, load: 1.3, talk: 3 * time.Minute, spread: 0.7, patience: 4 * time.Minute},
		{name: "twenty, long calls among short ones", operators: 20, load: 1.2, talk: 5 * time.Minute, spread: 1.1, patience: 12 * time.Minute},
	} {
		t.Run(d.name, func(t *testing.T) {
			d.seed = cmp.Or(*seed, rand.Uint64())
			errors, waits := d.run(callers)
			off, wait := median(errors), median(waits)
			t.Logf("seed %d: the median wait of %d callers is %v, the median error %v", d.seed, len(waits), wait, off)
			if len(waits) < callers/2 || wait < 30*time.Second {
				t.Fatalf("seed %d: %d callers waited %v: the day is too quiet to show anything", d.seed, len(waits), wait)
			}
			if off > wait/3 {
				t.Errorf("seed %d: the median error is %v, want a third of the median wait of %v at most", d.seed, off, wait)
			}
		})
	}
}

// TestOutlookKeepsTheLengthsOfAQueueOnce however many ways lead into it.
func TestOutlookKeepsTheLengthsOfAQueueOnce(t *testing.T) {
	const before = 40
	costs := func(ways int) float64 {
		h := newHouse(nil)
		for range enough {
			h.state.lately.talks.add(sales, time.Minute)
		}
		var last appliance.ConversationID
		for i := range before {
			last = h.come(appliance.Conversation{Channel: appliance.Phone, Queue: sales, EntryPoint: appliance.EntryPointID(1 + i%ways)})
		}
		return testing.AllocsPerRun(10, func() {
			if p := h.state.prospect(last, h.now); p.position != before || len(p.servers) != ways || len(p.lengths) != 1 {
				t.Errorf("position %d with %d lanes and the lengths of %d queues", p.position, len(p.servers), len(p.lengths))
			}
		})
	}
	if one, many := costs(1), costs(before); many-one >= before {
		t.Errorf("by one way it makes %v things, by %d ways %v", one, before, many)
	}
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// day is a day in the house: how many answer, how much comes in for them (1:
// as much as they can do), how long it takes and how unevenly, and for how
// long callers wait on the mean.
type day struct {
	name           string
	operators      int
	load           float64
	talk, patience time.Duration
	spread         float64
	seed           uint64

	*house
	chance *rand.Rand
	agenda agenda
	told   map[appliance.ConversationID]time.Duration
	came   map[appliance.ConversationID]time.Time

	errors, waits []time.Duration
}

// run gives the errors and the waits of those who were served.
func (d *day) run(callers int) (errors, waits []time.Duration) {
	d.chance = rand.New(rand.NewPCG(d.seed, 1))
	d.house = newHouse(nil)
	d.told, d.came = map[appliance.ConversationID]time.Duration{}, map[appliance.ConversationID]time.Time{}
	d.house.operators = nil
	for id := range appliance.OperatorID(d.operators) {
		d.house.operators = append(d.house.operators, appliance.Operator{
			ID: id + 1, Rights: appliance.Serve(), Name: fmt.Sprint(id), Groups: []appliance.GroupID{1}, Calls: 1,
		})
		d.pages[id+1] = 1
	}
	d.restart(0)
	for _, o := range d.house.operators {
		_ = d.setPresence(o.ID, appliance.Available)
	}
	at := d.now
	for range callers {
		at = at.Add(d.exponential(time.Duration(float64(d.talk+20*time.Second) / d.load / float64(d.operators))))
		d.agenda.add(at, d.arrive)
	}
	for d.agenda.Len() > 0 {
		next := heap.Pop(&d.agenda).(deed)
		d.pass(next.at.Sub(d.now))
		next.do()
		d.answer()
	}
	return d.errors, d.waits
}

// arrive is a caller, who is told at once and may give up later.
func (d *day) arrive() {
	c := d.call(sales)
	if out := d.state.prospect(c, d.now).outlook(); out.Known {
		d.told[c] = out.Wait
	}
	d.came[c] = d.now
	d.agenda.add(d.now.Add(d.exponential(d.patience)), func() {
		if d.conversations[c].State == appliance.Waiting {
			d.end(c)
		}
	})
}

// answer has whoever is asked answer after some seconds.
func (d *day) answer() {
	for _, o := range d.offers {
		if _, asked := d.came[-appliance.ConversationID(o.ID)]; asked {
			continue
		}
		d.came[-appliance.ConversationID(o.ID)] = d.now // each offer is answered once
		d.agenda.add(d.now.Add(d.between(2*time.Second, 9*time.Second)), func() {
			if d.asked(o.Conversation) == o.Operator {
				d.take(o.Operator, o.Conversation)
			}
		})
	}
}

// take is a call, its end, and its wrap-up.
func (d *day) take(o appliance.OperatorID, c appliance.ConversationID) {
	if d.accept(o, c) != nil {
		return
	}
	if told, known := d.told[c]; known {
		waited := d.now.Sub(d.came[c])
		d.errors, d.waits = append(d.errors, (told-waited).Abs()), append(d.waits, waited)
	}
	d.agenda.add(d.now.Add(d.uneven(d.talk)), func() {
		d.end(c)
		d.agenda.add(d.now.Add(d.between(5*time.Second, 40*time.Second)), func() { d.wrapUp(o, c) })
	})
}

func (d *day) exponential(mean time.Duration) time.Duration {
	return time.Duration(d.chance.ExpFloat64() * float64(mean))
}

func (d *day) between(least, most time.Duration) time.Duration {
	return least + time.Duration(d.chance.Int64N(int64(most-least)))
}

// uneven is a length as those of calls are: log-normal.
func (d *day) uneven(mean time.Duration) time.Duration {
	sigma := math.Sqrt(math.Log(1 + d.spread*d.spread))
	return time.Duration(float64(mean) * math.Exp(d.chance.NormFloat64()*sigma-sigma*sigma/2))
}

// agenda is what will happen, the next first.
type agenda []deed

type deed struct {
	at time.Time
	do func()
}

func (a *agenda) add(at time.Time, do func()) { heap.Push(a, deed{at, do}) }

func (a agenda) Len() int           { return len(a) }
func (a agenda) Less(i, j int) bool { return a[i].at.Before(a[j].at) }
func (a agenda) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)        { *a = append(*a, x.(deed)) }

func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

func TestCallersAreToldTheirPlaceAmongTheCallsOfTheirQueue(t *testing.T) {
	h := open(t, jana, petr, ola)
	for range enough {
		c := h.call(sales)
		h.must(t, h.accept(h.asked(c), c))
		h.pass(time.Minute)
		h.end(c)
		h.pass(time.Minute)
	}
	for _, o := range []appliance.OperatorID{jana, petr, ola} {
		h.must(t, h.setPresence(o, appliance.Available))
		c := h.call(help)
		if o == jana {
			c = h.call(sales)
		}
		h.must(t, h.accept(o, c))
	}
	chat := h.chat(sales)
	h.call(help)
	one, two := h.call(sales), h.call(sales)
	for c, want := range map[appliance.ConversationID]int{chat: 0, one: 1, two: 2} {
		if got := h.state.prospect(c, h.now).outlook(); got.Position != want {
			t.Errorf("conversation %s is told that it is at %d, want %d", c, got.Position, want)
		}
	}
	first, second := h.state.prospect(one, h.now).outlook(), h.state.prospect(two, h.now).outlook()
	if !first.Known || !second.Known || second.Wait < first.Wait {
		t.Errorf("told %v, and the next one %v: want what is known, and longer for the next", first, second)
	}
	if again := h.state.prospect(two, h.now).outlook(); again != second {
		t.Errorf("told %v, and %v when asked again", second, again)
	}
}

func TestNothingIsForetoldWhereNobodyServesOrNothingWasSeen(t *testing.T) {
	h := open(t, jana)
	c, d := h.call(sales), h.call(help)
	if got := h.state.prospect(c, h.now).outlook(); got.Position != 1 || got.Known {
		t.Errorf("a first caller is told %+v, want his place alone", got)
	}
	if got := h.state.prospect(d, h.now).outlook(); got.Position != 1 || got.Known {
		t.Errorf("where nobody serves a caller is told %+v, want his place alone", got)
	}
}

func TestCallForOneOperatorAloneIsInNobodysWay(t *testing.T) {
	h := open(t, jana)
	wanted := h.inTree()
	h.must(t, h.reach(wanted, jana, 15*time.Second))
	c := h.call(sales)
	if got := h.state.prospect(c, h.now); got.position != 1 || len(got.ahead) != 0 {
		t.Errorf("who waits in a queue is at place %d behind %d, want the first", got.position, len(got.ahead))
	}
	if got := h.state.prospect(wanted, h.now); got.position != 0 {
		t.Errorf("who waits for Jana alone is at place %d of a queue, want none", got.position)
	}
	h.end(wanted)
	if got := h.state.lately.patience(); got != 0 {
		t.Errorf("who gave Jana up makes others' patience %v, want none known", got)
	}
}
