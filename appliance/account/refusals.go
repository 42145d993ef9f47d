package account

import "cordboard/appliance"

// What accounts refuse.
var (
	// ErrWrong refuses a sign-in. It does not say what was wrong.
	ErrWrong = appliance.Refuse(appliance.Forbidden, "refusal.sign-in-wrong")
	// ErrTooMany refuses one who tried too often.
	ErrTooMany = appliance.Refuse(appliance.TooMany, "refusal.sign-in-too-many")
	// ErrBusy refuses when too many sign in at once.
	ErrBusy = appliance.Refuse(appliance.TooMany, "refusal.sign-in-busy")

	// ErrShort refuses a password of fewer than limit characters, ErrLong one
	// of more.
	ErrShort = appliance.Refuse(appliance.Invalid, "refusal.password-short")
	ErrLong  = appliance.Refuse(appliance.Invalid, "refusal.password-long")
	// ErrCommon refuses a password that is guessed first.
	ErrCommon = appliance.Refuse(appliance.Invalid, "refusal.password-common")
	// ErrCurrent refuses to change a password without the one before.
	ErrCurrent = appliance.Refuse(appliance.Forbidden, "refusal.password-current")

	ErrLogin = appliance.Refuse(appliance.Invalid, "refusal.login")
	ErrRole  = appliance.Refuse(appliance.Invalid, "refusal.role")
	// ErrAbove refuses to change an operator who may more than his editor, ErrRoleAbove
	// to give a role that may more.
	ErrAbove     = appliance.Refuse(appliance.Forbidden, "refusal.operator-above")
	ErrRoleAbove = appliance.Refuse(appliance.Forbidden, "refusal.role-above")

	ErrCapacity = appliance.Refuse(appliance.Invalid, "refusal.operator-capacity")
	ErrReach    = appliance.Refuse(appliance.Invalid, "refusal.operator-reach")
	// ErrNoTelephone refuses a desk telephone to who has none, ErrNoWay one to
	// which no call of the box leads.
	ErrNoTelephone = appliance.Refuse(appliance.Conflict, "refusal.no-telephone")
	ErrNoWay       = appliance.Refuse(appliance.Conflict, "refusal.telephone-no-way")
	// ErrLastAdmin refuses to leave the box without an administrator.
	ErrLastAdmin = appliance.Refuse(appliance.Conflict, "refusal.last-admin")
)
