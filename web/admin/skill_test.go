package admin_test

import (
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// skilledOffice has the skills English and Invoices, Jana (operator 2) who knows
// English at 3, and the queues Orders (1), which needs English, and Help (2).
func skilledOffice(t *testing.T) *office {
	t.Helper()
	o := newOffice(t)
	o.save("/admin/skills/new", "name", "English")
	o.save("/admin/skills/new", "name", "Invoices")
	o.save("/admin/groups/new", "name", "Sales")
	o.save("/admin/operators/new", "name", "Jana", "login", "jana", "role", "1", "language", "cs", "chats", "1", "groups", "1", "skill-1", "3", "skill-2", "0")
	o.save("/admin/queues/new", append(ordersForm, "skill-1", "2", "relax", "30", "first", "best")...)
	o.save("/admin/queues/new", "name", "Help", "groups", "1", "target", "60", "offer", "30", "wrap-up", "45")
	return o
}

var ordersForm = []string{"name", "Orders", "groups", "1", "target", "60", "offer", "30", "wrap-up", "45"}

func (o *office) queue(id appliance.QueueID) (q appliance.Queue) {
	o.t.Helper()
	err := o.store.Read(o.t.Context(), func(v *sqlite.View) (err error) {
		q, err = v.Queue(id)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return q
}

func TestSkillsOfOperatorsAndQueuesAreSetAndListed(t *testing.T) {
	o := skilledOffice(t)
	q := o.queue(1)
	if q.Needs[1] != 2 || len(q.Needs) != 1 || q.RelaxEvery != 30*time.Second || !q.BestFirst {
		t.Errorf("the queue is %+v", q)
	}
	_, list := o.get("/admin/skills")
	for _, want := range []string{"Jana 3", "Orders 2", "Nobody has it", "English · Made"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list of skills does not say %q", want)
		}
	}
	_, page := o.get("/admin/operators/2")
	if !strings.Contains(page, `name="skill-1"`) || !strings.Contains(page, `<option value="3" selected>3</option>`) {
		t.Error("the form of the operator does not hold her level")
	}
	for field, value := range map[string]string{"skill-1": "6", "relax": "1", "priority": "10", "last": "never"} {
		form := append(slices.Clone(ordersForm), "version", o.version("/admin/queues/1"), field, value)
		if status, page := o.post("/admin/queues/1", form...); status != http.StatusUnprocessableEntity || !strings.Contains(page, `id="`+field+`-flaw"`) {
			t.Errorf("%s %q: got %d, want it refused at its field", field, value, status)
		}
	}
	if got := o.queue(1); got.Needs[1] != 2 || got.RelaxEvery != 30*time.Second {
		t.Errorf("what was refused changed the queue: %+v", got)
	}
}

func TestSkillIsRenamedAndRemovedFromItsPage(t *testing.T) {
	o := skilledOffice(t)
	o.save("/admin/skills/2", "name", "Bills", "version", o.version("/admin/skills/2"))
	if status, page := o.post("/admin/skills/1", "remove", "on", "version", o.version("/admin/skills/1")); status != http.StatusConflict || !strings.Contains(page, "Somebody has this skill") {
		t.Errorf("one that is used: got %d", status)
	}
	o.save("/admin/skills/2", "remove", "on", "version", o.version("/admin/skills/2"))
	if status, _ := o.get("/admin/skills/2"); status != http.StatusNotFound {
		t.Errorf("it is still there: got %d", status)
	}
	want := []string{"Bills · Removed", "Name: Invoices → Bills"}
	if got := o.changesOn("/admin/skills"); len(got) != 4 || !slices.Equal(got[:2], want) {
		t.Errorf("the history tells %q, want %q first", got, want)
	}
}

func TestQueueSaysThatNobodyWhoIsThereHasItsSkills(t *testing.T) {
	o := skilledOffice(t)
	said := func() (onPage, inList bool) {
		_, page := o.get("/admin/queues/1")
		_, list := o.get("/admin/queues")
		return strings.Contains(page, "knows enough for this queue: English 2."), strings.Contains(list, "Nobody signed in has its skills")
	}
	if page, list := said(); !page || !list {
		t.Errorf("nobody is signed in: the page says so %v, the list %v", page, list)
	}
	err := o.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		return tx.SavePresence(appliance.Presence{Operator: 2, State: appliance.Away, Since: time.Now()}, time.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	if page, list := said(); page || list {
		t.Errorf("Jana is there: the page warns %v, the list %v", page, list)
	}
}

func TestQueuesPassOnAsTheirFormSays(t *testing.T) {
	o := skilledOffice(t)
	form := append(slices.Clone(ordersForm), "priority", "8", "raise", "60", "last", "10", "overflow-to", "2", "overflow-after", "120", "overflow-above", "4")
	o.save("/admin/queues/1", append(form, "version", o.version("/admin/queues/1"))...)
	q := o.queue(1)
	if want := (appliance.Overflow{To: 2, After: 2 * time.Minute, Above: 4}); q.Overflow != want || q.Priority != 8 || q.RaiseEvery != time.Minute || q.LastFor != 10*time.Second {
		t.Errorf("the queue is %+v", q)
	}
	nowhere := append(slices.Clone(ordersForm), "priority", "8", "raise", "60", "last", "10", "overflow-to", "0")
	status, page := o.post("/admin/queues/1", append(nowhere, "overflow-after", "30", "overflow-above", "0", "version", o.version("/admin/queues/1"))...)
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, "Choose the queue where they are passed on to") || o.queue(1).Overflow.To != 2 {
		t.Errorf("passed on to nowhere: got %d, and the queue is %+v", status, o.queue(1))
	}
	back := []string{"name", "Help", "target", "60", "offer", "30", "wrap-up", "45", "overflow-to", "1", "overflow-above", "1"}
	status, page = o.post("/admin/queues/2", append(back, "version", o.version("/admin/queues/2"))...)
	if status != http.StatusConflict && status != http.StatusUnprocessableEntity || !strings.Contains(html.UnescapeString(page), "Help → Orders → Help") {
		t.Errorf("a circle: got %d, want it refused and named", status)
	}
	defer func() { // with what is left of the wait
		o.save("/admin/queues/1", append(nowhere, "overflow-after", "120", "overflow-above", "4", "version", o.version("/admin/queues/1"))...)
		if q := o.queue(1); q.Overflow != (appliance.Overflow{}) {
			t.Errorf("passed on no more, the queue is %+v", q)
		}
	}()
	if got := o.changesOn("/admin/queues/1"); len(got) != 2 || !strings.Contains(got[0], "Priority: 5, as usual → 8") || !strings.Contains(got[0], "Another queue: none → Help") {
		t.Errorf("the history tells %q", got)
	}
}
