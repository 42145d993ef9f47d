package desk_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// atHand gives the stand's operators answers, one of them those of another group
// and one nobody any more.
func (s *stand) atHand() {
	s.t.Helper()
	s.write(func(tx *sqlite.Tx) error {
		others, err := tx.AddGroup(appliance.Group{Name: "Účtárna"})
		if err != nil {
			return err
		}
		for _, t := range []appliance.Template{
			{Name: "doprava", Texts: map[appliance.Language]string{
				appliance.Czech: "Dobrý den, <name>, zásilka <číslo objednávky> je na cestě.", appliance.English: "Hello <name>, parcel <order> is on its way.",
			}},
			{Name: "doprava-zdarma", Texts: map[appliance.Language]string{appliance.Czech: "Nad 1 500 Kč je doprava zdarma."}},
			{Name: "otevírací-doba", Texts: map[appliance.Language]string{appliance.Czech: "Otevřeno máme denně od 8 do 18 hodin."}, Groups: s.jana.Groups},
			{Name: "podpis", Texts: map[appliance.Language]string{appliance.Czech: "S pozdravem <operator>"}},
			{Name: "doplatek", Texts: map[appliance.Language]string{appliance.Czech: "Doplatek je 300 Kč."}, Groups: []appliance.GroupID{others.ID}},
			{Name: "dovolená", Texts: map[appliance.Language]string{appliance.Czech: "Máme dovolenou."}, Off: true},
		} {
			if _, err := tx.AddTemplate(t); err != nil {
				return err
			}
		}
		return nil
	})
}

// picks are what the reader is offered for what he types.
func (r *reader) picks(path string) (names []string, texts map[string]string) {
	r.t.Helper()
	status, body := r.get(path)
	if status != http.StatusOK {
		r.t.Fatalf("%s: %d %s", path, status, body)
	}
	var all []struct{ Name, Text string }
	if err := json.Unmarshal([]byte(body), &all); err != nil {
		r.t.Fatal(err)
	}
	texts = map[string]string{}
	for _, p := range all {
		names, texts[p.Name] = append(names, p.Name), p.Text
	}
	return names, texts
}

func TestAnswersAtHandAreThoseOfTheOperatorsGroups(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.atHand()
	jana := s.plain("jana")
	names, texts := jana.picks("/desk/templates/" + sc.veronika.String() + "?typed=do")
	if got, want := strings.Join(names, " "), "/doprava /doprava-zdarma /otevírací-doba"; got != want {
		t.Errorf("she is offered %q, want %q", got, want)
	}
	if got, want := texts["/doprava"], "Dobrý den, Veronika Malá, zásilka <číslo objednávky> je na cestě."; got != want {
		t.Errorf("the answer is %q, want %q", got, want)
	}
	_, texts = jana.picks("/desk/templates/" + sc.veronika.String() + "?typed=podpis")
	if got, want := texts["/podpis"], "S pozdravem Jana Dvořáková"; got != want {
		t.Errorf("the answer is %q, want %q", got, want)
	}
	if status, body := s.plain("tomas").get("/desk/templates/" + sc.veronika.String() + "?typed=do"); status != http.StatusConflict && status != http.StatusForbidden || strings.Contains(body, "Veronika") {
		t.Errorf("one who does not serve the conversation: got %d, %s", status, body)
	}
}

// TestAnswersSayWhoseTheyAreAndInWhichLanguage: that of the contact, or another where there
// is none in his.
func TestAnswersSayWhoseTheyAreAndInWhichLanguage(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.atHand()
	for id, want := range map[appliance.ConversationID]string{
		sc.veronika:   "Everyone · cs, Everyone · cs, Linka · cs",
		sc.aleksandra: "Everyone · cs, Everyone · cs, Linka · cs",
	} {
		_, body := s.plain("jana").get("/desk/templates/" + id.String() + "?typed=do")
		var all []struct{ Of string }
		if err := json.Unmarshal([]byte(body), &all); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range all {
			got = append(got, p.Of)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("conversation %s: %q, want %q", id, got, want)
		}
	}
	polish := appliance.Template{Texts: map[appliance.Language]string{appliance.Polish: "Dzień dobry", appliance.English: "Hello"}}
	for reads, want := range map[appliance.Language]appliance.Language{appliance.Polish: appliance.Polish, appliance.English: appliance.English, appliance.Czech: appliance.Polish} {
		if got := polish.Spoken(reads); got != want || polish.In(reads) != polish.Texts[got] {
			t.Errorf("to who reads %s it speaks %s and says %q, want %s", reads, got, polish.In(reads), want)
		}
	}
}

// TestTabGoesThroughWhatIsToBeFilledIn, and out of the field behind the last of it.
func TestTabGoesThroughWhatIsToBeFilledIn(t *testing.T) {
	_, _, tab := atDesk(t, peertest.StartBrowser(t), veronika)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	tab.Type("Parcel <order> comes on <day>.")
	tab.Eval(`document.querySelector('[data-text]').setSelectionRange(0, 0)`, nil)
	for _, want := range []string{"<order>", "<day>"} {
		tab.Key("Tab")
		var got string
		if tab.Eval(`document.querySelector('[data-text]').value.slice(document.querySelector('[data-text]').selectionStart, document.querySelector('[data-text]').selectionEnd)`, &got); got != want {
			t.Errorf("Tab chooses %q, want %q", got, want)
		}
	}
	tab.Key("Tab")
	tab.Wait(`!document.activeElement.matches('[data-text]')`)
}

func TestEmojiAreCalledInTheReadersLanguage(t *testing.T) {
	for language, typed := range map[appliance.Language]string{appliance.English: "parc", appliance.Czech: "balik", appliance.Polish: "pacz"} {
		s := newStand(t, language)
		if names, _ := s.plain("jana").picks("/desk/emoji?typed=" + typed); len(names) != 1 || names[0] != "📦" {
			t.Errorf("%s, %q: got %q", language, typed, names)
		}
		if names, _ := s.plain("jana").picks("/desk/emoji"); len(names) < 50 {
			t.Errorf("%s: %d have a name", language, len(names))
		}
	}
}

const (
	picking  = `!document.querySelector('[data-picker]').hidden`
	selected = `document.querySelector('[data-picker] [aria-selected=true] b')?.textContent`
	written  = `document.querySelector('[data-text]').value`
)

// pickBy types what opens the picker.
func pickBy(typed string) string {
	return `{ const text = document.querySelector('[data-text]'); text.focus(); text.value = ''; document.execCommand('insertText', false, '` + typed + `') }`
}

// TestOperatorAnswersByWhatIsAtHand is by keyboard alone, and then by mouse.
func TestOperatorAnswersByWhatIsAtHand(t *testing.T) {
	s, sc, tab := atDesk(t, peertest.StartBrowser(t), veronika)
	s.atHand()
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	tab.Type("/dopr")
	tab.Wait(picking + ` && ` + selected + ` === '/doprava' && document.querySelectorAll('[data-picker] [role=option]').length === 2`)
	tab.Wait(`document.querySelector('[data-picker] mark').textContent === 'dopr'`)
	tab.Wait(`document.activeElement.getAttribute('aria-activedescendant') === document.querySelector('[data-picker] [aria-selected=true]').id`)
	for _, breach := range tab.Axe() {
		t.Errorf("axe: %v", breach)
	}
	tab.Key("ArrowDown")
	tab.Wait(selected + ` === '/doprava-zdarma'`)
	tab.Key("ArrowDown")
	tab.Key("Enter")
	tab.Wait(written + ` === 'Dobrý den, Veronika Malá, zásilka <číslo objednávky> je na cestě.' && !(` + picking + `)`)
	tab.Type("2024-118") // in place of the parameter, which is selected
	tab.Wait(written + ` === 'Dobrý den, Veronika Malá, zásilka 2024-118 je na cestě.'`)
	tab.Key("Enter")
	tab.Wait(bubble("zásilka 2024-118 je na cestě.") + ` && !document.querySelector('[data-pending]')`)
	if n := s.messages(sc.veronika, "Dobrý den, Veronika Malá, zásilka 2024-118 je na cestě."); n != 1 {
		t.Errorf("the answer stands %d times in the log", n)
	}

	tab.Type("v 12:30 nebo a/b ")
	tab.Wait(written + ` === 'v 12:30 nebo a/b ' && !(` + picking + `)`)
	tab.Type("/nic")
	tab.Wait(picking + ` && document.querySelector('.picker-none').textContent !== ''`)
	tab.Key("Escape")
	tab.Wait(`!(` + picking + `)`)
	tab.Type("k")
	tab.Wait(written + ` === 'v 12:30 nebo a/b /nick' && !(` + picking + `)`)
	tab.Eval(`document.querySelector('[data-text]').value = ''`, nil)
	tab.Type(":hear")
	tab.Wait(picking + ` && ` + selected + ` === '❤️'`)
	tab.Key("Enter")
	tab.Wait(written + ` === '❤️'`)

	tab.Eval(`document.querySelector('[data-text]').value = 'Hezký den'; document.querySelector('[data-text]').setSelectionRange(9, 9)`, nil)
	tab.Press(`[data-pick="/"]`)
	tab.Wait(picking + ` && document.querySelectorAll('[data-picker] [role=option]').length === 4`)
	tab.Press(`[data-picker] [role=option]:last-child`)
	tab.Wait(written + ` === 'Hezký den S pozdravem Jana Dvořáková' && document.activeElement.matches('[data-text]')`)
	tab.Press(`[data-pick=":"]`)
	tab.Wait(picking + ` && document.querySelectorAll('[data-picker] [role=option]').length > 50`)
	tab.Key("ArrowRight")
	tab.Wait(`document.querySelector('[data-picker] [aria-selected=true]') === document.querySelector('[data-picker] [role=option]:nth-child(2)')`)
	tab.Key("ArrowDown")
	tab.Wait(`(() => {
		const [first, now] = ['[role=option]', '[aria-selected=true]'].map(s => document.querySelector('[data-picker] ' + s).getBoundingClientRect());
		return now.top > first.top && now.top - first.top < 2 * first.height && now.left > first.left;
	})()`)
	tab.Press(`[data-picker] [role=option]:first-child`)
	tab.Wait(written + `.endsWith('Dvořáková🙂') && !(` + picking + `)`)
}

// TestAnswerSaysWhatTheOperatorWrote where a page's script says something else by the
// same name, whichever came last.
func TestAnswerSaysWhatTheOperatorWrote(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.write(func(tx *sqlite.Tx) error {
		_, err := tx.AddTemplate(appliance.Template{Name: "objednávka", Texts: map[appliance.Language]string{appliance.Czech: "Objednávka <order>."}})
		return err
	})
	script := func(value string) {
		t.Helper()
		if err := s.talks.Set(t.Context(), sc.veronika, appliance.Parameter{Key: "order", Value: value, From: appliance.FromScript}); err != nil {
			t.Fatal(err)
		}
	}
	says := func(want string) {
		t.Helper()
		_, texts := s.plain("jana").picks("/desk/templates/" + sc.veronika.String() + "?typed=objed")
		if got := texts["/objednávka"]; got != want {
			t.Errorf("the answer is %q, want %q", got, want)
		}
	}
	if err := s.talks.Fill(t.Context(), s.jana.ID, sc.veronika, "order", "17"); err != nil {
		t.Fatal(err)
	}
	script("99")
	says("Objednávka 17.")
	if err := s.talks.Fill(t.Context(), s.jana.ID, sc.veronika, "order", ""); err != nil {
		t.Fatal(err)
	}
	says("Objednávka 99.")
}
