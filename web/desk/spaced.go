package desk

import numbers "cordboard/appliance/address"

// spaced is a telephone number as all pages of the desk show it.
func spaced(number string) string { return numbers.Shown(number) }
