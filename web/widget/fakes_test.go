package widget_test

import (
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// settings are the site's as the desk and the tickets ask for them.
type settings struct{}

func (settings) ReserveBrackets(*sqlite.View) (bool, error)          { return false, nil }
func (settings) Region(*sqlite.View) (string, error)                 { return "CZ", nil }
func (settings) InvitationLasts(*sqlite.View) (time.Duration, error) { return 15 * time.Minute, nil }
func (settings) ReviseWithin(*sqlite.View) (time.Duration, error)    { return 15 * time.Minute, nil }
func (settings) Silence(*sqlite.View) (time.Duration, error)         { return 0, nil }
func (settings) Unattended(*sqlite.View) (time.Duration, error)      { return 0, nil }
func (settings) Files(*sqlite.View) (appliance.FileRules, error) {
	return appliance.FileRules{Limit: 1}, nil
}
