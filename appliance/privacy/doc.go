// Package privacy hides what strangers gave of themselves from those who need
// not see it: numbers of cards and accounts, of people, of telephones, and mail
// addresses. It finds them in what people write, in Czech, Polish and English,
// and writes stars in their place; the last four characters of a number and the
// domain of an address stay, by which two who talk about it know that they mean
// the same one.
//
// What is found is checked as its issuer checks it (ISO/IEC 7812 for cards, ISO
// 13616 for accounts, the check digits of birth numbers), so that the number of
// an order, a date or a price stays readable. A telephone number has no check
// digit: it is known by its plan, by how it is written and by the words beside it.
//
// Everything here is pure. What is kept, routed and called is never masked; a
// page of one who may not see it is written from what Text returns.
package privacy
