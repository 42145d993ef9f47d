package main

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/cmd/cordboard/demo"
)

// tryOpen opens a box on a directory and closes it again.
func tryOpen(t *testing.T, dir string, demonstrate bool, then func(*box)) error {
	t.Helper()
	const free = "127.0.0.1:0"
	b, err := openBox(t.Context(), options{
		Var: dir, Demo: demonstrate, Desk: free, Public: free, Console: free, SIP: free, RTC: free, RTP: "127.0.0.1",
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if then != nil {
		then(b)
	}
	return b.close()
}

func TestSecondBoxInADirectoryIsToldOfTheFirst(t *testing.T) {
	dir := t.TempDir()
	err := tryOpen(t, dir, false, func(*box) {
		if err := tryOpen(t, dir, false, nil); err == nil || !strings.Contains(err.Error(), "another box runs in "+dir) || !strings.Contains(err.Error(), "--var") {
			t.Errorf("got %v", err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDemonstrationIsSetUpInAnEmptyStoreAlone(t *testing.T) {
	dir := t.TempDir()
	err := tryOpen(t, dir, false, func(b *box) {
		err := b.store.Write(context.Background(), func(tx *sqlite.Tx) error {
			_, err := tx.AddOperator(appliance.Operator{Login: "petra", Name: "Petra", Role: appliance.RoleAdmin, Language: appliance.Czech})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := tryOpen(t, dir, true, nil); !errors.Is(err, demo.ErrNotEmpty) {
		t.Errorf("--demo on a site of its own: got %v, want %v", err, demo.ErrNotEmpty)
	}
}

func TestDemonstrationIsNotServedWithoutItsFlag(t *testing.T) {
	dir := settled(t)
	if err := tryOpen(t, dir, false, nil); !errors.Is(err, demo.ErrDemo) {
		t.Errorf("the demonstration without --demo: got %v, want %v", err, demo.ErrDemo)
	}
	if err := tryOpen(t, dir, true, nil); err != nil {
		t.Errorf("the demonstration again: %v", err)
	}
}

func TestSigningOutTakesTheOperatorOffTheBoard(t *testing.T) {
	b := demonstration(t)
	token, operator, err := b.accounts.SignIn(t.Context(), "thomas", demo.Password, loopback)
	if err != nil {
		t.Fatal(err)
	}
	second, _, err := b.accounts.SignIn(t.Context(), "thomas", demo.Password, loopback)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.acd.SetPresence(t.Context(), operator.ID, appliance.Available, ""); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		token string
		want  appliance.PresenceState
	}{{token, appliance.Available}, {second, appliance.Offline}} {
		if err := (signedOut{b.accounts, b.acd, b.legs}).SignOut(t.Context(), step.token); err != nil {
			t.Fatal(err)
		}
		var p appliance.Presence
		err := b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
			p, err = v.Presence(operator.ID)
			return err
		})
		if err != nil || p.State != step.want {
			t.Errorf("after signing out: %s, %v; want %s", p.State, err, step.want)
		}
	}
}

func TestTicketIsClosedAtTheRealDesk(t *testing.T) {
	b := demonstration(t)
	ticket, err := b.tickets.Open(t.Context(), requestOf(t, b))
	if err != nil {
		t.Fatal(err)
	}
	admin := as(t, b, "admin")
	admin.post("/tickets/"+ticket.ID.String()+"/close", nil, 303)
	err = b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		ticket, err = v.Ticket(ticket.ID)
		return err
	})
	if err != nil || ticket.State != appliance.TicketClosed {
		t.Errorf("the ticket is %s, %v; want %s", ticket.State, err, appliance.TicketClosed)
	}
}

// TestBoxThatIsStoppedWhileItStartsEndsWithoutAFault stops boxes at once, and
// shortly after their beginning.
func TestBoxThatIsStoppedWhileItStartsEndsWithoutAFault(t *testing.T) {
	const free = "127.0.0.1:0"
	for n := range 12 {
		b, err := openBox(t.Context(), options{
			Var: settled(t), Demo: true, Desk: free, Public: free, Console: free, SIP: free, RTC: free, RTP: "127.0.0.1",
		}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		if n == 0 {
			stop()
		}
		go func() { ended <- b.run(ctx) }()
		for range n * 1000 {
			runtime.Gosched()
		}
		stop()
		if err := <-ended; err != nil {
			t.Errorf("stopped at moment %d it ended with %v", n, err)
		}
	}
}
