package spoken

// english is British: "one hundred and one", the day before the month.
var english = &tongue{
	zero: "zero", minus: "minus", hundredAnd: "and",
	ones: [20]string{
		"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
		"fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	},
	tens: [10]string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"},
	hundreds: [10]string{
		"", "one hundred", "two hundred", "three hundred", "four hundred", "five hundred", "six hundred", "seven hundred",
		"eight hundred", "nine hundred",
	},
	scales: [3]noun{things("billion", "billion"), things("million", "million"), things("thousand", "thousand")},
	one:    genders{"one", "one", "one"},
	two:    genders{"two", "two", "two"},
	lone:   "one",
	form: func(n int64) form {
		if n == 1 || n == -1 {
			return one
		}
		return many
	},
	nouns: map[Noun]noun{
		Calls: things("call", "calls"), Minutes: things("minute", "minutes"), Hours: things("hour", "hours"), Days: things("day", "days"),
		koruna: things("crown", "crowns"), heller: things("heller", "hellers"), zloty: things("zloty", "zlotys"),
		grosz: things("grosz", "groszy"), euro: things("euro", "euros"), cent: things("cent", "cents"),
	},
	phrases: phrases{
		callFrom: "A call from", call: "There is a call for you.", press: "To take the call, press one.",
		next:  "You are next in line.",
		ahead: [3][2]string{{"There is", "ahead of you."}, {"There are", "ahead of you."}, {"There are", "ahead of you."}},
		wait:  "The expected wait is", soon: "The expected wait is less than a minute.", long: "The expected wait is more than an hour.",
	},
	recording: recording{
		AskCode:      {"Please enter the six-digit code."},
		WrongCode:    {"This code is not valid."},
		TooManyCodes: {"Too many wrong codes have been entered.", "Please try again in a few minutes."},
		Speak:        {"Speak after the tone.", "When you have finished, press the hash key."},
		NothingHeard: {"Nothing was heard."},
		Choose:       {"To keep the recording, press one.", "To record it again, press two.", "To leave without keeping it, press three."},
		Kept:         {"The recording has been kept."},
		NotKept:      {"Nothing was kept."},
		Failed:       {"The recording could not be kept."},
		Goodbye:      {"Goodbye."},
	},
	clock: func(t *tongue, hour, minute int) Words {
		half := "a.m."
		if hour >= 12 {
			half = "p.m."
		}
		w := Words{t.ones[(hour+11)%12+1]}
		if 0 < minute && minute < 10 {
			w = append(w, "oh")
		}
		if minute > 0 {
			w = append(w, t.cardinal(minute)...)
		}
		return append(w, half)
	},
	date: func(t *tongue, day, month, year int) Words {
		w := Words{"the " + englishDays[day], "of " + englishMonths[month]}
		if year > 0 {
			w = append(w, englishYear(t, year)...)
		}
		return w
	},
	letters:  englishLetters,
	weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

// things are counted in two forms.
func things(single, plural string) noun {
	return noun{masculine, [3]string{single, plural, plural}}
}

var englishDays = [32]string{
	"", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
	"thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
	"twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh",
	"twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
}

var englishMonths = [13]string{
	"", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
}

// englishYear says a year by its halves, but for the first ten of a thousand.
func englishYear(t *tongue, year int) Words {
	half := year % 100
	switch {
	case year < 1000 || year%1000 < 10:
		return t.cardinal(year)
	case half == 0:
		return append(t.cardinal(year/100), "hundred")
	case half < 10:
		return append(t.cardinal(year/100), "oh", t.ones[half])
	}
	return append(t.cardinal(year/100), t.cardinal(half)...)
}
