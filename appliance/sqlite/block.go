package sqlite

import (
	"time"

	"cordboard/appliance"
)

const blockColumns = `b.id, b.scope, b.value, b.conversation, b.operator, b.at, b.until, b.reason, b.lifted, b.lifted_by`

func scanBlock(row scanner) (appliance.Block, error) {
	var b appliance.Block
	err := row.Scan(&b.ID, &b.Scope, &b.Value, refer(&b.Conversation), &b.By, instant{&b.At}, instant{&b.Until}, &b.Reason, instant{&b.Lifted}, refer(&b.LiftedBy))
	return b, err
}

const (
	block    statement = `SELECT ` + blockColumns + ` FROM block AS b WHERE b.id = ?`
	blocksOf statement = `SELECT ` + blockColumns + ` FROM block AS b INDEXED BY block_value
		WHERE b.lifted IS NULL AND b.value IN (SELECT j.value FROM json_each(?) AS j) ORDER BY b.id`
	blocksHolding statement = `SELECT ` + blockColumns + ` FROM block AS b INDEXED BY block_value
		WHERE b.lifted IS NULL AND (b.until IS NULL OR b.until > ?) ORDER BY b.id DESC`
)

// Block reads one block.
func (v *View) Block(id appliance.BlockID) (appliance.Block, error) {
	return one(v, scanBlock, block, id)
}

// BlocksOf reads those of one of these identities that were not lifted, also such as
// have run out.
func (v *View) BlocksOf(who []appliance.Identity) ([]appliance.Block, error) {
	values := make([]string, len(who))
	for i, w := range who {
		values[i] = w.Value
	}
	return many(v, scanBlock, blocksOf, asJSON(values))
}

// Blocks reads those that hold then, the newest first.
func (v *View) Blocks(then time.Time) ([]appliance.Block, error) {
	return many(v, scanBlock, blocksHolding, micros(then))
}

const (
	addBlock  statement = `INSERT INTO block (scope, value, conversation, operator, at, until, reason, lifted, lifted_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	saveBlock statement = `UPDATE block SET lifted = ?, lifted_by = ? WHERE id = ?`
)

// AddBlock stores a new block and returns it with its id.
func (t *Tx) AddBlock(b appliance.Block) (appliance.Block, error) {
	var err error
	b.ID, err = insert[appliance.BlockID](t, addBlock, b.Scope, b.Value, ref(b.Conversation), b.By, micros(b.At), micros(b.Until), b.Reason, micros(b.Lifted), ref(b.LiftedBy))
	return b, err
}

// SaveBlock stores that one was lifted. The rest of it stays as it was made.
func (t *Tx) SaveBlock(b appliance.Block) error {
	return t.update(saveBlock, micros(b.Lifted), ref(b.LiftedBy), b.ID)
}
