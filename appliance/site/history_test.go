package site

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestChangeIsKeptAndTakenBack(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders")
	q.Target = time.Minute
	if _, err := p.SaveQueue(t.Context(), 5, q); err != nil {
		t.Fatal(err)
	}
	what := "queue/" + q.ID.String()
	kept, err := p.History(t.Context(), what)
	if err != nil || len(kept) != 2 {
		t.Fatalf("history %v, %v, want two changes", kept, err)
	}
	if kept[0].By != 5 || kept[0].What != what {
		t.Errorf("the newest is %+v", kept[0])
	}
	if err := p.Revert(t.Context(), 6, kept[0]); err != nil {
		t.Fatal(err)
	}
	if again, err := p.History(t.Context(), what); err != nil || again[0].Undoes != kept[0].Number {
		t.Errorf("the newest is %+v, %v, want it to say what it took back", again[0], err)
	}
	if got, err := p.Queue(t.Context(), "Orders"); err != nil || got.Target != 0 {
		t.Errorf("target %s, %v, want it as before", got.Target, err)
	}
	if err := p.Revert(t.Context(), 6, kept[1]); !errors.Is(err, ErrNoBefore) {
		t.Errorf("to take its making back: %v, want %v", err, ErrNoBefore)
	}
	if kept, err = p.History(t.Context(), "queue/"); err != nil || len(kept) != 3 {
		t.Errorf("history %v, %v, want the revert in it", kept, err)
	}
}

// TestQueueOfAnOlderHistoryStaysUnrecorded: what its history does not know is not
// taken back.
func TestQueueOfAnOlderHistoryStaysUnrecorded(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders")
	q.Recording.Off, q.Messages, q.MessageEvery = true, []string{"web"}, time.Minute
	if _, err := p.SaveQueue(t.Context(), 0, q); err != nil {
		t.Fatal(err)
	}
	older := Change{What: "queue/1", Before: []byte(`{"ID":1,"Name":"Bestellungen","OfferFor":20000000000}`)}
	if err := p.Revert(t.Context(), 0, older); err != nil {
		t.Fatal(err)
	}
	got, err := p.Queue(t.Context(), "Bestellungen")
	if err != nil || !got.Recording.Off || len(got.Messages) != 1 || got.MessageEvery != time.Minute {
		t.Errorf("the queue is %+v, %v", got, err)
	}
}

func TestHistoryOfTreesAndHoursAndSettingsIsTakenBack(t *testing.T) {
	p := newPlot(t)
	p.queue("Orders")
	ctx := t.Context()
	better := tree + "# better\n"
	closed := workdays("Shop")
	closed.Week = nil
	private := Defaults()
	private.Mail = MailServer{Host: "h", Port: 25, TLS: TLSStart, Login: "l", Password: "pass-word", From: "a@b.cz"}
	public := private
	public.Name = "Hobla"
	for _, err := range []error{
		second(p.SaveTree(ctx, 0, "main", tree)), second(p.SaveTree(ctx, 0, "main", better)),
		p.SaveCalendar(ctx, 0, workdays("Shop")), p.SaveCalendar(ctx, 0, closed),
		p.SaveSettings(ctx, 0, private), p.SaveSettings(ctx, 0, public),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, what := range []string{"tree/main", "hours/Shop", "settings"} {
		kept, err := p.History(ctx, what)
		if err != nil || len(kept) != 2 {
			t.Fatalf("%s: %v, %v", what, kept, err)
		}
		if strings.Contains(string(kept[0].Before)+string(kept[0].After), "pass-word") {
			t.Errorf("%s: the history holds the password", what)
		}
		if err := p.Revert(ctx, 0, kept[0]); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if all, err := p.Trees(ctx); err != nil || all["main"] != tree {
		t.Errorf("tree %q, %v", all["main"], err)
	}
	if !p.Open(t.Context(), "Shop", noon) {
		t.Error("the hours are still those without days")
	}
	if got, err := p.Settings(ctx); err != nil || !reflect.DeepEqual(got, private) {
		t.Errorf("settings %+v, %v, want %+v", got, err, private)
	}
}

func TestHistoryKeepsTheNewestChanges(t *testing.T) {
	p := newPlot(t)
	q := p.queue("Orders")
	for i := range historyKept + 5 {
		q.Target = time.Duration(i+1) * time.Second
		if _, err := p.SaveQueue(t.Context(), 0, q); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := p.History(t.Context(), "queue/"+q.ID.String())
	if err != nil || len(kept) != historyKept {
		t.Fatalf("%d changes, %v, want %d", len(kept), err, historyKept)
	}
	if !strings.Contains(string(kept[0].After), "55000000000") {
		t.Errorf("the newest is %s", kept[0].After)
	}
}

func TestRevertLeavesWhatItsHistoryDoesNotTellOf(t *testing.T) {
	p := newPlot(t)
	now := Defaults()
	now.Name, now.LoginIdle = "Hobla", time.Hour
	if err := p.SaveSettings(t.Context(), 0, now); err != nil {
		t.Fatal(err)
	}
	old := Change{What: "settings", Before: []byte(`{"Name": "Alboh"}`)} // of a box that knew no more
	if err := p.Revert(t.Context(), 0, old); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Settings(t.Context()); err != nil || got.Name != "Alboh" || got.LoginIdle != time.Hour || got.Region != now.Region {
		t.Errorf("got %+v, %v", got, err)
	}
}
