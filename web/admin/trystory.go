package admin

import (
	"cmp"
	"context"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/ivr"
	"cordboard/ivr/run"
	"cordboard/ivr/sim"
	"cordboard/ivr/spoken"
	"cordboard/web/i18n"
)

// tryStep is one line of the story.
type tryStep struct{ Node, Sentence string }

// outside tells what becomes of numbers outside.
type outside struct {
	trunks  trunk.Config
	country string
}

// outside is what the trunks do with numbers that are dialled where the site is.
func (p *Pages) outside(ctx context.Context) (o outside, err error) {
	o.trunks = p.Trunks.Config()
	err = p.Store.Read(ctx, func(v *sqlite.View) (err error) {
		o.country, err = p.Site.Region(v)
		return err
	})
	return o, err
}

// barred tells whether no trunk lets a number go.
func (o outside) barred(number string) bool {
	return o.trunks.Bars(number, o.country).Why != trunk.Free
}

// passages says of each trunk how a number is dialled there, or why it is not.
func (o outside) passages(ctx context.Context, number string) (said []string) {
	all, ok := o.trunks.Passages(number, o.country)
	switch {
	case !ok:
		return []string{i18n.Text(ctx, "try.no-number", "number", number)}
	case len(all) == 0:
		return []string{i18n.Text(ctx, "try.no-way-out")}
	}
	for _, one := range all {
		key := "try.denied"
		switch {
		case one.Number != "":
			key = "try.dialled"
		case one.Astray:
			key = "try.astray"
		case one.Rule != "":
			key = "try.denied-by"
		}
		said = append(said, i18n.Text(ctx, key, "trunk", one.Trunk, "number", cmp.Or(one.Number, number), "rule", string(one.Rule)))
	}
	return said
}

// fateText is the key of what befell the caller. Most fates say of themselves
// what they are of.
func fateText(b sim.Befell) string {
	switch b {
	case sim.Befell{For: sim.ForQueue, Fate: sim.Answered}, sim.Befell{For: sim.ForInviter, Fate: sim.Unknown},
		sim.Befell{For: sim.ForMessage, Fate: sim.Kept}, sim.Befell{For: sim.ForMessage, Fate: sim.Failed},
		sim.Befell{For: sim.ForCallback, Fate: sim.Kept}, sim.Befell{For: sim.ForCallback, Fate: sim.Failed}:
		return "try.fate." + string(b.For) + "." + string(b.Fate)
	}
	return "try.fate." + string(b.Fate)
}

// walk tells the story.
func (v *tryView) walk(ctx context.Context, story sim.Story, heard recorded) {
	for _, m := range story.Moments {
		if m.Node != "" {
			v.At = m.Node
		}
		switch what := m.What.(type) {
		case run.Pressed:
			v.Hears = nil
			v.tell(m.Node, i18n.Text(ctx, "try.pressed", "key", string(what.Key)))
		case sim.Chose:
			v.chose(ctx, what)
		case run.TimedOut:
			v.Hears = nil
			v.tell(m.Node, i18n.Text(ctx, "try.nothing"))
		case sim.Befell:
			v.Hears = nil
			v.tell(m.Node, i18n.Text(ctx, fateText(what)))
		case sim.Asked:
			v.tell(m.Node, i18n.Text(ctx, map[bool]string{true: "try.open", false: "try.closed"}[what.Open], "hours", what.Hours))
		case run.Play:
			v.hear(what, heard)
			v.tell(m.Node, i18n.Text(ctx, "try.hears", "prompts", strings.Join(what.Prompts, ", ")))
		case run.Say:
			v.say(what, heard)
			v.tell(m.Node, i18n.Text(ctx, "try.hears", "prompts", what.Text))
		case run.Set:
			v.tell(m.Node, i18n.Text(ctx, "try.sets", "name", what.Name, "value", what.Value))
		case run.Speak:
			v.tell(m.Node, i18n.Text(ctx, "try.speaks", "language", languageName(ctx, what.Language)))
		case run.Effect:
			v.waits(ctx, m.Node, what)
		}
	}
	v.end(ctx, story)
}

func (v *tryView) tell(node, sentence string) {
	v.Steps = append(v.Steps, tryStep{node, sentence})
}

// chose adds to the key that was pressed what it was taken for.
func (v *tryView) chose(ctx context.Context, c sim.Chose) {
	press := &v.Steps[len(v.Steps)-1]
	switch {
	case !c.Offered:
		press.Sentence += ", " + i18n.Text(ctx, "try.not-offered")
	case c.Label != "":
		press.Sentence += " · " + c.Label
	}
}

// waits tells for what the caller waits from now on, if it is that.
func (v *tryView) waits(ctx context.Context, node string, e run.Effect) {
	said := ""
	switch e := e.(type) {
	case run.Enqueue:
		said = i18n.Text(ctx, "try.now.queue", "queue", e.Queue)
	case run.Reach:
		said = i18n.Text(ctx, "try.now.operator", "operator", e.Operator)
	case run.Invite:
		said = i18n.Text(ctx, "try.now.inviter", "code", e.Code)
	case run.Dial:
		said = i18n.Text(ctx, "try.now.number", "number", e.Number)
	case run.Lookup:
		said = i18n.Text(ctx, "try.now.contact", "number", e.Number)
	case run.Record:
		said = i18n.Text(ctx, "try.now.message", "queue", e.Queue)
	case run.CallBack:
		said = i18n.Text(ctx, "try.now.callback", "number", e.Number, "queue", e.Queue)
	default:
		return
	}
	v.Now = said
	v.tell(node, said)
	if d, dials := e.(run.Dial); dials {
		for _, sentence := range v.outside.passages(ctx, d.Number) {
			v.tell(node, sentence)
		}
	}
}

// recorded finds the recording of a prompt.
type recorded func(appliance.Language, string) prompt

func (v *tryView) hear(play run.Play, heard recorded) {
	for _, name := range play.Prompts {
		v.Hears = append(v.Hears, heard(play.Language, name))
	}
}

// say lets the page play what is said, piece by piece.
func (v *tryView) say(s run.Say, heard recorded) {
	for _, p := range s.Pieces {
		if p.Words != "" {
			one := heard(s.Language, ivr.Spoken(p.Words))
			one.Name = p.Words
			v.Hears = append(v.Hears, one)
			continue
		}
		for _, piece := range spoken.Value(s.Language, p.As, p.Value) {
			one := heard(s.Language, ivr.Spoken(piece))
			one.Name = piece
			v.Hears = append(v.Hears, one)
		}
	}
}

// end says where the caller is now, and what of it is left open.
func (v *tryView) end(ctx context.Context, s sim.Story) {
	e := s.End
	v.At, v.Open, v.Over = e.Node, s.Open, s.Open.For == ""
	switch {
	case s.Open.For == sim.ForKey, s.Open.For == sim.ForRelease:
		v.Now = i18n.Text(ctx, "try.now."+string(s.Open.For))
	case !v.Over:
	case e.How == sim.Taken && e.Operator != "":
		v.Now = i18n.Text(ctx, "try.reaches", "operator", e.Operator)
	case e.How == sim.Taken:
		v.Now = i18n.Text(ctx, "try.taken", "queue", e.Queue)
	case e.How == sim.HungUp:
		v.Now = i18n.Text(ctx, "try.hung-up")
	case e.How == sim.Gone:
		v.Now = i18n.Text(ctx, "try.gone")
	default:
		v.Now = i18n.Text(ctx, "try.round")
	}
}
