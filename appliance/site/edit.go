package site

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
)

// noun is how one kind of thing is found and stored.
type noun[T any] struct {
	kept string // its history's name begins so
	id   func(T) int64
	find func(*sqlite.View, T) (T, error)
	add  func(*sqlite.Tx, T) (T, error)
	save func(*sqlite.Tx, T) error
	// taken notes what of it another thing has, at the field.
	taken func(*sqlite.View, T, appliance.Flaws) error
	// check refuses what does not fit the rest of the site; it reads the
	// store as it will be.
	check func(*sqlite.View, T) error
	// prepare does what must be done before the thing counts, in the site as it
	// will be.
	prepare func(ctx context.Context, by appliance.OperatorID, thing T, then estate) error
	undoes  int // the number of the change that is taken back; 0: of none
}

// SaveGroup adds a group, if its id is zero, or changes it. Here as in what
// follows, seen is the version of what the editor saw: when the thing is
// another by now, it is refused with appliance.ErrChanged.
func (s *Site) SaveGroup(ctx context.Context, by appliance.OperatorID, g appliance.Group, seen ...appliance.Version) (appliance.Group, error) {
	flaws := appliance.Flaws{}
	nameFlaw(flaws, g.Name)
	return edit(ctx, s, by, g, flaws, groupNoun(0), seen...)
}

// groupNoun is how groups are found and stored; here as in what follows, undoes is
// the number of the change that is taken back.
func groupNoun(undoes int) noun[appliance.Group] {
	return noun[appliance.Group]{
		kept: groupKept, undoes: undoes,
		id:   func(g appliance.Group) int64 { return int64(g.ID) },
		find: findGroup, add: (*sqlite.Tx).AddGroup, save: (*sqlite.Tx).SaveGroup,
		taken: groupTaken,
	}
}

// SaveQueue adds a queue, if its id is zero, or changes it. A name that a tree
// needs cannot be taken from it.
func (s *Site) SaveQueue(ctx context.Context, by appliance.OperatorID, q appliance.Queue, seen ...appliance.Version) (appliance.Queue, error) {
	return edit(ctx, s, by, q, queueFlaws(q), s.queueNoun(), seen...)
}

func (s *Site) queueNoun() noun[appliance.Queue] {
	return noun[appliance.Queue]{
		kept:  queueKept,
		id:    func(q appliance.Queue) int64 { return int64(q.ID) },
		find:  func(v *sqlite.View, q appliance.Queue) (appliance.Queue, error) { return v.Queue(q.ID) },
		add:   (*sqlite.Tx).AddQueue,
		save:  (*sqlite.Tx).SaveQueue,
		taken: queueTaken, check: s.queueFits,
	}
}

// SaveEntryPoint adds an entry point, if its id is zero, or changes it. A
// widget without a key gets one.
func (s *Site) SaveEntryPoint(ctx context.Context, by appliance.OperatorID, e appliance.EntryPoint, seen ...appliance.Version) (appliance.EntryPoint, error) {
	e, flaws := completed(e)
	return edit(ctx, s, by, e, flaws, s.entryPointNoun(0), seen...)
}

func (s *Site) entryPointNoun(undoes int) noun[appliance.EntryPoint] {
	return noun[appliance.EntryPoint]{
		kept: entryPointKept, undoes: undoes,
		id:    func(e appliance.EntryPoint) int64 { return int64(e.ID) },
		find:  func(v *sqlite.View, e appliance.EntryPoint) (appliance.EntryPoint, error) { return v.EntryPoint(e.ID) },
		add:   (*sqlite.Tx).AddEntryPoint,
		save:  (*sqlite.Tx).SaveEntryPoint,
		taken: entryPointTaken, check: s.entryPointFits, prepare: s.speakFor,
	}
}

// SaveReason adds a wrap-up reason, if its id is zero, or changes it.
func (s *Site) SaveReason(ctx context.Context, by appliance.OperatorID, r appliance.Reason, seen ...appliance.Version) (appliance.Reason, error) {
	flaws := appliance.Flaws{}
	namesFlaws(flaws, r.Name)
	return edit(ctx, s, by, r, flaws, noun[appliance.Reason]{
		kept: reasonKept,
		id:   func(r appliance.Reason) int64 { return int64(r.ID) },
		find: func(v *sqlite.View, r appliance.Reason) (appliance.Reason, error) { return v.Reason(r.ID) },
		add:  (*sqlite.Tx).AddReason, save: (*sqlite.Tx).SaveReason,
	}, seen...)
}

// SaveAbsence adds a reason for being away, if its id is zero, or changes it.
func (s *Site) SaveAbsence(ctx context.Context, by appliance.OperatorID, a appliance.Absence, seen ...appliance.Version) (appliance.Absence, error) {
	if a.ID == 0 {
		a.Key = rand.Text()
	}
	flaws := appliance.Flaws{}
	namesFlaws(flaws, a.Name)
	return edit(ctx, s, by, a, flaws, noun[appliance.Absence]{
		kept: absenceKept,
		id:   func(a appliance.Absence) int64 { return int64(a.ID) },
		find: func(v *sqlite.View, a appliance.Absence) (appliance.Absence, error) { return v.Absence(a.ID) },
		add:  (*sqlite.Tx).AddAbsence, save: (*sqlite.Tx).SaveAbsence,
	}, seen...)
}

// edit stores a thing, with its history. It is refused for its own flaws, when
// it does not fit, when a tree that worked would not any more, and when the
// thing is not what its editor saw.
func edit[T any](ctx context.Context, s *Site, by appliance.OperatorID, thing T, flaws appliance.Flaws, n noun[T], seen ...appliance.Version) (saved T, err error) {
	if len(flaws) > 0 {
		return thing, refuse(ctx, s, thing, flaws, n)
	}
	for {
		var at string
		if at, err = rehearse(ctx, s, by, thing, n, seen...); err != nil {
			break
		}
		saved = thing
		err = s.store.Write(ctx, func(tx *sqlite.Tx) error {
			if now, _, err := tx.Setting(versionKey); err != nil || now != at {
				return cmp.Or(err, errMoved)
			}
			before, changes, err := store(tx, &saved, n, seen...)
			if err != nil || !changes {
				return err
			}
			return s.record(tx, Change{What: fmt.Sprint(n.kept, n.id(saved)), By: by, Undoes: n.undoes}, before, saved)
		})
		if !errors.Is(err, errMoved) {
			break
		}
	}
	if errors.Is(err, sqlite.ErrDuplicate) {
		err = cmp.Or(refuse(ctx, s, thing, appliance.Flaws{}, n), err)
	}
	if err != nil {
		return thing, fmt.Errorf("save %s%d: %w", n.kept, n.id(thing), err)
	}
	return saved, nil
}

// refuse says all that is wrong with a thing at once: to its own flaws it adds
// what another has, and what does not fit.
func refuse[T any](ctx context.Context, s *Site, thing T, flaws appliance.Flaws, n noun[T]) error {
	return s.store.Read(ctx, func(v *sqlite.View) error {
		if n.taken != nil {
			if err := n.taken(v, thing, flaws); err != nil {
				return err
			}
		}
		if n.check == nil {
			return flaws.Err()
		}
		return flaws.Join(n.check(v, thing))
	})
}

// errRehearsed takes back what was but rehearsed.
var errRehearsed = errors.New("rehearsed")

// rehearse stores a thing, looks at the site as it would be, and takes it back:
// whether all trees would still work is found outside of the write, for which
// others wait. It gives the version of the site that it began with.
func rehearse[T any](ctx context.Context, s *Site, by appliance.OperatorID, thing T, n noun[T], seen ...appliance.Version) (at string, err error) {
	var now, then estate
	err = s.store.Write(ctx, func(tx *sqlite.Tx) error {
		if now, err = s.estate(&tx.View); err != nil {
			return err
		}
		_, changes, err := store(tx, &thing, n, seen...)
		if err != nil || !changes {
			return err
		}
		if then, err = s.estate(&tx.View); err != nil {
			return err
		}
		return errRehearsed
	})
	if !errors.Is(err, errRehearsed) {
		return now.at, err
	}
	if err := breaksNone(now, then); err != nil || n.prepare == nil {
		return now.at, err
	}
	return now.at, n.prepare(ctx, by, thing, then)
}

// store adds a thing or saves it, if it fits; changes is false if it is so
// already.
func store[T any](tx *sqlite.Tx, thing *T, n noun[T], seen ...appliance.Version) (before any, changes bool, err error) {
	before, changes, err = put(tx, thing, n, seen...)
	if err == nil && changes && n.check != nil {
		err = n.check(&tx.View, *thing)
	}
	return before, changes, err
}

func put[T any](tx *sqlite.Tx, thing *T, n noun[T], seen ...appliance.Version) (before any, changes bool, err error) {
	if n.id(*thing) == 0 {
		*thing, err = n.add(tx, *thing)
		return nil, true, err
	}
	old, err := n.find(&tx.View, *thing)
	if err != nil || reflect.DeepEqual(old, *thing) {
		return nil, false, err
	}
	if err := appliance.Unchanged(old, seen...); err != nil {
		return nil, false, err
	}
	return old, true, n.save(tx, *thing)
}

// breaksNone refuses what would make a tree bad that is good now.
func breaksNone(now, then estate) error {
	for _, name := range slices.Sorted(maps.Keys(then.wood)) {
		if then.bad(name) && !now.bad(name) {
			return ErrTreeNeeds.With("tree", name)
		}
	}
	return nil
}

func findGroup(v *sqlite.View, g appliance.Group) (appliance.Group, error) {
	all, err := v.Groups()
	if err != nil {
		return g, err
	}
	i := slices.IndexFunc(all, func(old appliance.Group) bool { return old.ID == g.ID })
	if i < 0 {
		return g, appliance.ErrNotFound
	}
	return all[i], nil
}

// areGroups is appliance.ErrNotFound for one that is not there.
func areGroups(v *sqlite.View, ids []appliance.GroupID) error {
	for _, id := range ids {
		if _, err := findGroup(v, appliance.Group{ID: id}); err != nil {
			return err
		}
	}
	return nil
}

// queueFits wants groups and skills that are there, no circle of queues that pass on
// to one another, and prompts that callers of every language hear: a queue knows none
// of its own.
func (s *Site) queueFits(v *sqlite.View, q appliance.Queue) error {
	if err := areGroups(v, q.Groups); err != nil {
		return err
	}
	if err := v.HasSkills(q.Needs); err != nil {
		return err
	}
	queues, err := v.Queues()
	if err != nil {
		return err
	}
	if q.Overflow.To != 0 && !slices.ContainsFunc(queues, func(to appliance.Queue) bool { return to.ID == q.Overflow.To }) {
		return appliance.ErrNotFound
	}
	unheard, err := s.unheard(v)
	if err != nil {
		return err
	}
	flaws := appliance.Flaws{}
	round := circle(q, queues)
	flaws.Add("overflow-to", round != "", ErrCircle.With("circle", round))
	flaws.Add("music", unheard(q.Music), ErrMusic.With("name", q.Music))
	flaws.Add("notice", unheard(q.Recording.Notice), ErrUnheard.With("name", q.Recording.Notice))
	for _, message := range q.Messages {
		flaws.Add("messages", unheard(message), ErrUnheard.With("name", message))
	}
	return flaws.Err()
}

// unheard finds prompts that callers of some language would not hear. Where
// nobody knows of prompts, all are heard.
func (s *Site) unheard(v *sqlite.View) (func(prompt string) bool, error) {
	has, err := s.has(v)
	return func(prompt string) bool {
		silent := func(l appliance.Language) bool { return !has(l, prompt) }
		return has != nil && prompt != "" && slices.ContainsFunc(appliance.Languages(), silent)
	}, err
}

// entryPointFits refuses references to what is not there.
func (s *Site) entryPointFits(v *sqlite.View, e appliance.EntryPoint) error {
	for _, id := range append(slices.Clone(e.Widget.Topics), e.Queue) {
		if id == 0 {
			continue
		}
		if _, err := v.Queue(id); err != nil {
			return err
		}
	}
	if e.Hours != "" {
		if _, err := calendar(v, e.Hours); errors.Is(err, appliance.ErrNotFound) {
			return ErrNoHours.With("hours", e.Hours)
		} else if err != nil {
			return err
		}
	}
	if e.Channel != appliance.Phone {
		return nil
	}
	if err := s.leavesStudio(v, e.Phone); err != nil {
		return err
	}
	if err := s.keepsShown(v, e); err != nil {
		return err
	}
	tree, err := treeOf{name: e.Phone.Tree, queue: e.Queue}.written(v)
	if errors.Is(err, appliance.ErrNotFound) {
		return ErrNoTree.With("tree", e.Phone.Tree)
	}
	if err != nil || e.Hours == "" {
		return err
	}
	flaws := appliance.Flaws{}
	has, err := s.has(v)
	if err != nil {
		return err
	}
	language := cmp.Or(appliance.Language(tree.Language), e.Language)
	flaws.Add("hours", has != nil && !has(language, ivr.DefaultClosed), ErrNoGoodbye.With("name", ivr.DefaultClosed))
	return flaws.Err()
}
