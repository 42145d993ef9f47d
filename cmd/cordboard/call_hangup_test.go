package main

import (
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/cmd/cordboard/demo"
)

// The pieces of the desk's page that show how a call stands.
const (
	offered  = `document.querySelector('#offer [data-accept]')`
	noOffer  = `!document.querySelector('#offer [data-offer]')`
	onCall   = `document.querySelector('#call:not([hidden]) [data-control=mute]')`
	noCall   = `!document.querySelector('#call:not([hidden]) [data-control=mute]')`
	onHold   = `document.querySelector('[data-control=hold][aria-pressed=true]')`
	wrapping = `document.querySelector('#foot[data-kind=wrap-up]')`
)

// scene is a telephone, a box with one line, and an operator at his desk.
type scene struct {
	*testing.T
	box   *box
	desk  *peertest.Tab
	phone *peertest.Baresip
	call  appliance.ConversationID
}

// TestCallEndsCleanlyWhoeverHangsUpWheneverHeDoes goes through all states of a
// call. The trunk has one line, so that each call proves that the one before
// gave it back.
func TestCallEndsCleanlyWhoeverHangsUpWheneverHeDoes(t *testing.T) {
	b := demonstration(t)
	oneLine(t, b)
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	s := scene{T: t, box: b, desk: operator(t, b, browser, "thomas"), phone: caller(t, 1000)}
	for _, tt := range []struct {
		name     string
		until    func(*scene) // what happens before
		byCaller bool
		want     appliance.ConversationState
		cause    string
	}{
		{name: "caller in the tree", until: (*scene).inTree, byCaller: true, want: appliance.Abandoned, cause: "hangup"},
		{name: "caller waiting", until: (*scene).waiting, byCaller: true, want: appliance.Abandoned, cause: "hangup"},
		{name: "caller talking", until: (*scene).talking, byCaller: true, want: appliance.Finished, cause: "hangup"},
		{name: "caller on hold", until: (*scene).held, byCaller: true, want: appliance.Finished, cause: "hangup"},
		{name: "operator talking", until: (*scene).talking, want: appliance.Finished, cause: "hangup"},
		{name: "operator on hold", until: (*scene).held, want: appliance.Finished, cause: "hangup"},
		{name: "caller before the answer", until: (*scene).ringing, byCaller: true, want: appliance.Abandoned, cause: "cancelled"},
		{name: "caller after an answer on accept", until: (*scene).answered, byCaller: true, want: appliance.Finished, cause: "hangup"},
	} {
		t.Log(tt.name) // not a subtest: the operator's page stays open
		tt.until(&s)
		if tt.byCaller {
			s.phone.Hangup()
		} else {
			s.desk.Press(`#call .control-end button`)
		}
		s.phone.Wait("CALL_CLOSED", patience)
		s.over(tt.want, tt.cause, tt.byCaller)
	}
}

// inTree: the caller hears the welcome.
func (s *scene) inTree() {
	s.dial(demo.TreeNumber)
	s.phone.Wait("CALL_ESTABLISHED", patience)
	hears(s.T, s.phone, "the welcome", loud)
	if c := awaitState(s.T, s.box, s.call, appliance.InTree); c.Queue != 0 {
		s.Errorf("a call in the tree is in queue %d", c.Queue)
	}
}

// waiting: he is offered to the operator, and hears music.
func (s *scene) waiting() {
	s.dial(demo.GroupNumber)
	s.phone.Wait("CALL_ESTABLISHED", patience)
	s.desk.Wait(offered)
	awaitState(s.T, s.box, s.call, appliance.Waiting)
	hears(s.T, s.phone, "the queue's music", loud)
}

// talking: the operator has accepted and the caller hears him.
func (s *scene) talking() {
	s.waiting()
	s.accept()
}

func (s *scene) accept() {
	s.desk.Press(`#offer [data-accept]`)
	s.desk.Wait(onCall)
	awaitState(s.T, s.box, s.call, appliance.Active)
	hears(s.T, s.phone, "the operator", tone(440))
}

// held: the operator has put him on hold.
func (s *scene) held() {
	s.talking()
	s.desk.Press(`[data-control=hold]`)
	s.desk.Wait(onHold)
	hears(s.T, s.phone, "the music of the hold", loud)
}

// ringing: the number is answered when somebody accepts, and nobody has yet.
func (s *scene) ringing() {
	answerOnAccept(s.T, s.box, demo.GroupNumber, true)
	s.dial(demo.GroupNumber)
	s.phone.Wait("CALL_RINGING", patience)
	s.desk.Wait(offered)
	awaitState(s.T, s.box, s.call, appliance.Waiting)
}

// answered: somebody accepts what rings.
func (s *scene) answered() {
	s.ringing()
	s.desk.Press(`#offer [data-accept]`)
	s.phone.Wait("CALL_ESTABLISHED", patience)
	s.desk.Wait(onCall)
	hears(s.T, s.phone, "the operator", tone(440))
}

func (s *scene) dial(number string) {
	s.Helper()
	before := newestCall(s.T, s.box)
	s.phone.Dial(reach(s.box, number))
	await(s.T, s.box, "a call came in", func(v *sqlite.View) (bool, error) {
		newest, err := v.Conversations(sqlite.ConversationFilter{Limit: 1})
		if err != nil || len(newest) == 0 || newest[0].ID <= before {
			return false, err
		}
		s.call = newest[0].ID
		return true, nil
	})
}

// over checks that the call has ended as said and left nothing behind, and
// brings the operator back to his next call.
func (s *scene) over(want appliance.ConversationState, cause string, byCaller bool) {
	s.Helper()
	c := awaitState(s.T, s.box, s.call, want)
	by := appliance.ByContact
	if !byCaller {
		by = appliance.ByOperator
	}
	if c.EndedBy != by || c.Ended.IsZero() {
		s.Errorf("ended by %q at %v, want by %q", c.EndedBy, c.Ended, by)
	}
	entries := entriesOf(s.T, s.box, s.call)
	if last := endOf(entries); last.Data["cause"] != cause {
		s.Errorf("the story ends with %v, want cause %q", last.Data, cause)
	}
	s.desk.Wait(noOffer)
	s.desk.Wait(noCall)
	quietBox(s.T, s.box)
	if want == appliance.Finished {
		s.desk.Wait(wrapping)
		if !contains(entries, appliance.EntryJoined) {
			s.Error("the story tells of no operator")
		}
		wrapUp(s.T, s.desk, "Wrong number", "")
	}
	awaitPresence(s.T, s.box, "thomas", appliance.Available)
	s.desk.Wait(`document.querySelector('#tabs').dataset.waiting === '0'`)
}

func endOf(entries []appliance.Entry) (last appliance.Entry) {
	for _, e := range entries {
		if e.Kind == appliance.EntryEnded {
			last = e
		}
	}
	return last
}

// oneLine lets in one call at a time.
func oneLine(t *testing.T, b *box) {
	t.Helper()
	c := b.trunks.Config()
	c.Calls = 1
	c.Trunks = append([]trunk.Trunk(nil), c.Trunks...)
	for i := range c.Trunks {
		c.Trunks[i].Calls = 1
	}
	if err := b.trunks.Save(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

// answerOnAccept has a number answer when an operator accepts, or at once.
func answerOnAccept(t *testing.T, b *box, number string, on bool) {
	t.Helper()
	ctx := t.Context()
	var e appliance.EntryPoint
	err := b.store.Read(ctx, func(v *sqlite.View) (err error) {
		e, err = v.EntryPointByNumber(number)
		return err
	})
	if err == nil {
		e.Phone.Answer = appliance.AnswerAtOnce
		if on {
			e.Phone.Answer = appliance.AnswerOnAccept
		}
		_, err = b.site.SaveEntryPoint(ctx, 0, e)
	}
	if err != nil {
		t.Fatalf("change number %s: %v", number, err)
	}
}
