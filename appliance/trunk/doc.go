// Package trunk knows the ways to the exchange: which addresses belong to
// which trunk, how many calls each and the whole box may carry, how fast they
// may come, and what number leads to which entry point.
//
// admit, ways and inOrder decide and are pure; Trunks keeps the configuration,
// counts the calls and is safe for use by several. Trunks.Watch alone has
// goroutines, which ask the exchanges, and waits for them.
package trunk
