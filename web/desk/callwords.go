package desk

import (
	"cmp"
	"context"

	"cordboard/appliance"
	"cordboard/web/i18n"
)

func callAct(id appliance.ConversationID, what string) string {
	return "/desk/calls/" + id.String() + "/" + what
}

func muteIcon(muted bool) string {
	if muted {
		return "mic-off"
	}
	return "mic"
}

func muteWord(ctx context.Context, muted bool) string {
	if muted {
		return i18n.Text(ctx, "desk.call.unmute")
	}
	return i18n.Text(ctx, "desk.call.mute")
}

func holdIcon(c *callView) string {
	if c.Held || c.Waits {
		return "play"
	}
	return "pause"
}

func holdAct(held bool) string {
	if held {
		return "resume"
	}
	return "hold"
}

// holdWord names the way back to the contact, from a colleague or from nobody, or to
// the colleague who waits meanwhile.
func holdWord(ctx context.Context, c *callView) string {
	switch {
	case c.With != "":
		return i18n.Text(ctx, "desk.aside.back."+otherSide(c.Outbound))
	case c.Held:
		return i18n.Text(ctx, "desk.call.resume")
	case c.Waits:
		return i18n.Text(ctx, "desk.aside.back.question")
	}
	return i18n.Text(ctx, "desk.call.hold")
}

// cardHref opens the contact's card on a narrow screen, or closes it again.
func cardHref(p page) string {
	if p.View == "card" {
		return p.here()
	}
	return p.here() + "&view=card"
}

// conference tells whether the reader serves what is no call together with others: to
// no queue can he leave it.
func (t talk) conference() bool { return t.Mine && !t.Ended && t.Call == nil && len(t.Others) > 0 }

// muted and soundless say of the reader's own sound at the open call.
func (t talk) muted() bool {
	return t.Call != nil && t.Call.Muted || t.Joined != nil && t.Joined.Muted
}

func (t talk) soundless() bool {
	return t.Call != nil && t.Call.Soundless || t.Joined != nil && t.Joined.Soundless
}

// nobodyHears says what an operator without sound has to know first.
func nobodyHears(ctx context.Context, c *callView) string {
	return i18n.Text(ctx, "desk.soundless.nobody."+otherSide(c.Outbound))
}

// otherWord names whom the reader hears.
func otherWord(ctx context.Context, c *callView) string {
	if aside := cmp.Or(c.Asker, c.With); aside != "" {
		return aside
	}
	return i18n.Text(ctx, "desk.call."+otherSide(c.Outbound))
}

// ownWord names the reader beside his own meter, and says when nobody hears him.
func ownWord(ctx context.Context, muted bool) string {
	if muted {
		return i18n.Text(ctx, "desk.call.you.muted")
	}
	return i18n.Text(ctx, "desk.call.you")
}

// otherSide ends the key of a text that names who is on the other side of a call:
// whom we called is no caller.
func otherSide(weCalled bool) string {
	if weCalled {
		return "contact"
	}
	return "caller"
}

// pauseReasons are why a recording is paused.
func pauseReasons(ctx context.Context, weCalled bool) []string {
	return []string{
		i18n.Text(ctx, "desk.pause.card"), i18n.Text(ctx, "desk.pause.personal"), i18n.Text(ctx, "desk.pause.asked."+otherSide(weCalled)),
	}
}
