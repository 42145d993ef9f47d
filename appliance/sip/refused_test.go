package sip_test

import (
	"errors"
	"fmt"
	"testing"

	"cordboard/appliance/sip"
)

func TestNextWayIsTriedWhereNobodyWasReachedAndNothingRang(t *testing.T) {
	ways := []sip.Outgoing{{Number: "31"}}
	for name, c := range map[string]struct {
		status int
		rang   bool
		left   []sip.Outgoing
		want   bool
	}{
		"the exchange has no room":    {503, false, ways, true},
		"nothing answered at all":     {408, false, ways, true},
		"it had rung":                 {503, true, ways, false},
		"there is no other":           {503, false, nil, false},
		"he is busy":                  {486, false, ways, false},
		"nobody is to be found":       {604, false, ways, false},
		"everybody refuses, so do we": {699, false, ways, false},
	} {
		failed := sip.Failed{Refused: sip.Refused{Status: c.status}}
		if got := failed.Next(c.rang, c.left); got != c.want {
			t.Errorf("%s: %t, want %t", name, got, c.want)
		}
	}
}

func TestErrorRefusesACallAsItSaysOrForAFaultOfOurs(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		said   bool
	}{
		{sip.Unavailable(), 503, true},
		{fmt.Errorf("open leg: %w", errors.Join(errors.New("no port"), sip.Unavailable())), 503, true},
		{errors.New("the store is torn"), 500, false},
	} {
		if r, said := sip.RefusedBy(c.err); r.Status != c.status || said != c.said {
			t.Errorf("%v: %d, said %t, want %d, %t", c.err, r.Status, said, c.status, c.said)
		}
	}
}
