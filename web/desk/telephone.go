package desk

import (
	"net/http"

	"cordboard/appliance"
	"cordboard/appliance/telephone"
	"cordboard/web"
)

// telephoneView is where the reader's sound is, and how his desk telephone
// stands.
type telephoneView struct {
	Sound     string // "browser", "telephone", or "none": he takes no calls
	Extension string // of his telephone; empty: he has none
	State     string // telephone.Stage, or "fault"
	Sentence  string
	Again     bool // it can be rung again
}

// telephone tells how the reader's own telephone stands.
func (w *writer) telephone() telephoneView {
	me := w.book.me
	v := telephoneView{Sound: "browser", Extension: me.Extension, Sentence: w.texts().Text("desk.telephone.browser")}
	switch {
	case me.Calls == 0:
		v.Sound = "none"
		return v
	case !me.OnTelephone():
		return v
	}
	stands := w.telephones.Standing(me.ID)
	v.Sound, v.State, v.Again = "telephone", string(stands.Stage), stands.Waits
	key := "desk.telephone." + v.State
	switch {
	case stands.Fault != "" && stands.Stage == telephone.Down:
		v.State, v.Sentence = "fault", w.faultOf(stands.Fault)
		return v
	case stands.Stage == telephone.Down, stands.Stage == telephone.Leaving:
		v.State, key = "down", "desk.telephone.down"
	}
	v.Sentence = w.texts().Text(key, "number", me.Extension)
	return v
}

// faultOf says what was wrong with the reader's telephone.
func (w *writer) faultOf(cause string) string {
	return w.texts().Text("desk.telephone.fault."+cause, "number", w.book.me.Extension)
}

// sounds tells whether a reader can be heard at a call.
func (p *Pages) sounds(me appliance.Operator) bool {
	if me.OnTelephone() {
		return p.Telephones.Standing(me.ID).Stage == telephone.Up
	}
	return p.Legs.Has(me.ID)
}

// willSound tells whether a reader is heard once he has a place at a call: his desk
// telephone is rung for it, and his browser must be connected by then.
func (p *Pages) willSound(me appliance.Operator) bool {
	return me.OnTelephone() || p.Legs.Has(me.ID)
}

// chooseSound has the reader talk in his browser or on his desk telephone.
func (p *Pages) chooseSound(w http.ResponseWriter, r *http.Request) error {
	if err := p.Accounts.ChooseSound(r.Context(), web.Operator(r.Context()).ID, r.PostFormValue("sound") == "telephone"); err != nil {
		return err
	}
	return done(w, r)
}

// ring has the reader's desk telephone ring once more.
func (p *Pages) ring(w http.ResponseWriter, r *http.Request) error {
	p.Telephones.Ring(web.Operator(r.Context()).ID)
	return done(w, r)
}

// Telephones are the operators' own; appliance/telephone.
type Telephones interface {
	// Standing tells how an operator's telephone stands right now.
	Standing(o appliance.OperatorID) telephone.Standing
	// Ring has it ring again that could not be reached.
	Ring(o appliance.OperatorID)
}
