package desk

import (
	"reflect"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/call"
)

func TestHangingUpInAConferenceSaysWhatItDoes(t *testing.T) {
	serving := func(o appliance.OperatorID) call.Party {
		return call.Party{Role: call.Serving, Operator: o, Answered: true}
	}
	guest := call.Party{Role: call.Guest, Number: "31", Answered: true}
	end := ending{Act: "hangup", Word: "desk.call.end"}
	leave := ending{Act: "hangup", Word: "desk.call.leave", Others: true}
	hand := ending{Act: "hand", Word: "desk.call.leave", Others: true}
	all := ending{Act: "end", Word: "desk.call.end-all", All: true}
	for name, x := range map[string]struct {
		parties []call.Party
		want    []ending
	}{
		"alone with the contact":     {[]call.Party{serving(7)}, []ending{end}},
		"his own conference":         {[]call.Party{serving(7), serving(8)}, []ending{all, leave}},
		"a colleague's conference":   {[]call.Party{serving(8), serving(7)}, []ending{leave}},
		"he asks a colleague":        {[]call.Party{serving(7), {Role: call.Aside, Operator: 8, Answered: true}}, []ending{all, leave}},
		"he is asked":                {[]call.Party{serving(8), {Role: call.Aside, Operator: 7, Answered: true}}, []ending{{Act: "hangup", Word: "desk.call.leave"}}},
		"a number talks too":         {[]call.Party{serving(7), guest}, []ending{all, hand}},
		"a number that rings":        {[]call.Party{serving(7), {Role: call.Guest, Number: "31"}}, []ending{end}},
		"a number is asked":          {[]call.Party{serving(7), {Role: call.Aside, Number: "31", Answered: true}}, []ending{end}},
		"a colleague and a number":   {[]call.Party{serving(7), serving(8), guest}, []ending{all, leave}},
		"a supervisor talks with us": {[]call.Party{serving(7), {Role: call.Guest, Operator: 9, Answered: true}}, []ending{end}},
	} {
		if got := endings(call.Standing{Parties: x.parties}, 7); !reflect.DeepEqual(got, x.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, x.want)
		}
	}
}
