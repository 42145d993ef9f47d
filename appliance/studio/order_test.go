package studio

import (
	"errors"
	"fmt"
	"regexp"
	"testing"
	"time"

	"cordboard/appliance"
)

// book is a studio in which nobody can call.
type book struct {
	*Studio
	t     *testing.T
	now   time.Time
	heard int // how often it was told that something changed
}

func newBook(t *testing.T) *book {
	b := &book{t: t, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	b.Studio = New(Deps{Now: func() time.Time { return b.now }, Changed: func() { b.heard++ }})
	return b
}

var welcome = Piece{appliance.Czech, "welcome"}

func (b *book) order(p Piece) Standing {
	b.t.Helper()
	s, err := b.Record(Order{Piece: p, By: 7})
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// other is a code that is not this one.
func other(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

func TestCodeIsGoodOnceAndForATime(t *testing.T) {
	b := newBook(t)
	s := b.order(welcome)
	if !regexp.MustCompile(`^[0-9]{6}$`).MatchString(s.Code) || s.Until != b.now.Add(15*time.Minute) || b.Standing(welcome) != s || b.heard != 1 {
		t.Fatalf("ordered: %+v, shown: %+v", s, b.Standing(welcome))
	}
	if _, v := b.redeem(other(s.Code)); v != wrong {
		t.Errorf("another code: %v", v)
	}
	if o, v := b.redeem(s.Code); v != good || o.Piece != welcome || o.By != 7 || b.Standing(welcome).Stage != Calling || b.Standing(welcome).Code != "" {
		t.Errorf("its code: %v, and it stands %+v", v, b.Standing(welcome))
	}
	if _, v := b.redeem(s.Code); v != wrong {
		t.Errorf("once more: %v", v)
	}
	late := b.order(welcome)
	b.now = late.Until
	if _, v := b.redeem(late.Code); v != wrong || b.Standing(welcome).Stage != Expired || b.Standing(welcome).Code != "" {
		t.Errorf("too late: %v, and it stands %+v", v, b.Standing(welcome))
	}
	b.now = late.Until.Add(CodeLasts + 1)
	if s := b.Standing(welcome); s != (Standing{}) {
		t.Errorf("long after: %+v", s)
	}
}

func TestCodeIsWithdrawnOrReplaced(t *testing.T) {
	b := newBook(t)
	first := b.order(welcome)
	second := b.order(welcome)
	if _, v := b.redeem(first.Code); v != wrong && first.Code != second.Code {
		t.Errorf("the first of two: %v", v)
	}
	b.Withdraw(welcome)
	if _, v := b.redeem(second.Code); v != wrong || b.Standing(welcome) != (Standing{}) {
		t.Errorf("one that was withdrawn: %v, and it stands %+v", v, b.Standing(welcome))
	}
	third := b.order(welcome)
	o, _ := b.redeem(third.Code)
	b.Withdraw(welcome)
	if s := b.Standing(welcome); s.Stage != Calling {
		t.Errorf("withdrawn while it is recorded: %+v", s)
	}
	b.close(o, Lost)
	if s := b.Standing(welcome); s.Stage != Lost || s.By != 7 {
		t.Errorf("nothing came of it: %+v", s)
	}
}

// TestNobodyGuessesACode has all callers together type wrong codes until none is
// looked at, not even a good one.
func TestNobodyGuessesACode(t *testing.T) {
	b := newBook(t)
	s := b.order(welcome)
	for n := range guesses.Burst {
		if _, v := b.redeem(other(s.Code)); v != wrong {
			t.Fatalf("wrong code %d: %v", n+1, v)
		}
	}
	if _, v := b.redeem(s.Code); v != tooMany {
		t.Errorf("after all of them, a good one: %v", v)
	}
	b.now = b.now.Add(guesses.Every)
	if _, v := b.redeem(s.Code); v != good {
		t.Errorf("a minute later: %v", v)
	}
}

func TestCodesAreBounded(t *testing.T) {
	b := newBook(t)
	for n := range mostOrders {
		b.order(Piece{Name: fmt.Sprint("p", n)})
	}
	if _, err := b.Record(Order{Piece: welcome}); !errors.Is(err, ErrOrders) {
		t.Errorf("one more: %v", err)
	}
	b.order(Piece{Name: "p3"}) // in place of one
	b.Withdraw(Piece{Name: "p4"})
	b.order(welcome)
}
