package message

import (
	"errors"
	"slices"
	"testing"
)

func TestTextIsWrittenInOneSpelling(t *testing.T) {
	m, err := Cut([]byte("\r\nOPTIONS sip:box SIP/2.0\ni : id\r\nSUBJECT: a\r\n\tb\r\nl: 99\r\nMin-se: 90\r\n\r\nhello"), 10)
	if err != nil {
		t.Fatal(err)
	}
	want := "OPTIONS sip:box SIP/2.0\r\nCall-ID: id\r\nSubject: a b\r\nMin-SE: 90\r\nContent-Length: 5\r\n\r\nhello"
	if got := string(m.Append(nil)); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A refusal names as much of a message as could be read.
func TestWhatCouldBeReadComesWithTheError(t *testing.T) {
	for name, tt := range map[string]struct {
		raw    string
		err    error
		fields []Field
	}{
		"no SIP":            {"GET / HTTP/1.1\r\n\r\n", ErrNotSIP, nil},
		"too many":          {"X SIP/2.0\r\nXA: 1\r\nXB: 2\r\nXC: 3\r\n\r\n", ErrTooMany, []Field{{"xa", "1"}, {"xb", "2"}}},
		"no end":            {"X SIP/2.0\r\nXA: 1\r\n", errHeaders, []Field{{"xa", "1"}}},
		"no colon":          {"X SIP/2.0\r\nXA: 1\r\nXB\r\nXC: 3\r\n\r\n", errHeaders, []Field{{"xa", "1"}, {"xc", "3"}}},
		"folded from above": {"X SIP/2.0\r\n 1\r\nXA: 1\r\n\r\n", errHeaders, []Field{{"xa", "1"}}},
		"carriage return":   {"X SIP/2.0\r\nXA: 1\rXB: 2\r\nXC: 3\r\n\r\n", errHeaders, []Field{{"xc", "3"}}},
	} {
		most := 10
		if name == "too many" {
			most = 2
		}
		m, err := Cut([]byte(tt.raw), most)
		if !errors.Is(err, tt.err) || !slices.Equal(m.Fields, tt.fields) {
			t.Errorf("%s: %q, %v, want %q, %v", name, m.Fields, err, tt.fields, tt.err)
		}
	}
}

func TestAddressesAreWrittenPlainlyOrNotRead(t *testing.T) {
	for given, want := range map[string]string{
		"sip:a@b":                           "sip:a@b",
		"sip:a@b ; TAG = t":                 "sip:a@b;tag=t",
		"Jan Novak < sip:a@b > ;x":          "Jan Novak <sip:a@b>;x",
		`"a, \"b\" <c>" <sip:a@b;lr>;tag=t`: `"a, \"b\" <c>" <sip:a@b;lr>;tag=t`,
		`"open <sip:a@b>`:                   "",
		"<sip:a@b":                          "",
		"<sip:a@b>;tag=":                    "",
		"<sip:a@b>;tag=a=b":                 "",
		"a b sip:a@b":                       "",
		"nobody":                            "",
	} {
		a, err := ParseAddress(given)
		if got := a.String(); (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("%q is read as %q, %v, want %q", given, got, err, want)
		}
	}
	all := Addresses(`"a, b" <sip:1@x;p=1,2>, nonsense, <sip:2@x>`)
	if len(all) != 2 || Unquote(all[0].Display) != "a, b" || all[1].URI != "sip:2@x" {
		t.Errorf("read %q of several", all)
	}
}

// FuzzText holds that what was written plainly is read as it was meant.
func FuzzText(f *testing.F) {
	f.Add([]byte("OPTIONS sip:box SIP/2.0\nv: SIP/2.0/UDP a;branch=b\r\n folded\r\nf: \"q\" <sip:a@b>;tag=t\r\n\r\nbody"))
	f.Add([]byte("SIP/2.0 200 OK\r\nContact: <sip:a@b>, \"c\" <sip:d@e>;q=0.1\r\n\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := Cut(raw, 50)
		if err != nil {
			return
		}
		for _, field := range m.Fields {
			_, _ = ParseVias(field.Value)
			for _, a := range Addresses(field.Value) {
				again, err := ParseAddress(a.String())
				if err != nil || again.String() != a.String() {
					t.Errorf("%q is written %q and read as %q, %v", field.Value, a, again, err)
				}
			}
		}
		plain := m.Append(nil)
		again, err := Cut(plain, 51)
		if err != nil {
			t.Fatalf("%q is written %q: %v", raw, plain, err)
		}
		if got := again.Append(nil); string(got) != string(plain) {
			t.Errorf("%q is written %q and then %q", raw, plain, got)
		}
	})
}
