package sqlite

import (
	"errors"

	"cordboard/appliance"
)

type setting struct{ key, value string }

func scanSetting(row scanner) (setting, error) {
	var s setting
	err := row.Scan(&s.key, &s.value)
	return s, err
}

const (
	settingByKey statement = `SELECT key, value FROM setting WHERE key = ?`
	// No text goes on with a character beyond the last one of Unicode, and a
	// range is found by the key where a function of it would need all rows.
	settingsByPrefix statement = `SELECT key, value FROM setting WHERE key >= ?1 AND key < ?1 || char(0x10ffff)`
)

// Setting reads one setting; set is false when it was never made.
func (v *View) Setting(key string) (value string, set bool, err error) {
	s, err := one(v, scanSetting, settingByKey, key)
	if errors.Is(err, appliance.ErrNotFound) {
		return "", false, nil
	}
	return s.value, err == nil, err
}

// Settings reads all whose key begins with prefix.
func (v *View) Settings(prefix string) (map[string]string, error) {
	all, err := many(v, scanSetting, settingsByPrefix, prefix)
	if err != nil {
		return nil, err
	}
	m := make(map[string]string, len(all))
	for _, s := range all {
		m[s.key] = s.value
	}
	return m, nil
}

const setSetting statement = `INSERT INTO setting (key, value) VALUES (?, ?)
	ON CONFLICT (key) DO UPDATE SET value = excluded.value`

// SetSetting stores a setting in place of the one before.
func (t *Tx) SetSetting(key, value string) error { return t.do(setSetting, key, value) }

const deleteSetting statement = `DELETE FROM setting WHERE key = ?`

// DeleteSetting forgets a setting; one that is not there is no error.
func (t *Tx) DeleteSetting(key string) error { return t.do(deleteSetting, key) }
