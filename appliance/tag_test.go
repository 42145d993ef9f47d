package appliance

import (
	"errors"
	"slices"
	"testing"
)

func TestConversationHasEachTagOnceAndNotTooMany(t *testing.T) {
	full := make([]TagID, MostTags)
	for i := range full {
		full[i] = TagID(i + 1)
	}
	for _, c := range []struct {
		has  []TagID
		tag  Tag
		want []TagID
		err  error
	}{
		{nil, Tag{ID: 3}, []TagID{3}, nil},
		{[]TagID{5}, Tag{ID: 3}, []TagID{5, 3}, nil},
		{[]TagID{5, 3}, Tag{ID: 3}, []TagID{5, 3}, nil},
		{[]TagID{3}, Tag{ID: 3, Off: true}, []TagID{3}, nil},
		{[]TagID{5}, Tag{ID: 3, Off: true}, nil, ErrTagOff},
		{full, Tag{ID: 3}, full, nil},
		{full, Tag{ID: 99}, nil, ErrManyTags},
	} {
		had := slices.Clone(c.has)
		got, err := Conversation{Tags: c.has}.Tagged(c.tag, MostTags)
		if !slices.Equal(got, c.want) || !errors.Is(err, c.err) {
			t.Errorf("%v and %+v: got %v, %v; want %v, %v", c.has, c.tag, got, err, c.want, c.err)
		}
		if !slices.Equal(had, c.has) {
			t.Errorf("%v and %+v: what it had is %v now", had, c.tag, c.has)
		}
	}
}

func TestConversationLosesTheOneTagAlone(t *testing.T) {
	for _, c := range []struct {
		has  []TagID
		id   TagID
		want []TagID
	}{
		{nil, 3, nil},
		{[]TagID{3}, 3, nil},
		{[]TagID{5, 3, 7}, 3, []TagID{5, 7}},
		{[]TagID{5}, 3, []TagID{5}},
	} {
		if got := (Conversation{Tags: c.has}).Untagged(c.id); !slices.Equal(got, c.want) {
			t.Errorf("%v without %d: got %v, want %v", c.has, c.id, got, c.want)
		}
	}
}

func TestConversationIsFoundByAllTagsThatAreSought(t *testing.T) {
	for _, c := range []struct {
		has, all []TagID
		want     bool
	}{
		{nil, nil, true},
		{nil, []TagID{3}, false},
		{[]TagID{5, 3}, []TagID{3}, true},
		{[]TagID{5, 3}, []TagID{3, 5}, true},
		{[]TagID{5, 3}, []TagID{3, 7}, false},
	} {
		if got := (Conversation{Tags: c.has}).HasTags(c.all); got != c.want {
			t.Errorf("%v of %v: got %v", c.all, c.has, got)
		}
	}
}
