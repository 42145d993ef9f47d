package spoken

// czech follows the Institute of the Czech Language where it allows two ways:
// behind tens neither number bends ("dvacet jedna hovorů, dvacet dva hovorů").
var czech = &tongue{
	zero: "nula", minus: "minus",
	ones: [20]string{
		"", "jedna", "dva", "tři", "čtyři", "pět", "šest", "sedm", "osm", "devět", "deset", "jedenáct", "dvanáct",
		"třináct", "čtrnáct", "patnáct", "šestnáct", "sedmnáct", "osmnáct", "devatenáct",
	},
	tens:     [10]string{"", "", "dvacet", "třicet", "čtyřicet", "padesát", "šedesát", "sedmdesát", "osmdesát", "devadesát"},
	hundreds: [10]string{"", "sto", "dvě stě", "tři sta", "čtyři sta", "pět set", "šest set", "sedm set", "osm set", "devět set"},
	scales: [3]noun{
		{feminine, [3]string{"miliarda", "miliardy", "miliard"}},
		{masculine, [3]string{"milion", "miliony", "milionů"}},
		{masculine, [3]string{"tisíc", "tisíce", "tisíc"}},
	},
	bareScale: true,
	one:       genders{"jeden", "jedna", "jedno"},
	two:       genders{"dva", "dvě", "dvě"},
	lone:      "jedna",
	form: func(n int64) form {
		switch n {
		case 1, -1:
			return one
		case 2, 3, 4, -2, -3, -4:
			return few
		}
		return many
	},
	nouns: map[Noun]noun{
		Calls:   {masculine, [3]string{"hovor", "hovory", "hovorů"}},
		Minutes: {feminine, [3]string{"minuta", "minuty", "minut"}},
		Hours:   {feminine, [3]string{"hodina", "hodiny", "hodin"}},
		Days:    {masculine, [3]string{"den", "dny", "dní"}},
		koruna:  {feminine, [3]string{"koruna", "koruny", "korun"}},
		heller:  {masculine, [3]string{"haléř", "haléře", "haléřů"}},
		zloty:   {masculine, [3]string{"zlotý", "zloté", "zlotých"}},
		grosz:   {masculine, [3]string{"groš", "groše", "grošů"}},
		euro:    {neuter, [3]string{"euro", "eura", "eur"}},
		cent:    {masculine, [3]string{"cent", "centy", "centů"}},
	},
	phrases: phrases{
		callFrom: "Hovor z čísla", call: "Máte hovor.", press: "Chcete-li hovor přijmout, stiskněte jedničku.",
		next:  "Jste první v pořadí.",
		ahead: [3][2]string{{"Před vámi čeká"}, {"Před vámi čekají"}, {"Před vámi čeká"}},
		wait:  "Předpokládaná doba čekání je", soon: "Předpokládaná doba čekání je méně než minuta.",
		long: "Předpokládaná doba čekání je více než hodina.",
	},
	recording: recording{
		AskCode:      {"Zadejte prosím šestimístný kód."},
		WrongCode:    {"Tento kód neplatí."},
		TooManyCodes: {"Neplatných kódů bylo zadáno příliš mnoho.", "Zkuste to prosím za několik minut."},
		Speak:        {"Mluvte po zaznění tónu.", "Až domluvíte, stiskněte křížek."},
		NothingHeard: {"Nic nebylo slyšet."},
		Choose:       {"Hlášku uložíte jedničkou.", "Znovu ji namluvíte dvojkou.", "Bez uložení skončíte trojkou."},
		Kept:         {"Hláška je uložena."},
		NotKept:      {"Nic nebylo uloženo."},
		Failed:       {"Hlášku se nepodařilo uložit."},
		Goodbye:      {"Na shledanou."},
	},
	clock: func(t *tongue, hour, minute int) Words {
		w := t.count(int64(hour), t.nouns[Hours])
		if minute > 0 {
			w = append(w, t.count(int64(minute), t.nouns[Minutes])...)
		}
		return w
	},
	date: func(t *tongue, day, month, year int) Words {
		w := Words{czechDays[day], czechMonths[month]}
		if year > 0 {
			w = append(w, t.cardinal(year)...)
		}
		return w
	},
	letters:  czechLetters,
	weekdays: [7]string{"neděle", "pondělí", "úterý", "středa", "čtvrtek", "pátek", "sobota"},
}

// czechDays are the days of a month, in the genitive as dates are said.
var czechDays = [32]string{
	"", "prvního", "druhého", "třetího", "čtvrtého", "pátého", "šestého", "sedmého", "osmého", "devátého", "desátého",
	"jedenáctého", "dvanáctého", "třináctého", "čtrnáctého", "patnáctého", "šestnáctého", "sedmnáctého", "osmnáctého",
	"devatenáctého", "dvacátého", "dvacátého prvního", "dvacátého druhého", "dvacátého třetího", "dvacátého čtvrtého",
	"dvacátého pátého", "dvacátého šestého", "dvacátého sedmého", "dvacátého osmého", "dvacátého devátého",
	"třicátého", "třicátého prvního",
}

var czechMonths = [13]string{
	"", "ledna", "února", "března", "dubna", "května", "června", "července", "srpna", "září", "října", "listopadu", "prosince",
}
