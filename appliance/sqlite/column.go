package sqlite

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// Values as arguments of statements.

// micros is an instant as it is stored; the zero time is NULL.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// ref is a reference as it is stored; zero is NULL.
func ref[ID ~int64](id ID) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}

// asJSON stores v as JSON text. A nil list becomes "[]" and a nil map "{}", so
// that SQL never meets null.
func asJSON(v any) driver.Valuer { return jsonValue{v} }

type jsonValue struct{ v any }

// Value implements driver.Valuer.
func (j jsonValue) Value() (driver.Value, error) {
	text, err := json.Marshal(j.v)
	if err != nil {
		return nil, err
	}
	return string(text), nil
}

// list is v without the difference between nil and empty.
func list[T any](v []T) []T {
	if v == nil {
		return []T{}
	}
	return v
}

// Columns as they are scanned.

// instant reads what micros stored.
type instant struct{ into *time.Time }

// Scan implements sql.Scanner.
func (c instant) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*c.into = time.Time{}
	case int64:
		*c.into = time.UnixMicro(v).UTC()
	default:
		return fmt.Errorf("instant from %T", v)
	}
	return nil
}

// length reads a duration in microseconds.
type length struct{ into *time.Duration }

// Scan implements sql.Scanner.
func (c length) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("duration from %T", v)
	}
	*c.into = time.Duration(n) * time.Microsecond
	return nil
}

// reference reads what ref stored.
type reference[ID ~int64] struct{ into *ID }

// Scan implements sql.Scanner.
func (c reference[ID]) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*c.into = 0
	case int64:
		*c.into = ID(v)
	default:
		return fmt.Errorf("reference from %T", v)
	}
	return nil
}

func refer[ID ~int64](into *ID) reference[ID] { return reference[ID]{into} }

// fromJSON reads what asJSON stored. Empty lists and maps come back as nil.
type fromJSON struct{ into any }

// Scan implements sql.Scanner.
func (c fromJSON) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("JSON from %T", v)
	}
	if text == "[]" || text == "{}" || text == "null" {
		return nil
	}
	return json.Unmarshal([]byte(text), c.into)
}
