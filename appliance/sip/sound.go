package sip

import (
	"errors"

	"cordboard/appliance/media/sdp"
)

// open of Negotiate: decides but sends nothing.
func (m negotiating) open(c *Call) {
	s := &c.loop.sound
	if err := c.settled(); err != nil {
		m.reply <- negotiated{err: err}
		return
	}
	s.Local = m.local
	var n negotiated
	if c.offer == nil {
		n.sdp, n.stream = s.Offer(), s.Expected()
		c.loop.assurance.ours = n.sdp
	} else {
		n.sdp, _, n.err = s.Answer(c.offer)
		s.Pact = sdp.TheyOffered // until it is said
		n.stream = s.Stream
	}
	m.reply <- n
}

// soundRefusal is how an offer is refused.
func soundRefusal(err error) *refusal {
	if errors.Is(err, sdp.ErrMalformed) {
		return &refusal{status: 400, reason: "Malformed SDP"}
	}
	return &refusal{status: 488, reason: "Not Acceptable Here"}
}
