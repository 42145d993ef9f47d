// Package telephone lets operators talk on their own desk telephones, behind
// the site's exchange, in place of their browsers.
//
// A telephone rings when its operator is offered a call, and when he has a place
// at one without sound. Whoever lifts it is told who calls and asked to press 1:
// the exchange's voicemail answers too, and presses nothing. With the key the
// telephone's leg is the operator's sound, for package call as good as that of a
// browser; an offer is accepted with it. Whatever else happens, an offer goes on
// as any other that nobody hears.
//
// When a telephone rings and stops is decided by state.on, which is pure. Run is
// the one goroutine that owns all telephones and carries out what was decided;
// it waits for those that it starts: one for each line that is up, which reads
// what comes from it, and one for each question to those who might make it wait.
package telephone
