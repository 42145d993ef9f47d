package sip

// Sources is how many UDP sources sipgo remembers.
func (s *Server) Sources() int { return s.ua.TransportLayer().Pool("udp").Size() }
