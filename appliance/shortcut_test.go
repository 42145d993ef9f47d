package appliance_test

import (
	"errors"
	"maps"
	"testing"

	"cordboard/appliance"
)

func TestShortcutsAreOneLetterEachAndOnce(t *testing.T) {
	for name, try := range map[string]struct {
		typed appliance.Shortcuts
		want  appliance.Shortcuts
		err   error
	}{
		"nothing":              {nil, nil, nil},
		"as usual":             {appliance.Shortcuts{"end": "E", "pass": " t "}, nil, nil},
		"another letter":       {appliance.Shortcuts{"end": "Q"}, appliance.Shortcuts{"end": "q"}, nil},
		"no key":               {appliance.Shortcuts{"end": ""}, appliance.Shortcuts{"end": ""}, nil},
		"two without a key":    {appliance.Shortcuts{"end": "", "find": " "}, appliance.Shortcuts{"end": "", "find": ""}, nil},
		"two change places":    {appliance.Shortcuts{"end": "t", "pass": "e"}, appliance.Shortcuts{"end": "t", "pass": "e"}, nil},
		"a command of nowhere": {appliance.Shortcuts{"erase": "x"}, nil, nil},
		"a digit":              {appliance.Shortcuts{"end": "1"}, nil, appliance.ErrShortcut},
		"a letter with a mark": {appliance.Shortcuts{"end": "ę"}, nil, appliance.ErrShortcut},
		"two letters":          {appliance.Shortcuts{"end": "qq"}, nil, appliance.ErrShortcut},
		"a usual one of other": {appliance.Shortcuts{"end": "t"}, nil, appliance.ErrShortcutTwice},
		"one for two":          {appliance.Shortcuts{"end": "q", "pass": "Q"}, nil, appliance.ErrShortcutTwice},
	} {
		got, err := try.typed.Chosen()
		if !errors.Is(err, try.err) || !maps.Equal(got, try.want) {
			t.Errorf("%s: got %v, %v, want %v, %v", name, got, err, try.want, try.err)
		}
	}
}

// Every command has a letter and no two have the same.
func TestUsualShortcutsAreWhole(t *testing.T) {
	letters := map[string]appliance.Command{}
	for _, c := range appliance.Commands() {
		letter := appliance.Shortcuts(nil).Letter(c)
		if other, taken := letters[letter]; taken || letter == "" {
			t.Errorf("%s has %q, which %q has", c, letter, other)
		}
		letters[letter] = c
	}
}
