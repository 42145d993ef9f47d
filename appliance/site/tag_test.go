package site

import (
	"errors"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

func (p *plot) tag(name string) appliance.Tag {
	p.t.Helper()
	t, err := p.SaveTag(p.t.Context(), 0, appliance.Tag{Name: name, Colour: appliance.Blue})
	if err != nil {
		p.t.Fatal(err)
	}
	return t
}

func (p *plot) tags() (all []appliance.Tag) {
	p.t.Helper()
	err := p.store.Read(p.t.Context(), func(v *sqlite.View) (err error) {
		all, err = v.Tags()
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}

func TestTagOfAConversationIsRetiredAndAnotherIsGone(t *testing.T) {
	p := newPlot(t)
	used, unused := p.tag("Complaint"), p.tag("Unused")
	err := p.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		_, err := tx.AddConversation(appliance.Conversation{Channel: appliance.WebChat, Began: time.Now(), Tags: []appliance.TagID{used.ID}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.RemoveTag(t.Context(), 5, used.ID, "another"); !errors.Is(err, appliance.ErrChanged) {
		t.Errorf("it is not what its editor saw: got %v", err)
	}
	for _, step := range []struct {
		tag     appliance.Tag
		retired bool
		left    int
	}{{used, true, 2}, {unused, false, 1}} {
		retired, err := p.RemoveTag(t.Context(), 5, step.tag.ID)
		left := p.tags()
		if err != nil || retired != step.retired || len(left) != step.left || !left[0].Off {
			t.Errorf("%s: got %v, %v, and %+v left", step.tag.Name, retired, err, left)
		}
		kept, err := p.History(t.Context(), "tag/"+step.tag.ID.String())
		if err != nil || len(kept) != 2 || kept[0].By != 5 || (string(kept[0].After) == "null") == step.retired {
			t.Errorf("%s: the history tells %+v, %v", step.tag.Name, kept, err)
		}
	}
	if _, err := p.RemoveTag(t.Context(), 5, unused.ID); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("a second time: %v", err)
	}
	kept, err := p.History(t.Context(), "tag/"+used.ID.String())
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Revert(t.Context(), 5, kept[0]); err != nil || p.tags()[0].Off {
		t.Errorf("taken back: %v, %+v", err, p.tags())
	}
}

func TestTagHasANameOfItsOwnAndAColour(t *testing.T) {
	p := newPlot(t)
	complaint := p.tag("Stížnost")
	p.tag("Praise")
	for _, c := range []struct {
		tag   appliance.Tag
		field string
		err   error
	}{
		{appliance.Tag{Name: "Thanks", Colour: appliance.Green}, "", nil},
		{appliance.Tag{Name: "STIZNOST", Colour: appliance.Green}, "name", sqlite.ErrDuplicate},
		{appliance.Tag{ID: complaint.ID, Name: "praise", Colour: appliance.Red}, "name", sqlite.ErrDuplicate},
		{appliance.Tag{ID: complaint.ID, Name: "stížnost", Colour: appliance.Red}, "", nil},
		{appliance.Tag{Name: " ", Colour: appliance.Green}, "name", appliance.ErrName},
		{appliance.Tag{Name: "Mauve", Colour: "mauve"}, "colour", ErrColour},
	} {
		before := p.tags()
		_, err := p.SaveTag(t.Context(), 0, c.tag)
		if c.err == nil {
			if err != nil {
				t.Errorf("%+v: %v", c.tag, err)
			}
			continue
		}
		flaws, _ := errors.AsType[appliance.Flaws](err)
		if !errors.Is(flaws[c.field], c.err) || len(p.tags()) != len(before) {
			t.Errorf("%+v: got %v, want %v at %s, and nothing kept", c.tag, err, c.err, c.field)
		}
	}
}
