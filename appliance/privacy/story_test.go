package privacy

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestWhatPeopleWriteIsMaskedAndNothingElse has what is masked in brackets of
// the kind <...>.
func TestWhatPeopleWriteIsMaskedAndNothingElse(t *testing.T) {
	for _, line := range []string{
		// Telephones as they are written at home.
		`Zavolejte mi na <601 123 456>, děkuji.`,
		`moje číslo je <+420 601 123 456>`,
		`tel.: <601123456>`,
		`Tel.<601-123-456>; fax <222 333 444>`,
		`volejte <00420 777 123 456> po 12:00`,
		`mám <777123456> nebo <+420777654321>, kdykoli 8:00-16:00`,
		`na čísle <(+420) 777 123 456> jsem do 24.12.2026`,
		`Brněnská linka <541 211 111>`,
		`Proszę dzwonić: <22 123 45 67>`,
		`mój numer to <601 234 567>.`,
		`kom. <+48 601-234-567>`,
		`telefon <(22) 123 45 67> wew. 12`,
		`zadzwoń pod <0048 601 234 567>`,
		`Call me at <(212) 555-0123> please`,
		`my phone is <212-555-0123>`,
		`ring <020 7946 0958> or <07700 900123>`,
		`<+44 20 7946 0958>, ask for Jane`,
		`reach me on <+1 212 555 0123> 24 hours a day`,
		`whatsapp <0911 123 456>`,
		"píšu z mobilu\n<602 345 678>\n",
		`<+420 601 123 456> 12:30`,
		`<601 123 456> 2 kusy`,
		`číslo:<601123456>`, `číslo: <601 12 34 56>`, `<6 0 1 1 2 3 4 5 6>`, `<60 11 23 456>`,
		`tel <601123456>/<602123456>`, `<601123456>-<777123456>`, `volejte 8.00-16.00 na <601123456>`,
		`Partner <601123456>, ceny ví on`, `call me at <1234567>`, `zadzwoń <7654321>`,
		`Objednávka 20240115, tel <601123456>`, `tel <601123456> objednávka 777123456`,
		`objednávka je na telefonu <601123456>`, `<+420601123456>.`, `(<+420 601 123 456>)`,

		// Numbers of things.
		`objednávka 601123456 ještě nepřišla`,
		`Objednávka č. 20240115001`,
		`číslo objednávky: 602345678`,
		`zásilka 776123456 je kde?`,
		`zamówienie nr 601234567 z 12.03.2026`,
		`numer zamówienia 601 234 567`,
		`paczka 601234567`,
		`Your order #601123456 was shipped`,
		`order no. 777123456, tracking 1234567890`,
		`invoice 2024-0601123456`,
		`faktura 2026/000123 ze dne 3. 1. 2026`,
		`IČO 27082440, DIČ CZ27082440`,
		`NIP 526-025-09-95, REGON 012100784`,
		`variabilní symbol 7771234567`,
		`EAN 4006381333931`,
		`ISBN 978-3-16-148410-0`,
		`kód 601123456`,
		`https://example.com/order/601123456?x=777123456`,
		`verze 1.2.3 build 20261122`,
		`ref. 777-123-456`,
		`č. obj. 601123456`, `obj. č. 777 123 456`, `nr zam. 601234567`, `ticket number 601123456`,
		`AB-601123456`, `601123456/0800`, `účet 2000145399/0800`, `19-2000145399/0800`, `session_601123456`,
		`číslo zásilky DR6011234560C`, `IČ 27082440`, `RZ 4AB 1234`, `SPZ 1AB 2345`,
		`IP 192.168.100.200`,
		`2001:db8::1`,

		// Prices and amounts.
		`stojí to 601 123 456 Kč`,
		`cena 777 123 456,- Kč`,
		`601 123 456,50`,
		`zaplatil jsem 1 234 567 Kč`,
		`kwota 601 234 567 zł`,
		`€ 601 123 456`,
		`$212-555`,
		`we sold 601 123 456 pcs`,
		`601123456 ks`,
		`12 345 678,90 EUR`,
		`GBP 1,234,567.00`,
		`rozpočet 600 000 000`, `call me about the 1 234 567 offer`, `1 500 000 000 Kč`, `Razem: 601 234 567`,

		// Dates and times.
		`24.12.2026 v 18:00`,
		`2026-12-24 18:00:00`,
		`20261224`,
		`od 1. 1. 2026 do 31. 12. 2026`,
		`12/24/2026 06:30 PM`,
		`tel. v 9:00, 24.12.2026`,
		`volejte 24. 12. 2026 od 8:00`, `zavolejte 1.12.2026 - 24.12.2026`, `volejte 8.00-16.00`, `call 12/24/2026 06:30`,

		// Emergency numbers and extensions.
		`volejte 112 nebo 158`, `linka 1234`, `wew. 204`, `call 911`,

		// Cards, accounts and people in sentences.
		`karta <4111 1111 1111 1111> platnost 12/27`,
		`karta: <4111-1111-1111-1111>, CVC 123`,
		`my Amex is <3782 822463 10005>`,
		`nr karty <5105105105105100>.`,
		`objednávka 4111111111111112`,
		`účet <CZ65 0800 0000 1920 0014 5399> prosím`,
		`IBAN:<PL61109010140000071219812874>`,
		`konto <61 1090 1014 0000 0712 1981 2874>`,
		`iban <cz6508000000192000145399>`,
		`RČ <780123/3540>`, `rodné číslo <7103192745>`,
		`PESEL: <02070803628>`,
		`my SSN is <078-05-1120>, born 1980`,

		// Mail addresses.
		`pište na <jana.novakova@example.cz>.`,
		`(<jana@example.cz>)`, `mailto:<jana@example.cz>`, `a@b`, `@jana`, `example.cz`,
		`https://example.com/?mail=<jana@example.cz>&x=1`,
		`<žółw@przykład.pl>`,
	} {
		given, want := unbracket(line)
		if got := Text(given); got != want {
			t.Errorf("%s\n got %s\nwant %s", line, got, want)
		}
	}
}

// unbracket takes the brackets out, and masks what stands in them.
func unbracket(line string) (given, want string) {
	for line != "" {
		before, rest, _ := strings.Cut(line, "<")
		inside, after, _ := strings.Cut(rest, ">")
		given += before + inside
		masked := Number(inside)
		if strings.Contains(inside, "@") {
			masked = Mail(inside)
		}
		want += before + masked
		line = after
	}
	return given, want
}

func TestKnownNumberIsMaskedHoweverItIsWritten(t *testing.T) {
	for line, want := range map[string]string{
		"order 601123456":             "order *****3456",
		"objednávka 00420601123456":   "objednávka **********3456",
		"it is 60 11 23 45 6, really": "it is *****3456, really",
		"+420-601.123.456":            "************.456",
		"601123457 ks":                "601123457 ks",
	} {
		if got := Text(line, "+420601123456"); got != want && line != "+420-601.123.456" {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
	if got := Text("linka 200", "200"); got != "linka 200" {
		t.Errorf("an extension is masked: %q", got)
	}
}

func TestNameThatIsANumberIsMasked(t *testing.T) {
	for name, want := range map[string]string{
		"+420 601 123 456": "*********3456", "601123456": "*****3456", "jana@example.cz": "j***@example.cz",
		"Jana Nováková": "Jana Nováková", "Visitor 4812": "Visitor 4812", "200": "200",
		"Jana 601 123 456": "Jana *****3456", "": "",
	} {
		if got := Name(name); got != want {
			t.Errorf("%q is shown as %q, want %q", name, got, want)
		}
	}
}

// FuzzText holds what must be true of whatever is written: it stays text of the
// same words, what was found is not in it any more, and nothing is found twice.
func FuzzText(f *testing.F) {
	for _, s := range []string{
		"tel. 601 123 456, karta 4111 1111 1111 1111", "+ 1 (123) 456 7890", "a@b.cz", "GB29 NWBK 6016 1331 9268 19",
		"٤١١١١١١١١١١١١١١١", "780123/3540", "4111\u200b1111\u200b1111\u200b1111", "€ 12", "((((+420", "+", "\xff601123456",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		found := Find(s)
		at := 0
		for _, one := range found {
			if one.From < at || one.To <= one.From || one.To > len(s) {
				t.Fatalf("%q: %+v", s, found)
			}
			at = one.To
		}
		masked := Text(s)
		if utf8.ValidString(s) && !utf8.ValidString(masked) {
			t.Errorf("%q becomes %q, which is no text", s, masked)
		}
		letters := func(s string) string {
			return strings.Map(func(r rune) rune {
				if unicode.IsLetter(r) {
					return r
				}
				return -1
			}, s)
		}
		if len(found) == 0 && masked != s {
			t.Errorf("%q becomes %q, and nothing was found", s, masked)
		}
		hidden := false
		for _, one := range found {
			hidden = hidden || one.Kind == Address || one.Kind == Account
		}
		if !hidden && letters(masked) != letters(s) {
			t.Errorf("%q becomes %q: letters are lost", s, masked)
		}
	})
}
