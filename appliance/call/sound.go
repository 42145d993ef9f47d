package call

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/ivr/run"
)

// seating is who sits with whom at a call, and has been told so.
type seating struct {
	joints   []*joint
	summoned []appliance.OperatorID // whose sound knows that they sit here
	// listening are the operators whose sound the call claims: see ears.
	listening []appliance.OperatorID
	recording *Recording
}

// joint is a circle that stands.
type joint struct {
	circle
	valves map[seat]*valve      // of two
	chairs map[seat]*media.Seat // of more
	close  func()
}

// arrange seats those at the call as the table says. What stands already is
// not touched: nobody hears that others come and go elsewhere.
func (a *actor) arrange(ctx context.Context) {
	want := a.table()
	ports := map[seat]media.Port{} // looked up once: a browser's may go at any moment
	for _, c := range want {
		for _, at := range c.seats {
			port, there := a.port(at)
			if !there { // it went in this moment
				a.take(ctx, legChanged{operator: a.party(at).Operator})
				return
			}
			ports[at] = port
		}
	}
	a.joints = slices.DeleteFunc(a.joints, func(j *joint) bool {
		i := slices.IndexFunc(want, j.same)
		if i < 0 {
			j.close()
			return true
		}
		j.hush(want[i].deaf)
		want = slices.Delete(want, i, i+1)
		return false
	})
	for _, c := range want {
		a.joints = append(a.joints, a.join(c, ports))
	}
	a.tell()
}

// summon tells the operators' sound who has come to the call and who has left
// it.
func (a *actor) summon() {
	was, now := a.summoned, a.operators()
	a.summoned = now
	for _, o := range now {
		if !slices.Contains(was, o) {
			a.Legs.Sit(o, a.conversation.ID)
		}
	}
	for _, o := range was {
		if !slices.Contains(now, o) {
			a.Legs.Rise(o, a.conversation.ID)
		}
	}
}

// part takes everything down; nobody hears anybody.
func (a *actor) part() {
	for _, j := range a.joints {
		j.close()
	}
	a.joints = nil
}

// port is somebody's sound.
func (a *actor) port(at seat) (media.Port, bool) {
	if f := a.fars[at]; f != nil {
		return f.leg, true
	}
	if p := a.party(at); p != nil && p.Operator != 0 {
		return a.Legs.Leg(p.Operator)
	}
	return nil, false
}

// join makes a circle stand, of those who have these ports.
func (a *actor) join(c circle, of map[seat]media.Port) *joint {
	j := &joint{circle: c}
	ports := make([]media.Port, len(c.seats))
	for i, at := range c.seats {
		ports[i] = of[at]
		if player, plays := ports[i].(media.Player); plays {
			player.Stop()
		}
	}
	switch {
	case c.music():
		a.soothe(j, ports[0])
	case len(ports) == 2:
		a.bridge(j, ports)
	default:
		a.confer(j, ports)
	}
	j.hush(c.deaf)
	return j
}

// soothe plays the queue's music to one who waits.
func (a *actor) soothe(j *joint, p media.Port) {
	player, plays := p.(media.Player)
	if !plays {
		j.close = func() {}
		return
	}
	if j.seats[0] == caller {
		player.Listen(keys{a.mail})
	}
	player.Play(a.sounds(run.Play{Prompts: []string{a.musicName}, Loop: true}), nil)
	j.close = player.Stop
}

// bridge joins two: each one's sound goes to the other as it comes.
func (a *actor) bridge(j *joint, ports []media.Port) {
	j.valves = map[seat]*valve{}
	for i, at := range j.seats {
		g := &valve{Port: ports[i]}
		j.valves[at], ports[i] = g, g
	}
	b := media.Join(ports[0], ports[1], a.tap(j, 0), a.tap(j, 1))
	j.close = b.Close
}

// confer seats three and more round a table whose sound is mixed.
func (a *actor) confer(j *joint, ports []media.Port) {
	ctx, stop := context.WithCancel(context.Background())
	table := media.NewConference()
	j.chairs = map[seat]*media.Seat{}
	for i, at := range j.seats {
		j.chairs[at] = table.Sit(ports[i], a.tap(j, i))
	}
	var mixer sync.WaitGroup
	mixer.Go(func() {
		if err := guarded(func() error { return table.Run(ctx) }); err != nil { // else it ends with ctx alone
			a.log.Error("mix a conference", "err", err)
			a.mail.Post(broke{"fault"})
		}
	})
	j.close = func() {
		for _, chair := range j.chairs {
			chair.Rise()
		}
		stop()
		mixer.Wait()
	}
}

// tap records one voice: the caller left, the others right.
func (a *actor) tap(j *joint, i int) media.Sink {
	switch {
	case !j.recorded || a.recording == nil:
		return nil
	case j.seats[i] == caller:
		return a.recording.Left()
	}
	return a.recording.Right()
}

// hush sets who does not hear whom.
func (j *joint) hush(deaf [][2]seat) {
	j.deaf = deaf
	for at, g := range j.valves {
		g.shut.Store(slices.ContainsFunc(deaf, func(d [2]seat) bool { return d[1] == at }))
	}
	for at, chair := range j.chairs {
		for other, o := range j.chairs {
			if at != other {
				chair.Hear(o, !slices.Contains(deaf, [2]seat{at, other}))
			}
		}
	}
}

// record begins the recording of what is said. A box that cannot record goes
// on with the call: what is said now comes before what is kept of it.
func (a *actor) record(ctx context.Context) {
	if a.recording != nil {
		return
	}
	recording, err := a.Recordings.Begin(ctx, a.conversation.ID, a.Now(), func() { a.mail.Post(unrecorded{}) })
	if err != nil {
		a.log.Error("begin recording", "err", err)
		a.take(ctx, unrecorded{})
		return
	}
	a.recording = recording
}

// endRecording closes one and has it noted, now or once the store takes it. It
// tells whether the disk has it.
func (a *actor) endRecording(r *Recording) (whole bool) {
	whole = r.Close()
	a.insist(func() error { return r.Kept(context.Background()) })
	return whole
}

// press presses a key towards all who hear somebody.
func (a *actor) press(p press) {
	for _, at := range a.seated() {
		if port, there := a.port(at); there && a.hears(at, p.seat) {
			port.SendDigit(media.Digit{Key: p.key})
		}
	}
}

// tell lets the pages show how the call stands.
func (a *actor) tell() {
	s := a.standing()
	s.Heard = !s.Ringing || s.Early
	s.Codec = a.legAt(caller).Snapshot().Stream.Codec
	a.seen.standing.Store(&s)
	a.Feed.Notify(appliance.CallChanged{Conversation: a.conversation.ID})
}

// valve is a party whose sound can be shut: what he says then is silence.
type valve struct {
	media.Port
	shut atomic.Bool
}

func (v *valve) Listen(s media.Sink) {
	if s == nil {
		v.Port.Listen(nil)
		return
	}
	v.Port.Listen(&throttled{Sink: s, valve: v})
}

type throttled struct {
	media.Sink
	valve *valve
	quiet [media.FrameSamples]byte
}

func (t *throttled) Frame(f media.Frame) {
	if t.valve.shut.Load() {
		f = f.Silent(t.quiet[:])
	}
	t.Sink.Frame(f)
}
