// Package i18n holds every sentence that a person reads, in Czech, Polish and
// English, and writes numbers, dates and durations as each language does.
//
// The catalogues lie in catalog/, one YAML file a language, flat keys, places
// in braces: "waits {time}". A text that counts has the plural forms of its
// language and is chosen by the argument "count". A key that one language
// lacks, that nothing uses, or that the code asks for in vain fails the tests.
//
// The package owns no goroutine; a *Texts may be used by many at once.
package i18n
