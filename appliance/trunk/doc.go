// Package trunk knows the ways to the exchange: which addresses belong to
// which trunk, how many calls each and the whole box may carry, how fast they
// may come, and what
// number leads to which entry point.
//
// Admit decides and is pure; Trunks keeps the configuration and counts the
// calls. It has no goroutine and is safe for use by several.
package trunk
