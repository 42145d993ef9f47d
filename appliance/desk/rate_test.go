package desk

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// A visitor says once how it was, may say otherwise, and nobody hears the same twice.
func TestVisitorRatesAfterTheEndAndMayChangeIt(t *testing.T) {
	h := furnish(t)
	c := h.chat("visitor")
	rate := func(face appliance.Face, comment string) error { return h.Rate(t.Context(), c.ID, face, comment) }
	if err := rate(appliance.FaceGood, ""); !errors.Is(err, ErrUnrated) {
		t.Errorf("before anybody answered: got %v", err)
	}
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := rate(appliance.FaceGood, ""); !errors.Is(err, ErrUnrated) {
		t.Errorf("while it goes on: got %v", err)
	}
	if err := h.End(t.Context(), c.ID, appliance.ByOperator, jana.ID, ""); err != nil {
		t.Fatal(err)
	}
	h.heard()
	for _, step := range []struct {
		face    appliance.Face
		comment string
		refused error
		told    bool
		kept    appliance.Face
		words   string
	}{
		{"great", "", ErrFace, false, "", ""},
		{"", "words alone", ErrFace, false, "", ""},
		{appliance.FaceGood, "", nil, true, appliance.FaceGood, ""},
		{appliance.FaceGood, "  ", nil, false, appliance.FaceGood, ""},
		{appliance.FaceBad, " It took an hour. ", nil, true, appliance.FaceBad, "It took an hour."},
		{appliance.FaceBad, "It took an hour.", nil, false, appliance.FaceBad, "It took an hour."},
		{appliance.FaceGood, strings.Repeat("a", 1001), appliance.ErrTooLong, false, appliance.FaceBad, "It took an hour."},
	} {
		err := rate(step.face, step.comment)
		told := slices.Contains(h.heard(), "ConversationChanged")
		got := h.conversation(c.ID).Rating
		if !errors.Is(err, step.refused) || told != step.told || got.Face != step.kept || got.Comment != step.words || (got.Face != "") == got.At.IsZero() {
			t.Errorf("%q %.20q: got %v, told %v, and %+v", step.face, step.comment, err, told, got)
		}
	}
	h.stop()
	h.start()
	if got := h.conversation(c.ID).Rating; got.Face != appliance.FaceBad || got.Comment != "It took an hour." || got.At.IsZero() {
		t.Errorf("after a restart it is %+v", got)
	}
	h.write(func(tx *sqlite.Tx) error {
		h.widget.Widget.Unrated = true
		return tx.SaveEntryPoint(h.widget)
	})
	if err := rate(appliance.FaceGood, ""); !errors.Is(err, ErrUnrated) {
		t.Errorf("where visitors are not asked: got %v", err)
	}
}

// Who was never answered, and who called, has nothing to rate.
func TestOnlyChatsThatWereAnsweredAreRated(t *testing.T) {
	joined := noon
	for name, is := range map[string]struct {
		c    appliance.Conversation
		want bool
	}{
		"answered and over": {appliance.Conversation{Channel: appliance.WebChat, State: appliance.Finished, Joined: joined}, true},
		"goes on":           {appliance.Conversation{Channel: appliance.WebChat, State: appliance.Active, Joined: joined}, false},
		"abandoned":         {appliance.Conversation{Channel: appliance.WebChat, State: appliance.Abandoned}, false},
		"a call":            {appliance.Conversation{Channel: appliance.Phone, State: appliance.Finished, Joined: joined}, false},
	} {
		if got := is.c.Rates(); got != is.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

// Who is blocked sends us no words by a rating either.
func TestBlockedContactRatesNothing(t *testing.T) {
	h := furnish(t)
	c := h.disturb("visitor", appliance.Browser{Mark: mark})
	if err := h.Block(t.Context(), jana.ID, c.ID, Blocking{Scope: appliance.BlockDevice}); err != nil {
		t.Fatal(err)
	}
	if err := h.Rate(t.Context(), c.ID, appliance.FaceBad, "You will hear from me."); !errors.Is(err, ErrBlocked) {
		t.Errorf("got %v", err)
	}
	if got := h.conversation(c.ID).Rating; got.Face != "" {
		t.Errorf("kept %+v", got)
	}
}
