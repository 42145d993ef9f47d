package run

import (
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
	s.Playing, s.Waiting = s.number(), 0
	s.do(Say{Number: s.Playing, Text: text.Text, Language: language})
}
