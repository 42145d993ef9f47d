package run

import "cordboard/ivr"

// enterVoicemail says what is wanted, and then records.
func (s *step) enterVoicemail(a ivr.Voicemail) {
	s.Typed = ""
	s.question(nil, a.Voicemail, func() { s.record(a) })
}

// record lets the caller speak, after a tone.
func (s *step) record(a ivr.Voicemail) {
	s.request(a.Limit+slack, "", func(n int) Effect { return Record{Ask: n, Queue: a.To, Limit: a.Limit} })
}

// pressedInVoicemail cuts what is said before short, and ends what the caller
// says.
func (s *step) pressedInVoicemail(a ivr.Voicemail) {
	switch {
	case s.Asking != 0:
		s.do(EndRecording{Ask: s.Asking})
		s.wait(quick)
	case s.Playing != 0:
		s.record(a)
	}
}

func (s *step) recorded(a ivr.Voicemail, o Outcome) {
	if o == Kept {
		s.enter(a.Then)
		return
	}
	s.enter(either(a.Nothing, a.Then))
}
