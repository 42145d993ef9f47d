// Package feed is the log of what was committed, in the order of the commits.
// Whoever needs to hear of facts subscribes to it; nobody publishes but the
// store's writer.
//
// The package has no goroutine of its own: Publish hands facts to each
// subscription's buffer and never waits for a reader. A reader who falls
// behind is cut off and reads the store again.
//
// To miss nothing, take Last first, then read the store, then Subscribe from
// what Last answered: a fact between the two is seen twice, in the store and
// from the log, and none is lost. Facts carry whole nouns, so seeing one twice
// does no harm.
package feed
