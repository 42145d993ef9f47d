// Package prompt makes prompts out of what people record and upload, and out
// of texts that a speech synthesiser speaks: sound of one format, one loudness
// and without silence at its ends, so that a caller hears one voice as loud as
// another whoever recorded it.
//
// What is uploaded comes from outside: its size and its length are bounded
// before anything is decoded, and decoders of others are caught when they trip.
// The package has no goroutines; the synthesiser is a process of its own, for
// whom the caller waits.
package prompt
