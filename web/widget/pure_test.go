package widget

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/pace"
	"cordboard/appliance/ticket"
)

func TestNetworkOfIPv6IsItsSixtyFour(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7/32", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2::9": "2001:db8:1:2::/64",
	} {
		if got := pace.Network(netip.MustParseAddr(address)); got.String() != want {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
	}
	if got := pace.Network(netip.Addr{}); got.IsValid() {
		t.Errorf("no address: got %s", got)
	}
}

func TestFormTakesWhatItAsksForAndNothingElse(t *testing.T) {
	topics := []topic{{ID: 1, Name: "A"}, {ID: 2, Name: "B"}}
	all := asks{Name: appliance.AskRequired, Mail: appliance.AskOptional, Phone: appliance.AskOptional, Topic: appliance.AskRequired}
	good := fields{Key: "0123456789abcdef", Name: "Eva", Topic: 1}
	with := func(edit func(*fields)) fields {
		f := good
		edit(&f)
		return f
	}
	for _, c := range []struct {
		name string
		give fields
		want error
	}{
		{"what is needed", good, nil},
		{"no name", with(func(f *fields) { f.Name = " \t" }), ticket.ErrName},
		{"a name of 121", with(func(f *fields) { f.Name = strings.Repeat("ě", 121) }), ticket.ErrName},
		{"a name of 120", with(func(f *fields) { f.Name = strings.Repeat("ě", 120) }), nil},
		{"a mail address", with(func(f *fields) { f.Mail = " Eva@Hobla.example " }), nil},
		{"two addresses", with(func(f *fields) { f.Mail = "a@b.example, c@d.example" }), address.ErrMail},
		{"an address of two lines", with(func(f *fields) { f.Mail = "a@b.example\r\nBcc: c@d.example" }), address.ErrMail},
		{"a phone number", with(func(f *fields) { f.Phone = "+420 (605) 214-880" }), nil},
		{"no topic", with(func(f *fields) { f.Topic = 0 }), ticket.ErrTopic},
		{"a queue that is no topic", with(func(f *fields) { f.Topic = 3 }), ticket.ErrTopic},
		{"a text of 1001", with(func(f *fields) { f.Text = strings.Repeat("ž", 1001) }), appliance.ErrTooLong},
		{"a text of 1000", with(func(f *fields) { f.Text = strings.Repeat("ž", 1000) }), nil},
	} {
		if _, got := c.give.checked(all, topics); !errors.Is(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
	got, err := with(func(f *fields) { f.Mail, f.Phone = "eva@hobla.example", "605214880" }).checked(asks{}, topics)
	if err != nil || got.Name != "" || got.Mail != "" || got.Phone != "" || got.Topic != 0 {
		t.Errorf("a form that asks nothing kept %+v, %v", got, err)
	}
}

func TestOneTopicAloneIsNoChoice(t *testing.T) {
	form := appliance.Form{Name: appliance.AskNot, Topic: appliance.AskRequired}
	if got := asksOf(form, []topic{{ID: 1, Name: "A"}}); got != (asks{}) {
		t.Errorf("got %+v", got)
	}
	e := appliance.EntryPoint{Queue: 9}
	for _, c := range []struct {
		chosen appliance.QueueID
		topics []topic
		want   appliance.QueueID
	}{
		{0, nil, 9},
		{0, []topic{{ID: 1, Name: "A"}}, 1},
		{2, []topic{{ID: 1, Name: "A"}, {ID: 2, Name: "B"}}, 2},
		{0, []topic{{ID: 1, Name: "A"}, {ID: 2, Name: "B"}}, 9},
		{0, []topic{{ID: 1, Name: "A"}, {ID: 9, Name: "I"}}, 9},
	} {
		if got, _ := queueOf(e, fields{Topic: c.chosen}, c.topics); got != c.want {
			t.Errorf("%d of %v: got %d, want %d", c.chosen, c.topics, got, c.want)
		}
	}
}

func TestBrowserIsReadFromItsUserAgent(t *testing.T) {
	for agent, want := range map[string]appliance.Browser{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                        {Name: "Firefox", System: "Windows", Device: "desktop"},
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1": {Name: "Safari", System: "iOS", Device: "phone"},
		"Mozilla/5.0 (iPad; CPU OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5 Mobile/15E148 Safari/604.1":          {Name: "Safari", System: "iOS", Device: "tablet"},
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0":     {Name: "Edge", System: "macOS", Device: "desktop"},
		strings.Repeat("(", 5000): {},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("User-Agent", agent)
		got := browserOf(r, "192.0.2.7")
		if got.Address != "192.0.2.7" {
			t.Errorf("%s: address %q", agent, got.Address)
		}
		if want.Name != "" && (got.Name != want.Name || got.System != want.System || got.Device != want.Device) {
			t.Errorf("%s: got %s, %s, %s, want %s, %s, %s", agent, got.Name, got.System, got.Device, want.Name, want.System, want.Device)
		}
		if len(got.Name) > 60*4 || len(got.System) > 60*4 {
			t.Errorf("kept %q, %q", got.Name, got.System)
		}
	}
}
