package spoken

import "cordboard/appliance"

// CallFrom tells an operator, whose telephone rings, who calls: a number, or
// somebody who hides it.
func CallFrom(l appliance.Language, number string) Words {
	t := of(l)
	digits := t.digits(number)
	if len(digits) == 0 {
		return Words{t.phrases.call}
	}
	return append(Words{t.phrases.callFrom}, digits...)
}

// PressToTake asks him for the key that takes it.
func PressToTake(l appliance.Language) Words { return Words{of(l).phrases.press} }
