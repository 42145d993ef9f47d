package template_test

import (
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/template"
)

func TestTextIsFilledWithWhatIsKnown(t *testing.T) {
	known := map[string]string{"name": "Žofie", "jméno": "Žofie", "queue": "Orders", "phone": ""}
	for text, want := range map[string]string{
		"Hello <name>, this is <Queue>.": "Hello Žofie, this is Orders.",
		"Dobrý den, <JMENO>":             "Dobrý den, Žofie",
		"We call <phone> about <order>.": "We call <phone> about <order>.",
		"a < b and c > d":                "a < b and c > d",
		"<name><name>":                   "ŽofieŽofie",
		"<na\nme>":                       "<na\nme>",
		"<<name>>":                       "<Žofie>",
		"":                               "",
	} {
		if got := template.Fill(text, known); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestWhatAContactSaysIsNotFilledInAgain(t *testing.T) {
	known := map[string]string{"name": "<phone>", "phone": "775 418 102"}
	if got, want := template.Fill("Hello <name>", known), "Hello <phone>"; got != want {
		t.Errorf("got %q, want %q: a name is no template", got, want)
	}
}

func TestFirstBlankIsNamed(t *testing.T) {
	for text, want := range map[string]string{"Order <order> and <date>": "order", "a < b": "", "plain": ""} {
		if got, wants := template.Blank(text); got != want || wants != (want != "") {
			t.Errorf("%q: got %q, %v", text, got, wants)
		}
	}
}

func TestTemplatesAreFoundByNameThenByWhatTheySay(t *testing.T) {
	say := func(name, text string) appliance.Template {
		return appliance.Template{Name: name, Texts: map[appliance.Language]string{appliance.Czech: text}}
	}
	all := []appliance.Template{
		say("Vrácení-peněz", "Peníze vrátíme do 14 dnů."), say("doprava", "Balík přijde zítra."), say("doprava-zdarma", "Od 1 000 Kč je doprava zdarma."),
		say("pozdrav", "Dobrý den, <jméno>."), say("cena-dopravy", "Cena je 99 Kč."), say("konec", "Doprava i peníze: přijde účtenka."),
	}
	for typed, want := range map[string][]string{
		"doprava": {"doprava", "doprava-zdarma", "konec"},
		"dopr":    {"doprava", "doprava-zdarma", "cena-dopravy", "konec"},
		"PENĚZ":   {"Vrácení-peněz"},
		"peniz":   {"konec", "Vrácení-peněz"},
		"penize":  {"konec", "Vrácení-peněz"},
		"prijde":  {"doprava", "konec"},
		"rijde":   nil,
		"":        {"cena-dopravy", "doprava", "doprava-zdarma", "konec", "pozdrav", "Vrácení-peněz"},
	} {
		var got []string
		for _, m := range template.Find(all, typed, appliance.Czech) {
			got = append(got, m.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", typed, got, want)
		}
	}
}
