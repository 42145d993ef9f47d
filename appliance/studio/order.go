package studio

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/pace"
)

// Piece is a prompt in one language, or in all.
type Piece struct {
	Language appliance.Language
	Name     string
}

// Order is a recording that somebody is to make.
type Order struct {
	Piece
	Words  string // what it will say, where that is known
	By     appliance.OperatorID
	Speaks appliance.Language // what the caller is spoken to in
}

// Stage is how far an order has come.
type Stage string

// The stages. An order that was kept or lost is told of until another takes
// its place, or for as long as its code would have been good.
const (
	None    Stage = ""
	Awaited Stage = "awaited" // nobody has typed the code
	Calling Stage = "calling"
	Kept    Stage = "kept"
	Lost    Stage = "lost"    // the caller left without keeping anything
	Expired Stage = "expired" // nobody called in time
)

// Standing is how it stands with the recording of a piece.
type Standing struct {
	Stage
	By    appliance.OperatorID
	Code  string // while it is awaited
	Until time.Time
}

const (
	// CodeLasts is how long a code is good.
	CodeLasts = 15 * time.Minute
	// mostOrders is how many codes may be good at once: more make it easier to
	// guess one.
	mostOrders = 10
)

// guesses bounds the wrong codes of all callers together: with mostOrders good
// ones, a quarter of an hour of guessing finds one once in 4,000 times.
var guesses = pace.Rate{Every: time.Minute, Burst: 10}

// ErrOrders refuses one more order.
var ErrOrders = appliance.Refuse(appliance.TooMany, "refusal.recordings")

// order is one of the book.
type order struct {
	Order
	stage Stage
	code  string
	until time.Time // that it is good, and then that it is told of
}

// good tells whether its code is; nil has none.
func (o *order) good(now time.Time) bool {
	return o != nil && o.stage == Awaited && now.Before(o.until)
}

func (o *order) standing(now time.Time) Standing {
	s := Standing{Stage: o.stage, By: o.By, Until: o.until}
	switch {
	case o.good(now):
		s.Code = o.code
	case o.stage == Awaited:
		s.Stage = Expired
	}
	return s
}

// Record orders a recording, in place of one of the same piece whose code
// nobody has used, and gives the code for it.
func (s *Studio) Record(o Order) (Standing, error) {
	standing, err := s.enlist(o)
	if err == nil {
		s.Changed()
	}
	return standing, err
}

func (s *Studio) enlist(o Order) (Standing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now()
	s.sweep(now)
	if old := s.orders[o.Piece]; !old.good(now) && s.awaited(now) >= mostOrders {
		return Standing{}, ErrOrders.With("count", mostOrders)
	}
	code, err := s.freeCode()
	if err != nil {
		return Standing{}, err
	}
	made := &order{Order: o, stage: Awaited, code: code, until: now.Add(CodeLasts)}
	s.orders[o.Piece] = made
	return made.standing(now), nil
}

// Withdraw makes the code of a piece good for nothing, if nobody has used it.
func (s *Studio) Withdraw(p Piece) {
	s.mu.Lock()
	if o := s.orders[p]; o != nil && o.stage == Awaited {
		delete(s.orders, p)
	}
	s.mu.Unlock()
	s.Changed()
}

// Standing tells how it stands with a piece.
func (s *Studio) Standing(p Piece) Standing {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now()
	s.sweep(now)
	if o := s.orders[p]; o != nil {
		return o.standing(now)
	}
	return Standing{}
}

// redeem uses a code. It is good once.
func (s *Studio) redeem(code string) (*order, verdict) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now()
	if _, may := s.guesses.Take(struct{}{}, now); !may {
		return nil, tooMany
	}
	for _, o := range s.orders {
		if o.good(now) && o.code == code {
			s.guesses.GiveBack(struct{}{})
			o.stage, o.code = Calling, ""
			return o, good
		}
	}
	return nil, wrong
}

// close ends an order that was used. Another of its piece may stand in its
// place by now.
func (s *Studio) close(o *order, how Stage) {
	s.mu.Lock()
	o.stage, o.until = how, s.Now().Add(CodeLasts)
	s.mu.Unlock()
	s.Changed()
}

// sweep forgets what is not told of any more; mu is held.
func (s *Studio) sweep(now time.Time) {
	for piece, o := range s.orders {
		if o.stage != Calling && now.After(o.until.Add(CodeLasts)) {
			delete(s.orders, piece)
		}
	}
}

// awaited counts the codes that are good; mu is held.
func (s *Studio) awaited(now time.Time) (n int) {
	for _, o := range s.orders {
		if o.good(now) {
			n++
		}
	}
	return n
}

// codes is how many there are.
var codes = new(big.Int).Exp(big.NewInt(10), big.NewInt(codeDigits), nil)

// freeCode picks one by chance that no order has; mu is held.
func (s *Studio) freeCode() (string, error) {
	for {
		n, err := rand.Int(rand.Reader, codes)
		if err != nil {
			return "", fmt.Errorf("pick a code: %w", err)
		}
		code := fmt.Sprintf("%0*d", codeDigits, n)
		if !s.used(code) {
			return code, nil
		}
	}
}

func (s *Studio) used(code string) bool {
	for _, o := range s.orders {
		if o.code == code {
			return true
		}
	}
	return false
}
