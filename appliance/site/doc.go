// Package site is how this site wants its box: settings, queues, groups, entry
// points, reasons, opening hours and trees. It alone writes them.
//
// What is saved is checked first, by itself and for what else rests on it, so
// that a configuration that works is never replaced by one that does not.
// Every change is kept with who made it and can be taken back. After each, the
// feed tells appliance.SiteChanged.
//
// The package has no goroutines.
package site
