package desk

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// tag adds one to the administrator's list.
func (h *house) tag(name string, off bool) (t appliance.Tag) {
	h.t.Helper()
	h.write(func(tx *sqlite.Tx) (err error) {
		t, err = tx.AddTag(appliance.Tag{Name: name, Colour: appliance.Blue, Off: off, ByPage: true})
		return err
	})
	return t
}

// supervisors adds one who intervenes, and one who only looks on.
func (h *house) supervisors() (superUser, observer appliance.Operator) {
	h.t.Helper()
	h.write(func(tx *sqlite.Tx) (err error) {
		if superUser, err = tx.AddOperator(appliance.Operator{Login: "zofia", Name: "Zofia", Role: appliance.RoleSuperUser}); err != nil {
			return err
		}
		observer, err = tx.AddOperator(appliance.Operator{Login: "karel", Name: "Karel", Role: appliance.RoleObserver})
		return err
	})
	return superUser, observer
}

// toldTags are what the story tells of tags: a name with + or -, and of whom it is.
func (h *house) toldTags(c appliance.ConversationID) (all []string) {
	h.t.Helper()
	err := h.store.Read(h.t.Context(), func(v *sqlite.View) error {
		story, err := v.Entries(c, 0, 0)
		for _, e := range story {
			switch e.Kind {
			case appliance.EntryTagged:
				all = append(all, "+"+e.Data["tag"]+" "+string(e.By)+" "+e.Operator.String())
			case appliance.EntryUntagged:
				all = append(all, "-"+e.Data["tag"]+" "+string(e.By)+" "+e.Operator.String())
			}
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

func TestConversationIsTaggedByThoseWhoWriteInItAndServedIt(t *testing.T) {
	h := furnish(t)
	superUser, observer := h.supervisors()
	complaint, praise, retired := h.tag("Stížnost", false), h.tag("Pochvala", false), h.tag("Vánoce", true)
	c := h.chat("visitor")
	on := func(o appliance.OperatorID, t appliance.TagID) error { return h.Tag(h.t.Context(), o, c.ID, t) }
	off := func(o appliance.OperatorID, t appliance.TagID) error { return h.Untag(h.t.Context(), o, c.ID, t) }
	if err := on(jana.ID, complaint.ID); !errors.Is(err, ErrMayNotTag) {
		t.Errorf("before she serves it: %v", err)
	}
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	h.heard()
	for i, step := range []struct {
		do   func(appliance.OperatorID, appliance.TagID) error
		who  appliance.OperatorID
		tag  appliance.TagID
		err  error
		told bool
		want []appliance.TagID
	}{
		{on, jana.ID, complaint.ID, nil, true, []appliance.TagID{complaint.ID}},
		{on, jana.ID, complaint.ID, nil, false, []appliance.TagID{complaint.ID}},
		{on, petr.ID, praise.ID, ErrMayNotTag, false, []appliance.TagID{complaint.ID}},
		{off, petr.ID, complaint.ID, ErrMayNotTag, false, []appliance.TagID{complaint.ID}},
		{on, observer.ID, praise.ID, ErrMayNotTag, false, []appliance.TagID{complaint.ID}},
		{on, superUser.ID, praise.ID, nil, true, []appliance.TagID{complaint.ID, praise.ID}},
		{on, jana.ID, retired.ID, appliance.ErrTagOff, false, []appliance.TagID{complaint.ID, praise.ID}},
		{on, jana.ID, 99, appliance.ErrNotFound, false, []appliance.TagID{complaint.ID, praise.ID}},
		{off, jana.ID, praise.ID, nil, true, []appliance.TagID{complaint.ID}},
		{off, jana.ID, praise.ID, nil, false, []appliance.TagID{complaint.ID}},
	} {
		err := step.do(step.who, step.tag)
		heard := h.heard()
		told := slices.Contains(heard, "EntryPosted") && slices.Contains(heard, "ConversationChanged")
		if got := h.conversation(c.ID).Tags; !errors.Is(err, step.err) || told != step.told || !slices.Equal(got, step.want) {
			t.Errorf("step %d: got %v, told %v, and %v", i, err, told, got)
		}
	}
	if err := h.End(t.Context(), c.ID, appliance.ByOperator, jana.ID, ""); err != nil {
		t.Fatal(err)
	}
	if err := h.WrapUp(t.Context(), jana.ID, c.ID, WrapUp{Reason: 1}); err != nil {
		t.Fatal(err)
	}
	if err := off(jana.ID, complaint.ID); err != nil {
		t.Errorf("after the end: %v", err)
	}
	if err := on(petr.ID, complaint.ID); !errors.Is(err, ErrMayNotTag) {
		t.Errorf("who never served it: %v", err)
	}
	want := []string{"+Stížnost operator 1", "+Pochvala operator " + superUser.ID.String(), "-Pochvala operator 1", "-Stížnost operator 1"}
	if got := h.toldTags(c.ID); !slices.Equal(got, want) {
		t.Errorf("the story tells %q, want %q", got, want)
	}
}

// A page names one of the list as it is typed, leaves the operators room for theirs, and
// what is none leaves nothing behind.
func TestPageTagsWithWhatIsInTheListAlone(t *testing.T) {
	h := furnish(t)
	vip := h.tag("Velký zákazník", false)
	h.tag("Vánoce", true)
	h.write(func(tx *sqlite.Tx) error {
		_, err := tx.AddTag(appliance.Tag{Name: "Dlužník", Colour: appliance.Red})
		return err
	})
	c := h.chat("visitor")
	put := func(name string) error { return h.TagByPage(t.Context(), c.ID, name) }
	h.heard()
	for _, step := range []struct {
		name string
		err  error
		told bool
	}{
		{"kanárek", ErrNoTag, false},
		{"", ErrNoTag, false},
		{"Dlužník", ErrNoTag, false}, // which operators alone put on
		{"Vánoce", appliance.ErrTagOff, false},
		{"velky  ZAKAZNIK", nil, true},
		{"Velký zákazník", nil, false},
	} {
		err := put(step.name)
		if told := slices.Contains(h.heard(), "EntryPosted"); !errors.Is(err, step.err) || told != step.told {
			t.Errorf("%q: got %v, told %v", step.name, err, told)
		}
	}
	if got := h.conversation(c.ID).Tags; !slices.Equal(got, []appliance.TagID{vip.ID}) {
		t.Errorf("it has %v", got)
	}
	if got := h.toldTags(c.ID); !slices.Equal(got, []string{"+Velký zákazník system 0"}) {
		t.Errorf("the story tells %q", got)
	}
	for i := range appliance.MostTagsByPage {
		h.tag(strconv.Itoa(i), false)
	}
	for i := range appliance.MostTagsByPage {
		want := error(nil)
		if i == appliance.MostTagsByPage-1 { // it has one already
			want = appliance.ErrManyTags
		}
		if err := put(strconv.Itoa(i)); !errors.Is(err, want) {
			t.Errorf("tag %d: got %v, want %v", i, err, want)
		}
	}
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.End(t.Context(), c.ID, appliance.ByOperator, jana.ID, ""); err != nil {
		t.Fatal(err)
	}
	if err := put("4"); !errors.Is(err, ErrOver) {
		t.Errorf("after the end: %v", err)
	}
}

// A page names its tags with each load. What an operator took off stays off then, until
// an operator puts it on again, and that goes for this tag and this conversation alone.
func TestPageDoesNotPutOnWhatAnOperatorTookOff(t *testing.T) {
	h := furnish(t)
	vip, other := h.tag("VIP", false), h.tag("Reklamace", false)
	c, d := h.chat("visitor"), h.chat("another")
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	load := func(c appliance.ConversationID, names ...string) {
		t.Helper()
		for _, name := range names {
			if err := h.TagByPage(t.Context(), c, name); err != nil {
				t.Fatal(err)
			}
		}
	}
	has := func(c appliance.ConversationID, want ...appliance.TagID) {
		t.Helper()
		if got := h.conversation(c).Tags; !slices.Equal(got, want) {
			t.Errorf("conversation %s has %v, want %v", c, got, want)
		}
	}
	load(c.ID, "VIP")
	has(c.ID, vip.ID)
	if err := h.Untag(t.Context(), jana.ID, c.ID, vip.ID); err != nil {
		t.Fatal(err)
	}
	load(c.ID, "vip", "Reklamace")
	load(d.ID, "VIP")
	has(c.ID, other.ID)
	has(d.ID, vip.ID)
	if err := h.Tag(t.Context(), jana.ID, c.ID, vip.ID); err != nil {
		t.Fatal(err)
	}
	load(c.ID, "VIP")
	has(c.ID, other.ID, vip.ID)
}
