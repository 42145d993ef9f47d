package feed_test

import (
	"errors"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/feed"
)

// TestEveryReaderSeesOneOrderWithoutGaps lets forty readers come, go, lag and
// come back while facts and notices are published in bursts. Each fact carries
// its own Seq, so a reader can tell what he should see: the one after the last,
// always; and he may be sent back to the store only when he was far behind.
func TestEveryReaderSeesOneOrderWithoutGaps(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	const readers, facts, keep = 40, 20_000, 2000
	l := feed.New(3, keep)
	var wg sync.WaitGroup
	var seen story
	for n := range readers {
		r := reader{
			t: t, log: l, random: rand.New(rand.NewPCG(seed, uint64(n))), seen: &seen,
			until: facts, keep: keep, last: l.Last(),
		}
		wg.Go(r.run)
	}
	random := rand.New(rand.NewPCG(seed, readers))
	for n := uint64(1); n <= facts; {
		burst := make([]appliance.Event, min(1+random.Uint64N(20), facts-n+1))
		for i := range burst {
			burst[i] = fact(n)
			n++
		}
		l.Publish(burst...)
		l.Notify(appliance.VisitorSeen{})
		if random.IntN(10) == 0 {
			runtime.Gosched() // so that readers keep up now and then
		}
	}
	wg.Wait()
	t.Logf("read %d facts, %d notices; came back %d times, cut %d times, sent to the store %d times",
		seen.facts.Load(), seen.notices.Load(), seen.came.Load(), seen.cut.Load(), seen.gone.Load())
	if seen.facts.Load() < facts || seen.came.Load() < readers {
		t.Error("too few facts were read to tell anything")
	}
}

// story counts what happened to all readers.
type story struct{ facts, notices, came, cut, gone atomic.Int64 }

type reader struct {
	t      *testing.T
	log    *feed.Log
	random *rand.Rand
	seen   *story
	until  uint64
	keep   uint64
	last   feed.ID // the newest fact that he knows of
}

func (r *reader) run() {
	for r.last.Seq < r.until && !r.t.Failed() {
		behind := r.log.Last().Seq - r.last.Seq
		s, err := r.log.Subscribe(r.last)
		switch {
		case err == nil:
			r.seen.came.Add(1)
			r.follow(s)
		case !errors.Is(err, feed.ErrGone):
			r.t.Errorf("subscribe: %v", err)
			return
		default: // others published since behind was counted
			if now := r.log.Last().Seq - r.last.Seq; now <= r.keep {
				r.t.Errorf("sent to the store %d to %d facts behind, %d are kept", behind, now, r.keep)
			}
			r.seen.gone.Add(1)
			r.last = r.log.Last() // the store knows all of them
		}
	}
}

// follow reads some facts, or until he is cut, or the end.
func (r *reader) follow(s *feed.Subscription) {
	defer s.Close()
	for some := r.random.IntN(1000); some > 0 && r.last.Seq < r.until; some-- {
		f, ok := <-s.C()
		if !ok {
			if !errors.Is(s.Err(), feed.ErrLagged) {
				r.t.Errorf("cut for %v", s.Err())
			}
			r.seen.cut.Add(1)
			return
		}
		if f.ID == (feed.ID{}) {
			r.seen.notices.Add(1)
			continue
		}
		if want := (feed.ID{Epoch: 3, Seq: r.last.Seq + 1}); f.ID != want || number(f.Event) != want.Seq {
			r.t.Errorf("got %v carrying %d, want %v", f.ID, number(f.Event), want)
			return
		}
		r.seen.facts.Add(1)
		r.last = f.ID
	}
}
