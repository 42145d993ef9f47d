package address

import "cordboard/appliance"

// What is no address is refused so, whoever was given it.
var (
	// ErrMail refuses what nobody can write to.
	ErrMail = appliance.Refuse(appliance.Invalid, "refusal.mail")
	// ErrPhone refuses what nobody can call.
	ErrPhone = appliance.Refuse(appliance.Invalid, "refusal.phone")
	// ErrExtension refuses what is no number of an exchange's own.
	ErrExtension = appliance.Refuse(appliance.Invalid, "refusal.extension") // limit
)
