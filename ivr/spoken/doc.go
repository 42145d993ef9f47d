// Package spoken puts numbers, sums of money, dates and times into words, as
// people say them on the telephone in Czech, Polish and English: "jeden hovor,
// dva hovory, pět hovorů".
//
// What it says comes in pieces, each of which is a recording that lies ready
// in Files under the name that ivr.Spoken gives it, so that nothing is spoken
// while somebody calls. A site that wants them in another voice puts
// recordings of the same names among its prompts.
//
// Everything here is pure; there are no goroutines.
package spoken
