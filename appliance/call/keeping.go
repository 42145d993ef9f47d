package call

import (
	"context"

	"cordboard/appliance"
	"cordboard/appliance/media"
)

// keeping is whether what is said at a call is recorded, and whether the other
// side knows.
type keeping struct {
	appliance.RecordingRule
	// Telling says that the other side hears the notice: until it has, nobody
	// talks with it and nothing is recorded.
	Telling bool
	// Told says that it has heard one: none is said twice.
	Told bool
}

// on tells whether what is said now is to be recorded.
func (k keeping) on() bool { return !k.Off && !k.Telling }

// Events of the notice.
type (
	noticed   struct{} // it was heard to its end
	unnoticed struct{} // it cannot be played
)

func (noticed) happens()   {}
func (unnoticed) happens() {}

// notice has the caller hear a prompt before anybody talks with him.
type notice struct{ prompt string }

func (notice) deed() {}

// keep seats those who talk with the caller, and has recorded what they say, as
// the rule has it. Whom it has told something first hears that alone.
func (s *state) keep(r appliance.RecordingRule) []action {
	s.Keeping.RecordingRule = r
	switch {
	case r.Off:
		return []action{sound{}}
	case r.Notice == "" || s.Keeping.Told:
		return []action{record{}, sound{}}
	}
	s.Keeping.Telling = true
	return []action{sound{}, notice{r.Notice}}
}

// endNotice lets them talk. What the other side has not been told of is not
// recorded.
func (s *state) endNotice(heard bool) []action {
	if !s.Keeping.Telling {
		return nil // he has left them meanwhile
	}
	s.Keeping.Telling, s.Keeping.Told, s.Keeping.Off = false, heard, !heard
	switch {
	case s.Phase != talking:
		return []action{sound{}}
	case !heard:
		return []action{sound{}, note{appliance.Entry{
			Kind: appliance.EntryUnnoticed, By: appliance.BySystem, Data: map[string]string{"prompt": s.Keeping.Notice},
		}}}
	}
	return []action{record{}, sound{}, note{appliance.Entry{Kind: appliance.EntryNoticed, By: appliance.BySystem}}}
}

// notice plays one to the caller.
func (a *actor) notice(prompt string) {
	clips, found := a.clips([]string{prompt})
	if !found {
		a.mail.Post(unnoticed{})
		return
	}
	a.legAt(caller).Play(media.Sequence(clips...), func(whole bool) {
		if whole {
			a.mail.Post(noticed{})
		}
	})
}

// rule is how it is with calls of a queue, or with those of none. While that
// cannot be read nothing is recorded: it may be what nobody has allowed.
func (a *actor) rule(ctx context.Context, q appliance.QueueID) appliance.RecordingRule {
	rule, err := a.ruleOf(ctx, q)
	if err != nil {
		a.log.Error("read whether a call is recorded", "err", err)
		return appliance.RecordingRule{Off: true}
	}
	return rule
}

func (a *actor) ruleOf(ctx context.Context, q appliance.QueueID) (appliance.RecordingRule, error) {
	if q == 0 {
		return a.Site.CallsOut(ctx)
	}
	queue, err := a.Site.QueueByID(ctx, q)
	return queue.Recording, err
}
