// Package admin is where the site is set up: plain server pages, one form
// each, over appliance/site, which checks before it keeps. A tree that does
// not check never replaces one that works: the page comes back with what is
// wrong, by line and column, and with the text as it was typed.
//
// The package owns no goroutine.
package admin
