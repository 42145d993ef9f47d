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
	pieces, written := s.pieces(text.Text)
	if len(pieces) == 0 { // values that nobody gave
		s.enter(a.Then)
		return
	}
	s.Playing, s.Waiting = s.number(), 0
	s.do(Say{Number: s.Playing, Text: written, Language: language, Pieces: pieces})
}

// pieces are those of a text with the values that the call has; of one that it
// has not nothing is said.
func (s *step) pieces(text string) (all []Piece, written string) {
	parts, _ := ivr.Pieces(text) // the tree was read: they are well
	var words []string
	for _, p := range parts {
		one := Piece{Words: p.Words}
		if p.Parameter != "" {
			one = Piece{Value: s.Parameters[p.Parameter], As: p.As}
		}
		if p.Parameter == ivr.LookupCaller {
			one.Value = s.world.Call().Caller
		}
		if one.Words+one.Value != "" {
			all, words = append(all, one), append(words, one.Words+one.Value)
		}
	}
	return all, strings.Join(words, " ")
}
