package privacy

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"cordboard/appliance"
)

// TestNounsKeepNothingOfWhatIsMasked fills each field that comes from outside and
// reads the whole noun.
func TestNounsKeepNothingOfWhatIsMasked(t *testing.T) {
	const number, mail, card = "+420601123456", "jana.novakova@example.cz", "4111 1111 1111 1111"
	said := "volejte " + number + ", pište " + mail + ", karta " + card
	contact := appliance.Contact{Name: number, Mails: []string{mail}, Phones: []string{number}}
	c := appliance.Conversation{
		Name: number, Mail: mail, Phone: number, Topic: said, Called: number, Outbound: true, Vouched: mail,
		Browser:    appliance.Browser{Page: "/a?phone=601123456&m=" + mail, PageTitle: said, Pages: []appliance.Visit{{Page: "/%2B420601123456?x=%2B420601123456", Title: said}}},
		Parameters: []appliance.Parameter{{Key: "Telefon", Value: "601123456"}, {Key: number, Value: said}},
		LastText:   said,
	}
	known := Numbers(c, contact)
	var m Masks
	nouns := map[string]any{
		"conversation": m.Conversation(c, known...), "contact": m.Contact(contact),
		"entry": m.Entry(appliance.Entry{Text: said, Page: "/?t=" + number, Data: map[string]string{
			"number": number, "from": "601123456", "reason": said,
		}}, known...),
		"ticket": m.Ticket(appliance.Ticket{Subject: said, Body: said, Name: number, Mail: mail, Phone: number, Page: c.Browser.Page}),
	}
	for name, noun := range nouns {
		for _, secret := range []string{"60112", "ana.nov", "1111 1111"} {
			if at := mustJSON(t, noun); strings.Contains(at, secret) {
				t.Errorf("the %s says %q: %s", name, secret, at)
			}
		}
	}
	if at := mustJSON(t, []any{c, contact}); strings.Count(at, "60112") < 8 {
		t.Errorf("masking changes what it was given: %s", at)
	}
}

func mustJSON(t *testing.T, noun any) string {
	t.Helper()
	text, err := json.Marshal(noun)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestNumberThatIsOursStaysReadable(t *testing.T) {
	var m Masks
	if c := m.Conversation(appliance.Conversation{Channel: appliance.Phone, Called: "+420541230800"}); c.Called != "+420541230800" {
		t.Errorf("the number that was called became %q", c.Called)
	}
	if e := m.Entry(appliance.Entry{Data: map[string]string{"called": "+420541230800"}}); e.Data["called"] != "+420541230800" {
		t.Errorf("the number that was called became %q", e.Data["called"])
	}
}

func TestValueIsMaskedByWhatItsNameSays(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"Telefon", "601 123 456", "*****3456"},
		{"phone", "1234567", "***4567"},
		{"Odkud", "+420 601 123 456", "*********3456"},
		{"Objednávka", "601123456", "601123456"},
		{"order", "24-11206", "24-11206"},
		{"E-mail", "jana@example.cz", "j***@example.cz"},
		{"601123456", "601123456", "*****3456"},
		{"note", "call 601 123 456 after six", "call *****3456 after six"},
		{"", "", ""},
	} {
		if got := new(Masks).Beside(c.name, c.value); got != c.want {
			t.Errorf("%s: %q is shown as %q, want %q", c.name, c.value, got, c.want)
		}
	}
}

func TestAddressOfAPageIsMaskedWhereItHidesSomething(t *testing.T) {
	for page, want := range map[string]string{
		"/order/601123456":                      "/order/601123456",
		"/search?q=vrta%C4%8Dka&page=2":         "/search?q=vrta%C4%8Dka&page=2",
		"/a?phone=601123456&b=1":                "/a?phone=*****3456&b=1",
		"/a?x=%2B420601123456":                  "/a?x=*********3456",
		"/a?x=%2B420+601+123+456#jana@x.cz":     "/a?x=*********3456#j***@x.cz",
		"/u/jana%40example.cz/profile":          "/u/j***@example.cz/profile",
		"/pay?card=4111%201111%201111%201111":   "/pay?card=************1111",
		"/bad%zz?phone=601123456":               "/bad%zz?phone=*****3456",
		"":                                      "",
		"/known/777654321?ref=777654321":        "/known/*****4321?ref=*****4321",
		"/doprava/vydejni-boxy?utm=2026-11-22#": "/doprava/vydejni-boxy?utm=2026-11-22#",
	} {
		if got := new(Masks).Page(page, "+420777654321"); got != want {
			t.Errorf("%s becomes %s, want %s", page, got, want)
		}
	}
}

// TestWhatIsTypedTellsNoDigitBeforeTheLast types a sentence letter by letter: at no
// moment can more of it be read than of the message.
func TestWhatIsTypedTellsNoDigitBeforeTheLast(t *testing.T) {
	said := []rune("Volejte 601 123 456 nebo melissa@gmail.com dnes")
	for n := range said {
		typed := Typed(string(said[:n+1]))
		if strings.ContainsAny(typed, "0123456789") || strings.Contains(typed, "elissa") {
			t.Errorf("%q shows %q", string(said[:n+1]), typed)
		}
	}
	if got := Typed("Dobrý den, mám "); got != "Dobrý den, mám " {
		t.Errorf("words are shown as %q", got)
	}
	if got := Typed("Dobrý d"); got != "Dobrý …" {
		t.Errorf("half a word is shown as %q", got)
	}
}

// TestCutTextShowsNoHalfOfANumber cuts a sentence at every place.
func TestCutTextShowsNoHalfOfANumber(t *testing.T) {
	said := []rune("Volejte +420 601 123 456 nebo pište na melissa@gmail.com")
	for n := range said {
		if got := Text(cutOff(string(said[:n+1]))); strings.Contains(got, "601 12") || strings.Contains(got, "elissa@") {
			t.Errorf("%q shows %q", string(said[:n+1]), got)
		}
	}
	for _, whole := range []string{"Kdy dorazí řidič?", "", "Objednávka 24-11206 nepřišla"} {
		if got := cutOff(whole); got != whole {
			t.Errorf("%q becomes %q", whole, got)
		}
	}
}

// TestMasksForgetWhatIsOld masks more texts than are kept.
func TestMasksForgetWhatIsOld(t *testing.T) {
	var m Masks
	for n := range 3 * generation {
		m.Text(strconv.Itoa(n) + " kusů, tel. 601 123 456")
	}
	if kept := len(m.young) + len(m.old); kept > 2*generation || kept < generation {
		t.Errorf("%d texts are kept, want at most %d", kept, 2*generation)
	}
}
