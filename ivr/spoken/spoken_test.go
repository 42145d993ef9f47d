package spoken_test

import (
	"math"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/ivr/spoken"
)

// said holds what is said in Czech, Polish and English, in this order.
type said [3]string

func (want said) check(t *testing.T, of any, say func(appliance.Language) spoken.Words) {
	t.Helper()
	for i, l := range appliance.Languages() {
		if got := say(l).String(); got != want[i] {
			t.Errorf("%v in %s: got %q, want %q", of, l, got, want[i])
		}
	}
}

func TestNumbersAreSaidAsPeopleCount(t *testing.T) {
	for n, want := range map[int64]said{
		0:             {"nula", "zero", "zero"},
		1:             {"jedna", "jeden", "one"},
		2:             {"dva", "dwa", "two"},
		5:             {"pět", "pięć", "five"},
		11:            {"jedenáct", "jedenaście", "eleven"},
		12:            {"dvanáct", "dwanaście", "twelve"},
		19:            {"devatenáct", "dziewiętnaście", "nineteen"},
		20:            {"dvacet", "dwadzieścia", "twenty"},
		21:            {"dvacet jedna", "dwadzieścia jeden", "twenty one"},
		22:            {"dvacet dva", "dwadzieścia dwa", "twenty two"},
		25:            {"dvacet pět", "dwadzieścia pięć", "twenty five"},
		100:           {"sto", "sto", "one hundred"},
		101:           {"sto jedna", "sto jeden", "one hundred and one"},
		112:           {"sto dvanáct", "sto dwanaście", "one hundred and twelve"},
		200:           {"dvě stě", "dwieście", "two hundred"},
		345:           {"tři sta čtyřicet pět", "trzysta czterdzieści pięć", "three hundred and forty five"},
		500:           {"pět set", "pięćset", "five hundred"},
		1000:          {"tisíc", "tysiąc", "one thousand"},
		1001:          {"tisíc jedna", "tysiąc jeden", "one thousand and one"},
		1100:          {"tisíc sto", "tysiąc sto", "one thousand one hundred"},
		2000:          {"dva tisíce", "dwa tysiące", "two thousand"},
		5000:          {"pět tisíc", "pięć tysięcy", "five thousand"},
		21000:         {"dvacet jedna tisíc", "dwadzieścia jeden tysięcy", "twenty one thousand"},
		22000:         {"dvacet dva tisíc", "dwadzieścia dwa tysiące", "twenty two thousand"},
		112012:        {"sto dvanáct tisíc dvanáct", "sto dwanaście tysięcy dwanaście", "one hundred and twelve thousand and twelve"},
		1_000_000:     {"milion", "milion", "one million"},
		2_500_000:     {"dva miliony pět set tisíc", "dwa miliony pięćset tysięcy", "two million five hundred thousand"},
		1_000_000_000: {"jedna miliarda", "miliard", "one billion"},
		2_000_000_000: {"dvě miliardy", "dwa miliardy", "two billion"},
		-5:            {"minus pět", "minus pięć", "minus five"},
		1_000_000_000_000: {
			"jedna nula nula nula nula nula nula nula nula nula nula nula nula", "jeden zero zero zero zero zero zero zero zero zero zero zero zero",
			"one zero zero zero zero zero zero zero zero zero zero zero zero",
		},
	} {
		want.check(t, n, func(l appliance.Language) spoken.Words { return spoken.Number(l, n) })
	}
	if got := spoken.Number(appliance.English, math.MinInt64); len(got) != 20 || got[0] != "minus" {
		t.Errorf("the least number: got %q, want minus and its 19 digits", got)
	}
}

func TestNumberAndNounAgree(t *testing.T) {
	for _, c := range []struct {
		n    int64
		noun spoken.Noun
		want said
	}{
		{0, spoken.Calls, said{"nula hovorů", "zero połączeń", "zero calls"}},
		{1, spoken.Calls, said{"jeden hovor", "jedno połączenie", "one call"}},
		{2, spoken.Calls, said{"dva hovory", "dwa połączenia", "two calls"}},
		{4, spoken.Calls, said{"čtyři hovory", "cztery połączenia", "four calls"}},
		{5, spoken.Calls, said{"pět hovorů", "pięć połączeń", "five calls"}},
		{11, spoken.Calls, said{"jedenáct hovorů", "jedenaście połączeń", "eleven calls"}},
		{12, spoken.Calls, said{"dvanáct hovorů", "dwanaście połączeń", "twelve calls"}},
		{21, spoken.Calls, said{"dvacet jedna hovorů", "dwadzieścia jeden połączeń", "twenty one calls"}},
		{22, spoken.Calls, said{"dvacet dva hovorů", "dwadzieścia dwa połączenia", "twenty two calls"}},
		{25, spoken.Calls, said{"dvacet pět hovorů", "dwadzieścia pięć połączeń", "twenty five calls"}},
		{101, spoken.Calls, said{"sto jedna hovorů", "sto jeden połączeń", "one hundred and one calls"}},
		{112, spoken.Calls, said{"sto dvanáct hovorů", "sto dwanaście połączeń", "one hundred and twelve calls"}},
		{1000, spoken.Calls, said{"tisíc hovorů", "tysiąc połączeń", "one thousand calls"}},
		{1, spoken.Minutes, said{"jedna minuta", "jedna minuta", "one minute"}},
		{2, spoken.Minutes, said{"dvě minuty", "dwie minuty", "two minutes"}},
		{5, spoken.Minutes, said{"pět minut", "pięć minut", "five minutes"}},
		{21, spoken.Minutes, said{"dvacet jedna minut", "dwadzieścia jeden minut", "twenty one minutes"}},
		{22, spoken.Minutes, said{"dvacet dva minut", "dwadzieścia dwie minuty", "twenty two minutes"}},
		{1, spoken.Days, said{"jeden den", "jeden dzień", "one day"}},
		{3, spoken.Days, said{"tři dny", "trzy dni", "three days"}},
		{2, spoken.Hours, said{"dvě hodiny", "dwie godziny", "two hours"}},
	} {
		c.want.check(t, c.n, func(l appliance.Language) spoken.Words { return spoken.Count(l, c.n, c.noun) })
	}
}

func TestSumsAreSaidInTheirCoins(t *testing.T) {
	for _, c := range []struct {
		sum      int64
		currency string
		want     said
	}{
		{0, "CZK", said{"nula korun", "zero koron", "zero crowns"}},
		{100, "CZK", said{"jedna koruna", "jedna korona", "one crown"}},
		{250, "CZK", said{"dvě koruny padesát haléřů", "dwie korony pięćdziesiąt halerzy", "two crowns fifty hellers"}},
		{1_249_900, "CZK", said{"dvanáct tisíc čtyři sta devadesát devět korun", "dwanaście tysięcy czterysta dziewięćdziesiąt dziewięć koron", "twelve thousand four hundred and ninety nine crowns"}},
		{2201, "PLN", said{"dvacet dva zlotých jeden groš", "dwadzieścia dwa złote jeden grosz", "twenty two zlotys one grosz"}},
		{500, "pln", said{"pět zlotých", "pięć złotych", "five zlotys"}},
		{102, "EUR", said{"jedno euro dva centy", "jedno euro dwa centy", "one euro two cents"}},
		{200, "EUR", said{"dvě eura", "dwa euro", "two euros"}},
		{99, "EUR", said{"devadesát devět centů", "dziewięćdziesiąt dziewięć centów", "ninety nine cents"}},
		{-150, "EUR", said{"minus jedno euro padesát centů", "minus jedno euro pięćdziesiąt centów", "minus one euro fifty cents"}},
		{700, "XAU", said{"sedm", "siedem", "seven"}},
	} {
		c.want.check(t, c.sum, func(l appliance.Language) spoken.Words { return spoken.Money(l, c.sum, c.currency) })
	}
}

func TestDatesAreSaidByTheirOrdinals(t *testing.T) {
	for date, want := range map[string]said{
		"2026-11-21": {"dvacátého prvního listopadu dva tisíce dvacet šest", "dwudziestego pierwszego listopada dwa tysiące dwudziestego szóstego roku", "the twenty-first of November twenty twenty six"},
		"2000-01-01": {"prvního ledna dva tisíce", "pierwszego stycznia dwutysięcznego roku", "the first of January two thousand"},
		"2005-05-03": {"třetího května dva tisíce pět", "trzeciego maja dwa tysiące piątego roku", "the third of May two thousand and five"},
		"1999-08-31": {"třicátého prvního srpna tisíc devět set devadesát devět", "trzydziestego pierwszego sierpnia tysiąc dziewięćset dziewięćdziesiątego dziewiątego roku", "the thirty-first of August nineteen ninety nine"},
		"1908-02-29": {"dvacátého devátého února tisíc devět set osm", "dwudziestego dziewiątego lutego tysiąc dziewięćset ósmego roku", "the twenty-ninth of February nineteen oh eight"},
	} {
		day, err := time.Parse(time.DateOnly, date)
		if err != nil {
			t.Fatal(err)
		}
		want.check(t, date, func(l appliance.Language) spoken.Words { return spoken.Date(l, day) })
	}
	monday := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	said{"pondělí dvacátého třetího listopadu", "poniedziałek dwudziestego trzeciego listopada", "Monday the twenty-third of November"}.
		check(t, monday, func(l appliance.Language) spoken.Words { return spoken.Day(l, monday) })
}

func TestTimesAreSaidByTheClock(t *testing.T) {
	for clock, want := range map[string]said{
		"00:00": {"nula hodin", "godzina zero", "twelve a.m."},
		"00:30": {"nula hodin třicet minut", "godzina zero trzydzieści", "twelve thirty a.m."},
		"01:01": {"jedna hodina jedna minuta", "godzina pierwsza zero jeden", "one oh one a.m."},
		"02:02": {"dvě hodiny dvě minuty", "godzina druga zero dwa", "two oh two a.m."},
		"08:00": {"osm hodin", "godzina ósma", "eight a.m."},
		"12:00": {"dvanáct hodin", "godzina dwunasta", "twelve p.m."},
		"17:15": {"sedmnáct hodin patnáct minut", "godzina siedemnasta piętnaście", "five fifteen p.m."},
		"21:21": {"dvacet jedna hodin dvacet jedna minut", "godzina dwudziesta pierwsza dwadzieścia jeden", "nine twenty one p.m."},
		"23:59": {"dvacet tři hodin padesát devět minut", "godzina dwudziesta trzecia pięćdziesiąt dziewięć", "eleven fifty nine p.m."},
	} {
		at, err := time.Parse("15:04", clock)
		if err != nil {
			t.Fatal(err)
		}
		want.check(t, clock, func(l appliance.Language) spoken.Words { return spoken.Time(l, at) })
	}
}

func TestDigitsAreSaidOneByOne(t *testing.T) {
	said{"šest nula dva", "sześć zero dwa", "six zero two"}.
		check(t, "6-0 2", func(l appliance.Language) spoken.Words { return spoken.Digits(l, "6-0 2") })
}

func TestCallerHearsHisPlaceAndHowLongHeWaits(t *testing.T) {
	for n, want := range map[int]said{
		0:  {"Jste první v pořadí.", "Są Państwo pierwsi w kolejce.", "You are next in line."},
		1:  {"Před vámi čeká jeden hovor", "Przed Państwem czeka jedno połączenie", "There is one call ahead of you."},
		2:  {"Před vámi čekají dva hovory", "Przed Państwem czekają dwa połączenia", "There are two calls ahead of you."},
		5:  {"Před vámi čeká pět hovorů", "Przed Państwem czeka pięć połączeń", "There are five calls ahead of you."},
		22: {"Před vámi čeká dvacet dva hovorů", "Przed Państwem czekają dwadzieścia dwa połączenia", "There are twenty two calls ahead of you."},
	} {
		want.check(t, n, func(l appliance.Language) spoken.Words { return spoken.Ahead(l, n) })
	}
	for d, want := range map[time.Duration]said{
		0:                {"Předpokládaná doba čekání je méně než minuta.", "Przewidywany czas oczekiwania to mniej niż minuta.", "The expected wait is less than a minute."},
		time.Minute:      {"Předpokládaná doba čekání je jedna minuta", "Przewidywany czas oczekiwania to jedna minuta", "The expected wait is one minute"},
		61 * time.Second: {"Předpokládaná doba čekání je dvě minuty", "Przewidywany czas oczekiwania to dwie minuty", "The expected wait is two minutes"},
		11 * time.Minute: {"Předpokládaná doba čekání je patnáct minut", "Przewidywany czas oczekiwania to piętnaście minut", "The expected wait is fifteen minutes"},
		60 * time.Minute: {"Předpokládaná doba čekání je šedesát minut", "Przewidywany czas oczekiwania to sześćdziesiąt minut", "The expected wait is sixty minutes"},
		61 * time.Minute: {"Předpokládaná doba čekání je více než hodina.", "Przewidywany czas oczekiwania to ponad godzina.", "The expected wait is more than an hour."},
	} {
		want.check(t, d, func(l appliance.Language) spoken.Words { return spoken.Wait(l, d) })
	}
}

func TestValuesAreSaidAsTheyAreRead(t *testing.T) {
	for _, c := range []struct {
		as          ivr.Reading
		value, want string
	}{
		{ivr.AsDigits, "120", "one two zero"},
		{ivr.AsDigits, "+420 12", "four two zero one two"},
		{ivr.AsNumber, "120", spoken.Number(appliance.English, 120).String()},
		{ivr.AsNumber, "1x2", "one two"},
		{ivr.AsFeminine, "2", "two"},
		{ivr.AsSpelled, "1AB 23-45/č", "one A B two three dash four five slash C"},
		{ivr.AsMoney, "1250.50 CZK", spoken.Money(appliance.English, 125050, "CZK").String()},
		{ivr.AsMoney, "12,5 pln", spoken.Money(appliance.English, 1250, "PLN").String()},
		{ivr.AsMoney, "NaN CZK", ""},
		{ivr.AsMoney, "1e300 CZK", "one three zero zero"},
		{ivr.AsDate, "2026-11-23", spoken.Date(appliance.English, time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)).String()},
		{ivr.AsTime, "14:30", spoken.Time(appliance.English, time.Date(2026, 11, 23, 14, 30, 0, 0, time.UTC)).String()},
		{ivr.AsTime, "late", ""},
	} {
		if got := spoken.Value(appliance.English, c.as, c.value).String(); got != c.want {
			t.Errorf("%s as %s: got %q, want %q", c.value, c.as, got, c.want)
		}
	}
}

func TestNumberTakesTheGenderOfWhatItCounts(t *testing.T) {
	for _, c := range []struct {
		l     appliance.Language
		as    ivr.Reading
		value string
		want  string
	}{
		{appliance.Czech, ivr.AsNumber, "1", "jedna"},
		{appliance.Czech, ivr.AsMasculine, "1", "jeden"},
		{appliance.Czech, ivr.AsMasculine, "2", "dva"},
		{appliance.Czech, ivr.AsFeminine, "2", "dvě"},
		{appliance.Czech, ivr.AsNeuter, "1", "jedno"},
		{appliance.Polish, ivr.AsFeminine, "22", "dwadzieścia dwie"},
		{appliance.Polish, ivr.AsNeuter, "1", "jedno"},
	} {
		if got := spoken.Value(c.l, c.as, c.value).String(); got != c.want {
			t.Errorf("%s as %s in %s: got %q, want %q", c.value, c.as, c.l, got, c.want)
		}
	}
}

func TestLettersAndDigitsAreSpelledInEachLanguage(t *testing.T) {
	for l, want := range map[appliance.Language]string{
		appliance.Czech:   "dva A bé čé zet el pomlčka nula",
		appliance.Polish:  "dwa a be ce żet eł kreska zero",
		appliance.English: "two A B C Z L dash zero",
	} {
		if got := spoken.Spelled(l, "2aB Čżł-0").String(); got != want {
			t.Errorf("%s: got %q, want %q", l, got, want)
		}
	}
}
