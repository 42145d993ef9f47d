package sip

// Sources is how many UDP sources sipgo remembers.
func (s *Server) Sources() int { return s.ua.TransportLayer().Pool("udp").Size() }

// Connections is how many TCP connections sipgo holds.
func (s *Server) Connections() int { return s.ua.TransportLayer().Pool("tcp").Size() }
