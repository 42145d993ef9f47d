package call

import "context"

// CatchUp does what follows a feed that was cut.
func (cs *Calls) CatchUp(ctx context.Context) { cs.catchUp(ctx) }
