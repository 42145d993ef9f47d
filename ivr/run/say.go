package run

import (
	"strings"

	"cordboard/appliance"
	"cordboard/ivr"
)

// enterSay speaks the text in the caller's language; where it has none in that,
// the first, since words in a foreign one are better than silence.
func (s *step) enterSay(a ivr.Say) {
	if !a.TypeAhead {
		s.Typed = ""
	}
	text, ok := a.In(string(s.Language))
	if !ok && len(a.Say) > 0 {
		text, ok = a.Say[0], true
	}
	if !ok || a.BargeIn && s.Typed != "" {
		s.enter(a.Then)
		return
	}
	language := s.Language
	if text.Language != "" {
		language = appliance.Language(text.Language)
	}
	pieces, written := s.pieces(language, text.Text)
	if len(pieces) == 0 { // values that nobody gave
		s.enter(a.Then)
		return
	}
	s.Playing, s.Waiting = s.number(), 0
	s.do(Say{Number: s.Playing, Text: written, Language: language, Pieces: pieces})
}

// pieces are those of a text with the values that the call has, and what these
// count; of one that it has not nothing is said.
func (s *step) pieces(l appliance.Language, text string) (all []Piece, written string) {
	parts, _ := ivr.Pieces(text) // the tree was read: they are well
	var words []string
	hear := func(p Piece) {
		if p.Words+p.Value != "" {
			all, words = append(all, p), append(words, p.Words+p.Value)
		}
	}
	for _, p := range parts {
		value := s.Parameters[p.Parameter]
		if p.Parameter == ivr.LookupCaller {
			value = s.world.Call().Caller
		}
		switch {
		case p.Parameter == "":
			hear(Piece{Words: p.Words})
		case value != "":
			hear(Piece{Value: value, As: p.As})
			hear(Piece{Words: p.Counted(string(l), value)})
		}
	}
	return all, strings.Join(words, " ")
}
