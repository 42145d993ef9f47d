package privacy

import (
	"slices"
	"strings"
	"unicode"
)

// What people write beside a number says what it counts, in Czech, Polish and
// English. Beginnings of words, since those bend; a word that must be whole ends
// with a dot of its own or a space.
var (
	// countedWords are of things that have numbers and are nobody's.
	countedWords = words(`
		obj obj. objedn zakázk zakazk zásilk zasilk balík balik faktur účtenk uctenk paragon reklamac smlouv tiket požadav
		pozadav variabil symbol sériov seriov výrobn kód čárov spis jednac čj č.j vs vs. ks. ss. ičo ico dič dic iban účet účtu uctu
		zam zam. zamówien zamowien przesył przesyl paczk rachun umow zgłoszen zgloszen seryjn nip regon krs konto konta kod
		order invoice receipt tracking parcel shipment package contract ticket reference ref ref. serial
		sku ean isbn imei barcode code account batch
		cena ceny cenu částk castk kwot price amount total suma celkem razem kurz kurs zaplat zapłac zaplac paid cost stojí koszt`)
	// calledWords are of what one calls.
	calledWords = words(`
		tel tel. telef mobil volat volej zavol brněnsk sms whatsapp viber signal link
		kom. komórk komork dzwoń dzwon zadzwo oddzwo fon
		phone cell mobile call ring reach dial fax`)
	// socialWords are of the number of the United States.
	socialWords = words("ssn social tin")
	// units follow what is counted or paid.
	units = words(`
		kč czk korun euro eur € zł zl pln złot zlot usd $ dolar dollar gbp £ pound libr huf ft chf
		ks kus kusů kusu szt sztuk pcs pieces items % km m2 m3 kg gb mb kb kwh bod bodů punkt points tis mil mld tys
		hodin godzin hours visitors návštěv let lat years`)
)

func words(s string) []string { return strings.Fields(s) }

// far and near are how many words before a number are read: far, since the word
// that says what it counts may stand at the beginning of what is said of it;
// near, where a word alone makes digits a telephone number.
const far, near = 4, 3

// beside is what stands before a row: how many words away, from 1 on, is the
// nearest that says that it is called, that it counts something, that it is an
// American's; none is far+1.
type beside struct{ called, thing, social int }

func (b beside) calls() bool { return b.called <= near }

// counts tells that it is the number of a thing. What is said of calling nearer
// to it goes before.
func (b beside) counts() bool { return b.thing <= far && b.thing < b.called }

// beside reads the words before a row, from the beginning of the sentence.
func (p page) beside(r row) beside {
	from := r[0].from
	begin := from
	for begin > 0 && from-begin < 60 && !p.ends(begin-1) {
		begin--
	}
	before := strings.FieldsFunc(strings.ToLower(string(p.text[begin:from])), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(":=#()\"'/-,", r)
	})
	nearest := func(these []string) int {
		for n := range min(far, len(before)) {
			if begins(before[len(before)-1-n], these) {
				return n + 1
			}
		}
		return far + 1
	}
	return beside{called: nearest(calledWords), thing: nearest(countedWords), social: nearest(socialWords)}
}

// begins tells whether a word begins with one of these. Of a short one hardly
// more may follow.
func begins(word string, these []string) bool {
	return slices.ContainsFunc(these, func(beginning string) bool {
		return strings.HasPrefix(word, beginning) && (len(beginning) > 3 || len(word) <= len(beginning)+2)
	})
}

// counted tells whether what stands around a row says that it counts something
// or is the number of a thing.
func (p page) counted(r row) bool { return p.paid(r) || p.beside(r).counts() }

// paid tells whether a sign of money stands before, or a unit or decimals behind.
func (p page) paid(r row) bool {
	from, to := r[0].from, r[len(r)-1].to
	before := strings.TrimRight(string(p.text[max(0, from-3):from]), " ")
	if strings.HasSuffix(before, "€") || strings.HasSuffix(before, "$") || strings.HasSuffix(before, "£") {
		return true
	}
	if c := p.is(to); c == ',' && (digit(p.is(to+1)) || p.is(to+1) == '-') || c == '%' {
		return true
	}
	behind := strings.ToLower(strings.TrimLeft(string(p.text[to:min(len(p.text), to+12)]), " .,-"))
	for _, unit := range units {
		rest, ok := strings.CutPrefix(behind, unit)
		if !ok {
			continue
		}
		if next := []rune(rest + " ")[0]; !unicode.IsLetter(next) || len(unit) > 3 {
			return true
		}
	}
	return false
}

// ends tells whether a sentence ends at a character: at a mark with white space
// behind it and no short word before, as "tel." and "č." are.
func (p page) ends(i int) bool {
	switch p.text[i] {
	case '\n', '!', '?', ';':
		return true
	case '.':
		return p.is(i+1) == ' ' && word(p.is(i-4)) && word(p.is(i-3)) && word(p.is(i-2)) && word(p.is(i-1))
	}
	return false
}
