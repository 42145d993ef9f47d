package site

import (
	"context"
	"errors"
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// counted counts how often the store asks whether it goes on: some times for each
// statement, and once for each row.
type counted struct {
	context.Context
	asked *int
}

func (c counted) Done() <-chan struct{} { *c.asked++; return nil }

// TestWaysAreTheQueuesThatAnEntryPointLeadsTo by its queue, its topics and its tree,
// whatever other trees that leads through; and many are read as one is.
func TestWaysAreTheQueuesThatAnEntryPointLeadsTo(t *testing.T) {
	p := newPlot(t)
	orders, returns, press := p.queue("Orders"), p.queue("Returns"), p.queue("Press")
	const nobody = 999
	if err := p.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		return errors.Join(
			tx.SetSetting(treePrefix+"through", "nodes:\n  in: {tree: main, then: out}\n  out: {queue: Press}\n"),
			tx.SetSetting(treePrefix+"main", "nodes:\n  in: {queue: Orders}\n"),
			tx.SetSetting(treePrefix+"unreadable", "nodes: ["),
		)
	}); err != nil {
		t.Fatal(err)
	}
	var entries []appliance.EntryPoint
	want := map[appliance.EntryPointID][]appliance.QueueID{}
	for _, c := range []struct {
		leads appliance.EntryPoint
		to    []appliance.QueueID
	}{
		{appliance.EntryPoint{}, nil},
		{appliance.EntryPoint{Queue: returns.ID}, []appliance.QueueID{returns.ID}},
		{appliance.EntryPoint{Queue: orders.ID, Widget: appliance.WidgetEntry{Topics: []appliance.QueueID{orders.ID, press.ID, nobody}}}, []appliance.QueueID{orders.ID, press.ID}},
		{appliance.EntryPoint{Phone: appliance.PhoneEntry{Tree: "through"}, Queue: returns.ID}, []appliance.QueueID{orders.ID, returns.ID, press.ID}},
		{appliance.EntryPoint{Phone: appliance.PhoneEntry{Tree: "main"}}, []appliance.QueueID{orders.ID}},
		{appliance.EntryPoint{Phone: appliance.PhoneEntry{Tree: "unreadable"}}, nil},
		{appliance.EntryPoint{Phone: appliance.PhoneEntry{Tree: "gone"}, Queue: press.ID}, []appliance.QueueID{press.ID}},
	} {
		c.leads.ID = appliance.EntryPointID(len(entries) + 1)
		entries, want[c.leads.ID] = append(entries, c.leads), c.to
	}
	var ways Ways
	asks := func(entries []appliance.EntryPoint) (n int) {
		t.Helper()
		if err := p.store.Read(counted{t.Context(), &n}, func(v *sqlite.View) (err error) {
			ways, err = ReadWays(v, entries, []appliance.Queue{orders, returns, press})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	one, all := asks(entries[3:4]), asks(entries)
	for _, e := range entries {
		var got []appliance.QueueID
		for _, q := range ways[e.ID] {
			got = append(got, q.ID)
		}
		if !slices.Equal(got, want[e.ID]) {
			t.Errorf("%+v leads to %v, want %v", e, got, want[e.ID])
		}
	}
	if one == 0 || all != one {
		t.Errorf("the store asks %d times for one, and %d times for all", one, all)
	}
}
