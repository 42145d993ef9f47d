package widget_test

import "cordboard/appliance/sqlite"

// settings are the site's as the desk and the tickets ask for them.
type settings struct{}

func (settings) ReserveBrackets(*sqlite.View) (bool, error) { return false, nil }
func (settings) Region(*sqlite.View) (string, error)        { return "CZ", nil }
