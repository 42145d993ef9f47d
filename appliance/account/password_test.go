package account

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alexedwards/argon2id"
)

func TestPasswordsThatAreGuessedFirstAreRefused(t *testing.T) {
	for password, want := range map[string]error{
		"short":                    ErrShort,
		"elevenchars":              ErrShort,
		strings.Repeat("žx9", 100): ErrLong,

		"passwordpassword":  ErrCommon,
		"Password12345!":    ErrCommon,
		"P@ssw0rd2026":      ErrCommon,
		"heslo1234567":      ErrCommon,
		"MojeHeslo123456":   ErrCommon,
		"Haslo1234567!":     ErrCommon,
		"tajnéheslo2026":    ErrCommon,
		"123456789012":      ErrCommon,
		"987654321098":      ErrCommon,
		"abcdefghijkl":      ErrCommon,
		"aaaaaaaaaaaa":      ErrCommon,
		"121212121212":      ErrCommon,
		"abc123abc123":      ErrCommon,
		"qwertyuiopas":      ErrCommon,
		"lkjhgfdsapoi":      ErrCommon,
		"qwertzuiop123":     ErrCommon,
		"1qaz2wsx3edc":      ErrCommon,
		"iloveyou2024!":     ErrCommon,
		"miluji te 12345":   ErrCommon,
		"Sunshine-Dragon-1": ErrCommon,
		"Sparta Praha 1893": ErrCommon,
		"admin.cordboard":   ErrCommon,
		"novakova123456":    ErrCommon,
		"Jana.Novakova1":    ErrCommon,

		"correct horse battery": nil,
		"Nb7#kq2!vXz9":          nil,
		"839201746352":          nil,
		"pomalu tece potok":     nil,
		"zelený vůz u stodoly":  nil,
	} {
		if err := checkPassword(password, "jnovakova", "Jana Nováková", "jana@example.cz"); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", password, err, want)
		}
	}
}

func TestListOfStemsIsThere(t *testing.T) {
	if len(stems) < 400 {
		t.Errorf("only %d stems", len(stems))
	}
}

func TestUnknownLoginCostsWhatAKnownOneDoes(t *testing.T) {
	params, _, _, err := argon2id.DecodeHash(nobody)
	if err != nil {
		t.Fatal(err)
	}
	if params.Memory != cost.Memory || params.Iterations != cost.Iterations || params.Parallelism != cost.Parallelism ||
		params.SaltLength != cost.SaltLength || params.KeyLength != cost.KeyLength {
		t.Errorf("nobody's hash costs %+v, others %+v", params, cost)
	}
}

func TestTwoHashesAtOnceFewWaitAndTheRestIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newTurnstile(2, 3)
		var in, most atomic.Int32
		results := make(chan error, 10)
		for range 10 {
			go func() {
				results <- g.do(t.Context(), func() {
					if n := in.Add(1); n > most.Load() {
						most.Store(n) // each one comes in alone: see Wait below
					}
					time.Sleep(time.Second)
					in.Add(-1)
				})
			}()
			synctest.Wait()
		}
		refused := 0
		for range 10 {
			if err := <-results; errors.Is(err, ErrBusy) {
				refused++
			} else if err != nil {
				t.Error(err)
			}
		}
		if most.Load() != 2 || refused != 5 {
			t.Errorf("%d at once and %d refused, want 2 and 5", most.Load(), refused)
		}
		ctx, cancel := context.WithCancel(t.Context())
		for range 2 {
			go func() { _ = g.do(t.Context(), func() { time.Sleep(time.Second) }) }()
		}
		synctest.Wait()
		time.AfterFunc(time.Millisecond, cancel)
		if err := g.do(ctx, func() { t.Error("he had gone") }); !errors.Is(err, context.Canceled) {
			t.Errorf("one who gave up: %v", err)
		}
		time.Sleep(time.Minute)
		if len(g.line) != 0 || len(g.in) != 0 {
			t.Errorf("%d in line and %d in, after all have gone", len(g.line), len(g.in))
		}
	})
}
