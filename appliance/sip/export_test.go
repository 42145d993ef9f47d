package sip

// Sources is how many UDP sources sipgo remembers.
func (s *Server) Sources() int { return s.ua.TransportLayer().Pool("udp").Size() }

// Connections is how many TCP connections sipgo holds.
func (s *Server) Connections() int { return s.ua.TransportLayer().Pool("tcp").Size() }

// Break has one of the call's goroutines panic.
func (c *Call) Break() { _ = c.post(breaking{}) }

type breaking struct{}

func (breaking) open(c *Call) {
	c.inTurn(func() { panic("in a goroutine of the call's") }, func() {})
}
