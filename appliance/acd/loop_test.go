package acd_test

import (
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/acd"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

// TestStoryTellsThatAColleagueDidNotAnswer, be it that he let it ring or went away.
func TestStoryTellsThatAColleagueDidNotAnswer(t *testing.T) {
	for what, petrs := range map[string]func(b *box){
		"he let it ring": func(*box) { time.Sleep(20 * time.Second) },
		"he went away": func(b *box) {
			b.must(b.SetPresence(b.t.Context(), b.petr, appliance.Away, ""))
		},
	} {
		bubble(t, func(b *box) {
			b.available(b.jana, b.petr)
			call := b.enter(appliance.Phone)
			b.must(b.Accept(b.t.Context(), b.jana, call))
			b.must(b.Ask(b.t.Context(), b.jana, call, b.petr, appliance.ToConsult))
			petrs(b)
			synctest.Wait()
			story := view(b, func(v *sqlite.View) ([]appliance.Entry, error) { return v.Entries(call, 0, 0) })
			if e := story[len(story)-1]; e.Kind != appliance.EntryUnanswered || e.Data["operator"] != "Petr" {
				t.Errorf("%s: the story ends with %+v, want that Petr did not answer", what, e)
			}
		})
	}
}

// TestStoryTellsWhoPassedAtOnce what he served, or what waited.
func TestStoryTellsWhoPassedAtOnce(t *testing.T) {
	for what, takes := range map[string]bool{"what he served": true, "what waited": false} {
		bubble(t, func(b *box) {
			b.rules.PassAtOnce = true
			b.write(func(tx *sqlite.Tx) error { tx.Emit(appliance.SiteChanged{}); return nil })
			b.available(b.jana, b.petr)
			chat := b.enter(appliance.WebChat)
			b.wantAsked(chat, b.jana)
			if takes {
				b.must(b.Accept(b.t.Context(), b.jana, chat))
			}
			b.must(b.Ask(b.t.Context(), b.jana, chat, b.petr, appliance.ToPass))
			b.wantServed(chat, b.petr)
			b.wantAsked(chat, 0)
			story := view(b, func(v *sqlite.View) ([]appliance.Entry, error) { return v.Entries(chat, 0, 0) })
			if e := story[len(story)-1]; e.Kind != appliance.EntryPassed || e.Operator != b.jana || e.Data["operator"] != "Petr" {
				t.Errorf("%s: the story ends with %+v, want that Jana passed it to Petr", what, e)
			}
		})
	}
}

func TestTwoOperatorsAndThreeConversationsThroughARestart(t *testing.T) {
	bubble(t, func(b *box) {
		b.available(b.jana, b.petr)
		call := b.enter(appliance.Phone)
		b.wantAsked(call, b.jana)
		b.must(b.Accept(b.t.Context(), b.jana, call))
		b.wantServed(call, b.jana)
		b.wantPresence(b.jana, appliance.Busy)

		chat := b.enter(appliance.WebChat)
		second := b.enter(appliance.WebChat)
		b.wantAsked(chat, b.petr)
		b.wantAsked(second, 0)
		time.Sleep(20 * time.Second) // Petr does not hear it
		b.wantPresence(b.petr, appliance.RONA)
		b.wantAsked(chat, 0)
		missed := view(b, func(v *sqlite.View) ([]appliance.Entry, error) { return v.Entries(chat, 0, 0) })
		if e := missed[len(missed)-1]; e.Kind != appliance.EntryMissed || e.Data["operator"] != "Petr" {
			t.Errorf("the story of the chat ends with %+v, want that Petr missed it", e)
		}
		b.must(b.SetPresence(b.t.Context(), b.petr, appliance.Available, ""))
		b.wantAsked(chat, b.petr)

		b.close()
		time.Sleep(time.Minute)
		b.open()
		b.run()

		b.wantPresence(b.jana, appliance.Busy)
		b.wantPresence(b.petr, appliance.Available)
		b.wantAsked(chat, b.petr) // anew
		b.must(b.Accept(b.t.Context(), b.petr, chat))
		b.wantAsked(second, b.petr)
		b.must(b.desk.End(b.t.Context(), call, appliance.ByContact, 0, "hung-up"))
		b.wantPresence(b.jana, appliance.WrapUp)
		time.Sleep(29 * time.Second) // in which Petr misses the second chat
		b.wantPresence(b.petr, appliance.RONA)
		b.wantAsked(second, 0)
		time.Sleep(time.Second)
		b.wantPresence(b.jana, appliance.Available)
		b.wantAsked(second, b.jana)
		b.must(b.Accept(b.t.Context(), b.jana, second))
		b.wantServed(call, b.jana)
		b.wantServed(chat, b.petr)
		b.wantServed(second, b.jana)
		if open := view(b, (*sqlite.View).Offers); len(open) > 0 {
			t.Errorf("offers go on: %+v", open)
		}
	})
}

// TestSkillsOverflowAndTheLastOperatorThroughTheStore has Sales need what Jana alone
// knows, and pass on to Petr who comes late for her.
func TestSkillsOverflowAndTheLastOperatorThroughTheStore(t *testing.T) {
	bubble(t, func(b *box) {
		var help appliance.QueueID
		b.write(func(tx *sqlite.Tx) error {
			english, err1 := tx.AddSkill(appliance.Skill{Name: "English"})
			jana, err2 := tx.Operator(b.jana)
			jana.Skills = appliance.Levels{english.ID: 3}
			tx.Emit(appliance.OperatorChanged{Operator: jana})
			sales, err3 := tx.Queue(b.sales)
			q, err4 := tx.AddQueue(appliance.Queue{Name: "Help", Groups: sales.Groups, OfferFor: 20 * time.Second, LastFor: 5 * time.Second})
			help = q.ID
			sales.Needs, sales.Overflow = appliance.Levels{english.ID: 2}, appliance.Overflow{To: help, After: time.Minute}
			tx.Emit(appliance.SiteChanged{})
			return errors.Join(err1, err2, err3, err4, tx.SaveOperator(jana), tx.SaveQueue(sales))
		})
		b.available(b.petr)
		late := b.enter(appliance.WebChat)
		b.wantAsked(late, 0)
		if err := b.Accept(b.t.Context(), b.petr, late); !errors.Is(err, acd.ErrUnskilled) {
			t.Errorf("Petr takes it by hand: %v", err)
		}
		b.close()
		b.open()
		b.run()
		b.wantAsked(late, 0)
		b.available(b.jana)
		b.wantAsked(late, b.jana)
		b.must(b.Decline(b.t.Context(), b.jana, late))
		b.must(b.SetPresence(b.t.Context(), b.jana, appliance.Away, ""))
		time.Sleep(time.Minute)
		b.wantAsked(late, b.petr)
		c := view(b, func(v *sqlite.View) (appliance.Conversation, error) { return v.Conversation(late) })
		if c.Queue != help {
			t.Errorf("it waits in queue %s, want %s", c.Queue, help)
		}
	})
}

func TestCallersHearOfTheLastOneWhoClosesHisPage(t *testing.T) {
	bubble(t, func(b *box) {
		b.available(b.jana)
		c := b.enter(appliance.Phone)
		b.PageClosed(b.jana)
		b.PageOpened(b.jana) // a reload
		b.wantAsked(c, b.jana)
		b.PageClosed(b.jana)
		b.manned.take()
		time.Sleep(20 * time.Second)
		b.wantAsked(c, 0)
		p := view(b, func(v *sqlite.View) (appliance.Presence, error) { return v.Presence(b.jana) })
		if p.State != appliance.Available || !p.Absent {
			t.Errorf("%+v, want available and absent", p)
		}
		if told := b.manned.take(); !slices.Equal(told, []bool{false}) {
			t.Errorf("told about calls %v, want once that nobody is there", told)
		}
		b.PageOpened(b.jana)
		b.wantAsked(c, b.jana)
	})
}

func TestOneOfManyWhoAcceptAtOnceGetsIt(t *testing.T) {
	bubble(t, func(b *box) {
		b.available(b.jana, b.petr)
		for range 20 {
			c := b.enter(appliance.WebChat)
			errs := make([]error, 2)
			var all sync.WaitGroup
			for i, o := range []appliance.OperatorID{b.jana, b.petr} {
				all.Go(func() { errs[i] = b.Accept(b.t.Context(), o, c) })
			}
			all.Wait()
			winner, loser := b.jana, errs[1]
			if errs[0] != nil {
				winner, loser = b.petr, errs[0]
			}
			if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(loser, acd.ErrTaken) {
				t.Fatalf("accepted: %v and %v, want one and one who comes too late", errs[0], errs[1])
			}
			b.wantServed(c, winner)
			b.must(b.desk.End(b.t.Context(), c, appliance.ByContact, 0, "closed"))
			b.wrapUp(c, winner)
		}
	})
}

func TestWhatEndsWhileItIsAcceptedIsRefused(t *testing.T) {
	bubble(t, func(b *box) {
		b.available(b.petr)
		for range 20 {
			c := b.enter(appliance.Phone)
			b.wantAsked(c, b.petr)
			var accepted error
			var both sync.WaitGroup
			both.Go(func() { accepted = b.Accept(b.t.Context(), b.petr, c) })
			both.Go(func() { b.must(b.desk.End(b.t.Context(), c, appliance.ByContact, 0, "hung-up")) })
			both.Wait()
			b.wantAsked(c, 0)
			if accepted == nil {
				b.wantServed(c, b.petr)
				b.wantPresence(b.petr, appliance.WrapUp)
				b.wrapUp(c, b.petr)
			} else if b.wantServed(c); appliance.AsRefusal(accepted) == nil {
				t.Errorf("%v, want a refusal", accepted)
			}
			b.wantPresence(b.petr, appliance.Available)
		}
	})
}

// TestWhatEndedSinceTheDecisionIsNotOffered keeps the store busy when a second
// offer is due, and ends the conversation before it can be written.
func TestWhatEndedSinceTheDecisionIsNotOffered(t *testing.T) {
	for _, ends := range []bool{false, true} {
		bubble(t, func(b *box) {
			told, err := b.feed.Subscribe(feed.ID{})
			b.must(err)
			b.available(b.petr)
			c := b.enter(appliance.WebChat)
			b.wantAsked(c, b.petr)
			b.must(b.Decline(b.t.Context(), b.petr, c))
			time.Sleep(19 * time.Second)
			b.write(func(tx *sqlite.Tx) error {
				time.Sleep(2 * time.Second) // the loop decides, and waits for its turn
				if !ends {
					return nil
				}
				ended, err := tx.Conversation(c)
				if err != nil {
					return err
				}
				ended.State = appliance.Abandoned
				tx.Emit(appliance.ConversationEnded{Conversation: ended})
				return tx.SaveConversation(ended)
			})
			synctest.Wait()
			made := 0
			for len(told.C()) > 0 {
				if _, ok := (<-told.C()).Event.(appliance.OfferMade); ok {
					made++
				}
			}
			if want := map[bool]int{false: 2, true: 1}[ends]; made != want {
				t.Errorf("ended %v: %d offers made, want %d", ends, made, want)
			}
		})
	}
}

// TestLoopReadsTheStoreWhenTheFeedCutsItOff has more happen in the midst of a
// write than the feed keeps for a slow reader.
func TestLoopReadsTheStoreWhenTheFeedCutsItOff(t *testing.T) {
	bubble(t, func(b *box) {
		b.available(b.jana) // one chat at once
		first, second := b.enter(appliance.WebChat), b.enter(appliance.WebChat)
		b.joining = func() {
			for range 400 {
				b.feed.Publish(appliance.TicketChanged{})
			}
		}
		b.must(b.Accept(b.t.Context(), b.jana, first))
		b.joining = nil
		b.wantAsked(second, 0) // it knows that Jana took the first one
		b.must(b.desk.End(b.t.Context(), first, appliance.ByContact, 0, "closed"))
		b.wrapUp(first, b.jana)
		b.wantAsked(second, b.jana)
	})
}

func TestChangedSiteIsReadAgain(t *testing.T) {
	bubble(t, func(b *box) {
		b.available(b.jana)
		if !b.Somebody(b.widget, b.sales, appliance.KindChat) {
			t.Error("nobody serves sales, and Jana does")
		}
		c := b.enter(appliance.WebChat)
		b.wantAsked(c, b.jana)
		b.write(func(tx *sqlite.Tx) error {
			q, err := tx.Queue(b.sales)
			if err != nil {
				return err
			}
			q.Groups = nil
			tx.Emit(appliance.SiteChanged{})
			return tx.SaveQueue(q)
		})
		b.wantAsked(c, 0)
		if b.Somebody(b.widget, b.sales, appliance.KindChat) {
			t.Error("somebody serves sales, and no group does")
		}
	})
}

// TestWhoeverIsToldOfAChangeHearsTheNewAnswer: the fact alone does not do, for
// who hears it may ask before the loop has heard it.
func TestWhoeverIsToldOfAChangeHearsTheNewAnswer(t *testing.T) {
	bubble(t, func(b *box) {
		move := func(rule string, o appliance.OperatorID, to appliance.PresenceState, want ...bool) {
			t.Helper()
			b.manned.take()
			b.must(b.SetPresence(b.t.Context(), o, to, ""))
			synctest.Wait()
			if told := b.manned.take(); !slices.Equal(told, want) {
				t.Errorf("%s: told, and heard %v, want %v", rule, told, want)
			}
		}
		move("the first one comes", b.jana, appliance.Available, true)
		move("another one comes", b.petr, appliance.Available)
		move("she goes away", b.jana, appliance.Away)
		move("one of two goes", b.jana, appliance.Offline)
		move("the last one goes", b.petr, appliance.Offline, false)
	})
}

func TestLoopTriesAgainAfterAWriteFailed(t *testing.T) {
	bubble(t, func(b *box) {
		b.available(b.jana)
		c := b.enter(appliance.WebChat)
		b.wantAsked(c, b.jana)
		broken := errors.New("disk on fire")
		b.broken.Store(&broken)
		time.Sleep(20 * time.Second)
		b.wantPresence(b.jana, appliance.Available) // all of a round, or nothing
		b.wantAsked(c, b.jana)
		b.broken.Store(nil)
		if logged := b.log.read(); !strings.Contains(logged, "disk on fire") {
			t.Errorf("logged %q, want what went wrong", logged)
		}
		time.Sleep(time.Second)
		b.wantPresence(b.jana, appliance.RONA)
		b.wantAsked(c, 0)
	})
}

func TestCommandsAreAnsweredWhenTheLoopStops(t *testing.T) {
	bubble(t, func(b *box) {
		b.stop()
		synctest.Wait()
		if err := b.SetPresence(b.t.Context(), b.jana, appliance.Available, ""); !errors.Is(err, acd.ErrStopped) {
			t.Errorf("got %v, want %v", err, acd.ErrStopped)
		}
	})
}

func TestLoopThatCannotBeginSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBox(t)
		b.close()
		loop := acd.New(acd.Deps{Store: b.store, Feed: b.feed, Desk: b, Log: slog.New(slog.DiscardHandler)})
		if loop.Somebody(b.widget, b.sales, appliance.KindChat) {
			t.Error("somebody is there before the loop knows")
		}
		if err := loop.Run(t.Context()); !errors.Is(err, sqlite.ErrClosed) || !strings.Contains(err.Error(), "restore") {
			t.Errorf("got %v, want that it cannot restore from a closed store", err)
		}
	})
}
