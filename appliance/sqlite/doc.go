// Package sqlite is the store: the only SQL of the house, on one SQLite file.
//
// Writing. A Store has one writer. Write calls that come together share one
// transaction, each under its own savepoint and with its own answer, so that
// one fsync acknowledges many of them (group commit). Those that are marked as
// Unhurried wait a moment for company. synchronous=FULL: what
// Write has answered with nil outlives a pulled plug. After the commit the
// events that were emitted in it are published, in the order in which the
// functions ran, and only then are the callers answered; so whoever hears of a
// fact can read it.
//
// Reading. Reads have four connections of their own that cannot write. Each
// Read sees one snapshot and waits for no writer.
//
// Times are kept to the microsecond and read back as UTC.
//
// To store something new: add migrations/NNNN_what.sql with the next number
// (an older one is never edited), and one file named for the noun with its
// columns, its Scan and its statements side by side. The tests find the
// statements and prepare them, and upgrade a file of every older schema.
//
// Goroutines: Open starts the writer, which opens and commits transactions and
// hands out turns in them; Close waits for it. Whoever serves runs Run, which looks
// after the index of phrases. The functions given to Write
// and Read run on the goroutines of their callers.
package sqlite
