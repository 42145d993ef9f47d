package spoken

// polish counts as Polish does: two and its compounds follow the gender, one
// behind tens does not ("dwadzieścia dwie minuty, dwadzieścia jeden minut").
var polish = &tongue{
	zero: "zero", minus: "minus",
	ones: [20]string{
		"", "jeden", "dwa", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem", "dziewięć", "dziesięć", "jedenaście",
		"dwanaście", "trzynaście", "czternaście", "piętnaście", "szesnaście", "siedemnaście", "osiemnaście", "dziewiętnaście",
	},
	tens: [10]string{
		"", "", "dwadzieścia", "trzydzieści", "czterdzieści", "pięćdziesiąt", "sześćdziesiąt", "siedemdziesiąt",
		"osiemdziesiąt", "dziewięćdziesiąt",
	},
	hundreds: [10]string{"", "sto", "dwieście", "trzysta", "czterysta", "pięćset", "sześćset", "siedemset", "osiemset", "dziewięćset"},
	scales: [3]noun{
		{masculine, [3]string{"miliard", "miliardy", "miliardów"}},
		{masculine, [3]string{"milion", "miliony", "milionów"}},
		{masculine, [3]string{"tysiąc", "tysiące", "tysięcy"}},
	},
	bareScale: true,
	one:       genders{"jeden", "jedna", "jedno"},
	two:       genders{"dwa", "dwie", "dwa"},
	twoBends:  true,
	lone:      "jeden",
	form: func(n int64) form {
		n = max(n, -n)
		switch last := n % 10; {
		case n == 1:
			return one
		case 2 <= last && last <= 4 && n/10%10 != 1:
			return few
		}
		return many
	},
	nouns: map[Noun]noun{
		Calls:   {neuter, [3]string{"połączenie", "połączenia", "połączeń"}},
		Minutes: {feminine, [3]string{"minuta", "minuty", "minut"}},
		Hours:   {feminine, [3]string{"godzina", "godziny", "godzin"}},
		Days:    {masculine, [3]string{"dzień", "dni", "dni"}},
		koruna:  {feminine, [3]string{"korona", "korony", "koron"}},
		heller:  {masculine, [3]string{"halerz", "halerze", "halerzy"}},
		zloty:   {masculine, [3]string{"złoty", "złote", "złotych"}},
		grosz:   {masculine, [3]string{"grosz", "grosze", "groszy"}},
		euro:    {neuter, [3]string{"euro", "euro", "euro"}},
		cent:    {masculine, [3]string{"cent", "centy", "centów"}},
	},
	phrases: phrases{
		callFrom: "Połączenie z numeru", call: "Masz połączenie.", press: "Aby odebrać, naciśnij jeden.",
		next:  "Są Państwo pierwsi w kolejce.",
		ahead: [3][2]string{{"Przed Państwem czeka"}, {"Przed Państwem czekają"}, {"Przed Państwem czeka"}},
		wait:  "Przewidywany czas oczekiwania to", soon: "Przewidywany czas oczekiwania to mniej niż minuta.",
		long: "Przewidywany czas oczekiwania to ponad godzina.",
	},
	recording: recording{
		AskCode:      {"Wpisz sześciocyfrowy kod."},
		WrongCode:    {"Ten kod jest nieważny."},
		TooManyCodes: {"Wpisano zbyt wiele nieważnych kodów.", "Spróbuj ponownie za kilka minut."},
		Speak:        {"Mów po usłyszeniu sygnału.", "Na koniec naciśnij krzyżyk."},
		NothingHeard: {"Nic nie było słychać."},
		Choose:       {"Aby zapisać komunikat, naciśnij jeden.", "Aby nagrać go ponownie, naciśnij dwa.", "Aby zakończyć bez zapisywania, naciśnij trzy."},
		Kept:         {"Komunikat został zapisany."},
		NotKept:      {"Nic nie zostało zapisane."},
		Failed:       {"Nie udało się zapisać komunikatu."},
		Goodbye:      {"Do usłyszenia."},
	},
	clock: func(t *tongue, hour, minute int) Words {
		w := Words{"godzina", polishHours[hour]}
		if 0 < minute && minute < 10 {
			w = append(w, "zero")
		}
		if minute > 0 {
			w = append(w, t.cardinal(minute)...)
		}
		return w
	},
	date: func(t *tongue, day, month, year int) Words {
		w := Words{polishOrdinal(day).String(), polishMonths[month]}
		if year > 0 {
			w = append(w, polishYear(t, year)...)
		}
		return w
	},
	letters:  polishLetters,
	weekdays: [7]string{"niedziela", "poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota"},
}

// polishHours are the hours of the clock, ordinals as they are said.
var polishHours = [24]string{
	"zero", "pierwsza", "druga", "trzecia", "czwarta", "piąta", "szósta", "siódma", "ósma", "dziewiąta", "dziesiąta",
	"jedenasta", "dwunasta", "trzynasta", "czternasta", "piętnasta", "szesnasta", "siedemnasta", "osiemnasta",
	"dziewiętnasta", "dwudziesta", "dwudziesta pierwsza", "dwudziesta druga", "dwudziesta trzecia",
}

var polishMonths = [13]string{
	"", "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października",
	"listopada", "grudnia",
}

// polishOrdinals and polishTenths are ordinals in the genitive, as days and
// years are said.
var (
	polishOrdinals = [20]string{
		"", "pierwszego", "drugiego", "trzeciego", "czwartego", "piątego", "szóstego", "siódmego", "ósmego", "dziewiątego",
		"dziesiątego", "jedenastego", "dwunastego", "trzynastego", "czternastego", "piętnastego", "szesnastego",
		"siedemnastego", "osiemnastego", "dziewiętnastego",
	}
	polishTenths = [10]string{
		"", "", "dwudziestego", "trzydziestego", "czterdziestego", "pięćdziesiątego", "sześćdziesiątego",
		"siedemdziesiątego", "osiemdziesiątego", "dziewięćdziesiątego",
	}
)

// polishOrdinal is an ordinal from 1 to 99, by its words.
func polishOrdinal(n int) Words {
	switch {
	case n < 20:
		return Words{polishOrdinals[n]}
	case n%10 == 0:
		return Words{polishTenths[n/10]}
	}
	return Words{polishTenths[n/10], polishOrdinals[n%10]}
}

// polishYear bends the last two digits of a year, or what stands before them.
func polishYear(t *tongue, year int) Words {
	switch {
	case year == 2000:
		return Words{"dwutysięcznego", "roku"}
	case year%100 == 0:
		return append(t.cardinal(year), "roku")
	}
	return append(append(t.cardinal(year/100*100), polishOrdinal(year%100)...), "roku")
}
