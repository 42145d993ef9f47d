package sqlite

import "cordboard/appliance"

const countWaiting statement = `SELECT count(*) FROM conversation INDEXED BY conversation_state
	WHERE state = 'waiting' AND entry_point = ?`

// CountWaiting is how many conversations that came by an entry point wait.
func (v *View) CountWaiting(e appliance.EntryPointID) (int, error) {
	return one(v, scanAs[int], countWaiting, e)
}

const countQueued statement = `SELECT count(*) FROM conversation INDEXED BY conversation_state
	WHERE state = 'waiting' AND queue = ?`

// CountQueued is how many conversations wait in a queue.
func (v *View) CountQueued(q appliance.QueueID) (int, error) {
	return one(v, scanAs[int], countQueued, q)
}

const openAddresses statement = `SELECT coalesce(browser ->> '$.address', '') FROM conversation INDEXED BY conversation_state
	WHERE state IN ('tree', 'waiting', 'active')`

// OpenAddresses reads the network address of each conversation that is not
// over, and of it nothing else; empty is that of one without a browser.
func (v *View) OpenAddresses() ([]string, error) {
	return many(v, scanAs[string], openAddresses)
}

// scanAs reads a row of one plain column.
func scanAs[T ~int | ~int64 | ~string](row scanner) (value T, err error) {
	err = row.Scan(&value)
	return value, err
}
