package trunk

// What is decided without the store and the sockets, for tests of that alone.
type (
	State  = state
	Pacing = pacing
)

var (
	Admit    = admit
	Lead     = lead
	InOrder  = inOrder
	HealthBy = healthBy
)
