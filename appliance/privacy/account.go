package privacy

import "strings"

// lengths is how many characters a country's IBAN has (SWIFT IBAN registry).
var lengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29,
	"BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
	"ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
	"HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
	"LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
	"MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29,
	"PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24,
	"SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
	"YE": 30,
}

// polish is how many digits a Polish account's number has without its country.
const polish = 26

// accounts finds numbers of bank accounts: IBANs, and Polish ones as they are
// written at home, twenty-six digits without their country.
func accounts(p page) []span {
	var found []span
	for i := 0; i < len(p.text); i++ {
		if word(p.is(i - 1)) {
			continue
		}
		if to := p.iban(i); to > 0 {
			found = append(found, span{Account, i, to})
			i = to
		}
	}
	for _, r := range p.rows {
		r.within(polish, polish, func(r row) bool {
			digits := r.digits()
			if !p.by(r, " -") || !mod97("PL"+digits) {
				return false
			}
			found = append(found, r.span(Account))
			return true
		})
	}
	return found
}

// iban is where the IBAN that begins at i ends, or 0.
func (p page) iban(i int) int {
	country := strings.ToUpper(string([]rune{p.is(i), p.is(i + 1)}))
	want := lengths[country]
	if want == 0 || !digit(p.is(i+2)) && p.is(i+2) != ' ' {
		return 0
	}
	var bare []byte
	for ; i < len(p.text) && len(bare) < want; i++ {
		switch c := p.text[i]; {
		case c < 128 && word(c) && c != '_':
			bare = append(bare, byte(c))
		case (c == ' ' || c == '-') && word(p.is(i+1)):
		default:
			return 0
		}
	}
	if len(bare) < want || word(p.is(i)) || !mod97(strings.ToUpper(string(bare))) {
		return 0
	}
	return i
}

// mod97 tells whether the check digits fit (ISO/IEC 7064, MOD 97-10): the first
// four characters go to the end, letters count from 10 for A.
func mod97(iban string) bool {
	rest := 0
	for _, c := range iban[4:] + iban[:4] {
		switch {
		case digit(c):
			rest = (rest*10 + int(c-'0')) % 97
		case 'A' <= c && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}
