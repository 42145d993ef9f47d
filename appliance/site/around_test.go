package site

import (
	"context"
	"errors"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/ivr/run"
)

// clock is a moment; nothing but opening hours is asked of it.
type clock struct {
	run.World
	site *Site
	at   time.Time
}

func (c clock) Open(hours string) bool { return c.site.Open(context.Background(), hours, c.at) }

// number makes a number that leads into a queue while the shop is open.
func (p *plot) number(q appliance.Queue, tree string) appliance.EntryPoint {
	p.t.Helper()
	if err := p.SaveCalendar(p.t.Context(), 0, workdays("Shop")); err != nil {
		p.t.Fatal(err)
	}
	e, err := p.SaveEntryPoint(p.t.Context(), 0, appliance.EntryPoint{
		Channel: appliance.Phone, Name: "Line", Language: appliance.Czech, Queue: q.ID, Hours: "Shop",
		Phone: appliance.PhoneEntry{Number: "300", Tree: tree},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return e
}

// begins is what a caller is done to first.
func (p *plot) begins(e appliance.EntryPoint, at time.Time) []run.Effect {
	p.t.Helper()
	walked, err := p.Tree(p.t.Context(), e)
	if err != nil {
		p.t.Fatal(err)
	}
	return run.New(walked, e.Language).Next(clock{site: p.Site, at: at}, run.Began{})
}

// A number is answered by those who serve the queues of its tree.
func TestNumberIsMannedByTheQueuesOfItsTree(t *testing.T) {
	p := newPlot(t)
	sales, office := p.group("Sales"), p.group("Office")
	other := p.queue("Other", office.ID)
	p.queue("Orders", sales.ID)
	if _, err := p.SaveTree(t.Context(), 0, "main", tree); err != nil {
		t.Fatal(err)
	}
	e := p.number(other, "main")
	e.Hours = ""
	seen := func() State {
		state, _, err := p.State(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		return state
	}
	if got := seen(); got != Offline {
		t.Errorf("with nobody there it is %s", got)
	}
	err := p.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		jana, err := tx.AddOperator(appliance.Operator{
			Login: "jana", Name: "Jana", Role: appliance.RoleOperator, Language: appliance.Czech, Groups: []appliance.GroupID{sales.ID},
			Calls: 1,
		})
		if err != nil {
			return err
		}
		tx.Emit(appliance.OperatorChanged{Operator: jana})
		return tx.SavePresence(appliance.Presence{Operator: jana.ID, State: appliance.Available, Since: time.Now()}, time.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := seen(); got != Open {
		t.Errorf("with Jana in Orders, where its tree leads, it is %s", got)
	}
}

func TestNumberOutOfItsHoursSaysSoAndQueuesNobody(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders", p.group("Sales").ID)
	if _, err := p.SaveTree(t.Context(), 0, "main", tree); err != nil {
		t.Fatal(err)
	}
	e := p.number(q, "")
	for _, name := range []string{"", "main"} {
		e.Phone.Tree = name
		day, night := p.begins(e, noon), p.begins(e, noon.Add(8*time.Hour))
		if !enqueues(day) {
			t.Errorf("tree %q by day: %v, want the caller queued", name, day)
		}
		if play, ok := night[len(night)-1].(run.Play); enqueues(night) || !ok || play.Prompts[0] != "closed" {
			t.Errorf("tree %q by night: %v, want the caller told that it is closed", name, night)
		}
	}
}

func enqueues(all []run.Effect) bool {
	for _, e := range all {
		if _, is := e.(run.Enqueue); is {
			return true
		}
	}
	return false
}

func TestQueueSoundsItsOwnMusic(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders", p.group("Sales").ID)
	e := p.number(q, "")
	sounds := func() string {
		all := p.begins(e, noon)
		return all[len(all)-1].(run.Play).Prompts[0]
	}
	if got := sounds(); got != "music" {
		t.Errorf("a queue that names none sounds %q", got)
	}
	q.Music = "waltz"
	if _, err := p.SaveQueue(t.Context(), 0, q); err != nil {
		t.Fatal(err)
	}
	if got := sounds(); got != "waltz" {
		t.Errorf("sounds %q, want the queue's own", got)
	}
}

func TestWhatNobodyWouldHearIsRefused(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders", p.group("Sales").ID)
	e := p.number(q, "")
	p.prompts = func(l appliance.Language, name string) bool {
		return name == "closed" && l == appliance.Czech || name == "march"
	}
	q.Music = "waltz"
	if _, err := p.SaveQueue(t.Context(), 0, q); !errors.Is(err, ErrMusic) {
		t.Errorf("music that is missing: %v", err)
	}
	q.Music = "march"
	if _, err := p.SaveQueue(t.Context(), 0, q); err != nil {
		t.Errorf("music that is there: %v", err)
	}
	settings := Defaults()
	for field, silent := range map[string]*string{"notice": &q.Recording.Notice, "calls-out-notice": &settings.CallsOut.Notice} {
		*silent = "closed" // only in Czech
		_, err := p.SaveQueue(t.Context(), 0, q)
		err = errors.Join(err, p.SaveSettings(t.Context(), 0, settings))
		if flaws, _ := errors.AsType[appliance.Flaws](err); flaws[field] == nil || !errors.Is(err, ErrUnheard) {
			t.Errorf("%s that is missing: %v", field, err)
		}
		*silent = "march"
	}
	q.Messages, q.MessageEvery = []string{"march", "closed"}, time.Minute
	if _, err := p.SaveQueue(t.Context(), 0, q); !errors.Is(err, ErrUnheard) {
		t.Errorf("a message that is missing: %v", err)
	}
	q.Messages = []string{"march"}
	if _, err := p.SaveQueue(t.Context(), 0, q); err != nil {
		t.Errorf("messages that are there: %v", err)
	}
	if err := p.SaveSettings(t.Context(), 0, settings); err != nil {
		t.Errorf("an announcement that is there: %v", err)
	}
	if rule, err := p.CallsOut(t.Context()); err != nil || rule != settings.CallsOut {
		t.Errorf("calls out: %+v, %v", rule, err)
	}
	e.Language = appliance.Polish
	if _, err := p.SaveEntryPoint(t.Context(), 0, e); !errors.Is(err, ErrNoGoodbye) {
		t.Errorf("hours without a word for who comes too late: %v", err)
	}
	e.Hours = ""
	if _, err := p.SaveEntryPoint(t.Context(), 0, e); err != nil {
		t.Errorf("open always: %v", err)
	}
}
