package site

import (
	"errors"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

func (p *plot) skill(name string) appliance.Skill {
	p.t.Helper()
	k, err := p.SaveSkill(p.t.Context(), 0, appliance.Skill{Name: name})
	if err != nil {
		p.t.Fatal(err)
	}
	return k
}

func TestSkillIsRemovedOnlyWhereNothingHasIt(t *testing.T) {
	p := newPlot(t)
	english, invoices, unused := p.skill("English"), p.skill("Invoices"), p.skill("Unused")
	g := p.group("Sales")
	q := p.queue("Orders", g.ID)
	q.Needs = appliance.Levels{english.ID: 3}
	if _, err := p.SaveQueue(t.Context(), 0, q); err != nil {
		t.Fatal(err)
	}
	err := p.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		_, err := tx.AddOperator(appliance.Operator{Login: "jana", Skills: appliance.Levels{invoices.ID: 1}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []appliance.Skill{english, invoices} {
		if err := p.RemoveSkill(t.Context(), 5, k.ID); !errors.Is(err, ErrSkillUsed) {
			t.Errorf("%s: got %v, want %v", k.Name, err, ErrSkillUsed)
		}
	}
	if err := p.RemoveSkill(t.Context(), 5, unused.ID, "another"); !errors.Is(err, appliance.ErrChanged) {
		t.Errorf("it is not what its editor saw: got %v", err)
	}
	if err := p.RemoveSkill(t.Context(), 5, unused.ID); err != nil {
		t.Fatal(err)
	}
	kept, err := p.History(t.Context(), "skill/"+unused.ID.String())
	if err != nil || len(kept) != 2 || kept[0].By != 5 || string(kept[0].After) != "null" {
		t.Errorf("the history tells %+v, %v, want that it is gone", kept, err)
	}
	if err := p.RemoveSkill(t.Context(), 5, unused.ID); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("a second time: %v", err)
	}
}

func TestSkillIsRenamedAndTakenBack(t *testing.T) {
	p := newPlot(t)
	k := p.skill("Englisch")
	p.skill("Invoices")
	for name, want := range map[string]error{"": appliance.ErrName, "Invoices": sqlite.ErrDuplicate} {
		if _, err := p.SaveSkill(t.Context(), 0, appliance.Skill{ID: k.ID, Name: name}); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", name, err, want)
		}
	}
	k.Name = "English"
	if _, err := p.SaveSkill(t.Context(), 0, k); err != nil {
		t.Fatal(err)
	}
	kept, err := p.History(t.Context(), "skill/"+k.ID.String())
	if err != nil || len(kept) != 2 {
		t.Fatalf("history %v, %v", kept, err)
	}
	if err := p.Revert(t.Context(), 0, kept[0]); err != nil {
		t.Fatal(err)
	}
	err = p.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		k, err = v.Skill(k.ID)
		return err
	})
	if err != nil || k.Name != "Englisch" {
		t.Errorf("it is %q, %v", k.Name, err)
	}
}

func TestQueueThatChoosesUnlikelyIsRefused(t *testing.T) {
	p := newPlot(t)
	english := p.skill("English")
	other := p.queue("Help")
	for field, change := range map[string]func(q *appliance.Queue){
		english.ID.Field(): func(q *appliance.Queue) { q.Needs = appliance.Levels{english.ID: 6} },
		"relax":            func(q *appliance.Queue) { q.RelaxEvery = time.Second },
		"priority":         func(q *appliance.Queue) { q.Priority = 10 },
		"raise":            func(q *appliance.Queue) { q.RaiseEvery = -time.Second },
		"last":             func(q *appliance.Queue) { q.LastFor = time.Hour },
		"overflow-after":   func(q *appliance.Queue) { q.Overflow = appliance.Overflow{To: other.ID, After: 2 * time.Hour} },
		"overflow-above":   func(q *appliance.Queue) { q.Overflow = appliance.Overflow{To: other.ID, Above: -1} },
		"overflow-to":      func(q *appliance.Queue) { q.Overflow.To = other.ID },
	} {
		q := appliance.Queue{Name: "Orders", OfferFor: 20 * time.Second}
		change(&q)
		_, err := p.SaveQueue(t.Context(), 0, q)
		flaws, _ := errors.AsType[appliance.Flaws](err)
		if flaws[field] == nil || len(flaws) != 1 {
			t.Errorf("%s: got %v, want it refused there alone", field, err)
		}
	}
	for _, over := range []appliance.Overflow{{After: 30 * time.Second}, {Above: 1}} {
		_, err := p.SaveQueue(t.Context(), 0, appliance.Queue{Name: "Orders", OfferFor: 20 * time.Second, Overflow: over})
		flaws, _ := errors.AsType[appliance.Flaws](err)
		if len(flaws) != 1 || !errors.Is(flaws["overflow-to"], ErrNoOther) {
			t.Errorf("%+v leads nowhere: got %v", over, err)
		}
	}
	for what, q := range map[string]appliance.Queue{
		"a skill": {Name: "Orders", OfferFor: 20 * time.Second, Needs: appliance.Levels{77: 1}},
		"a queue": {Name: "Orders", OfferFor: 20 * time.Second, Overflow: appliance.Overflow{To: 77, Above: 1}},
	} {
		if _, err := p.SaveQueue(t.Context(), 0, q); !errors.Is(err, appliance.ErrNotFound) {
			t.Errorf("%s that is not there: %v", what, err)
		}
	}
}

// TestTicketSubjectOfAQueueIsOneLine, as one that an operator writes is: F176.
func TestTicketSubjectOfAQueueIsOneLine(t *testing.T) {
	p := newPlot(t)
	longest := strings.Repeat("ř", appliance.SubjectLimit)
	for name, subject := range map[string]string{"Orders": "", "Repairs": "Order to be put right", "Complaints": longest} {
		if _, err := p.SaveQueue(t.Context(), 0, appliance.Queue{Name: name, OfferFor: 20 * time.Second, TicketSubject: subject}); err != nil {
			t.Errorf("%.20q is refused: %v", subject, err)
		}
	}
	for _, subject := range []string{longest + "ř", "Order\nto be put right", "Order\r"} {
		_, err := p.SaveQueue(t.Context(), 0, appliance.Queue{Name: "Returns", OfferFor: 20 * time.Second, TicketSubject: subject})
		flaws, _ := errors.AsType[appliance.Flaws](err)
		if len(flaws) != 1 || !errors.Is(flaws["ticket-subject"], ErrOneLine) {
			t.Errorf("%.20q: got %v, want it refused there alone", subject, err)
		}
	}
}

func TestQueuesPassOnInNoCircle(t *testing.T) {
	queue := func(id, to appliance.QueueID, name string) appliance.Queue {
		return appliance.Queue{ID: id, Name: name, Overflow: appliance.Overflow{To: to, Above: 1}}
	}
	for _, c := range []struct {
		q    appliance.Queue
		all  []appliance.Queue
		want string
	}{
		{queue(1, 0, "A"), nil, ""},
		{queue(1, 1, "A"), nil, "A → A"},
		{queue(1, 2, "A"), []appliance.Queue{queue(2, 0, "B")}, ""},
		{queue(1, 2, "A"), []appliance.Queue{queue(2, 1, "B")}, "A → B → A"},
		{queue(1, 2, "A"), []appliance.Queue{queue(2, 3, "B"), queue(3, 1, "C")}, "A → B → C → A"},
		{queue(1, 2, "A"), []appliance.Queue{queue(2, 3, "B"), queue(3, 2, "C")}, ""}, // that is theirs
		{queue(1, 9, "A"), nil, ""},
	} {
		if got := circle(c.q, append(c.all, c.q)); got != c.want {
			t.Errorf("%+v: got %q, want %q", c, got, c.want)
		}
	}
}

func TestCircleOfQueuesIsRefusedAndNamed(t *testing.T) {
	p := newPlot(t)
	orders, help := p.queue("Orders"), p.queue("Help")
	orders.Overflow = appliance.Overflow{To: help.ID, Above: 3}
	if _, err := p.SaveQueue(t.Context(), 0, orders); err != nil {
		t.Fatal(err)
	}
	help.Overflow = appliance.Overflow{To: orders.ID, Above: 3}
	_, err := p.SaveQueue(t.Context(), 0, help)
	flaws, _ := errors.AsType[appliance.Flaws](err)
	if got := flaws["overflow-to"]; !errors.Is(got, ErrCircle) || got.Args["circle"] != "Help → Orders → Help" {
		t.Errorf("got %v", err)
	}
}

// TestQueueOfAnOlderHistoryKeepsItsSkills: what its history does not know is not
// taken back, and what it knows is taken back wholly.
func TestQueueOfAnOlderHistoryKeepsItsSkills(t *testing.T) {
	p := newPlot(t)
	english, invoices := p.skill("English"), p.skill("Invoices")
	q := p.queue("Orders")
	q.Needs = appliance.Levels{english.ID: 2}
	q, err := p.SaveQueue(t.Context(), 0, q)
	if err != nil {
		t.Fatal(err)
	}
	q.Needs, q.Priority, q.LastFor = appliance.Levels{invoices.ID: 3}, 8, 10*time.Second
	if _, err := p.SaveQueue(t.Context(), 0, q); err != nil {
		t.Fatal(err)
	}
	older := Change{What: "queue/1", Before: []byte(`{"ID":1,"Name":"Bestellungen","OfferFor":20000000000}`)}
	if err := p.Revert(t.Context(), 0, older); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Queue(t.Context(), "Bestellungen"); err != nil || got.Needs[invoices.ID] != 3 || got.Priority != 8 || got.LastFor != 10*time.Second {
		t.Errorf("the queue is %+v, %v", got, err)
	}
	kept, err := p.History(t.Context(), "queue/1")
	if err != nil || len(kept) != 4 {
		t.Fatalf("history %v, %v", kept, err)
	}
	if err := p.Revert(t.Context(), 0, kept[1]); err != nil { // the second saving
		t.Fatal(err)
	}
	if got, err := p.Queue(t.Context(), "Orders"); err != nil || len(got.Needs) != 1 || got.Needs[english.ID] != 2 || got.Priority != 0 {
		t.Errorf("the queue is %+v, %v", got, err)
	}
}

func TestQueueIsUnskilledWhereNobodyThereKnowsEnough(t *testing.T) {
	q := appliance.Queue{Groups: []appliance.GroupID{1}, Needs: appliance.Levels{1: 3}, RelaxEvery: time.Minute}
	knows := func(level int) appliance.Operator {
		return appliance.Operator{ID: 7, Rights: appliance.Serve(), Groups: []appliance.GroupID{1}, Skills: appliance.Levels{1: level}}
	}
	there := []appliance.Presence{{Operator: 7, State: appliance.Away}}
	for _, c := range []struct {
		rule string
		q    appliance.Queue
		o    appliance.Operator
		now  []appliance.Presence
		want bool
	}{
		{"one is there", q, knows(3), there, false},
		{"he knows too little", q, knows(2), there, true},
		{"he is not there", q, knows(3), nil, true},
		{"nothing is needed", appliance.Queue{Groups: []appliance.GroupID{1}}, knows(0), nil, false},
	} {
		if got := Unskilled(c.q, []appliance.Operator{c.o}, c.now); got != c.want {
			t.Errorf("%s: %v", c.rule, got)
		}
	}
}
