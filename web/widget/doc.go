// Package widget is the visitor's side on the Public door: the loader that a
// site's pages take in by one script tag, the chat panel that it shows in an
// iframe of the box's own origin, and the requests of that panel.
//
// A visitor proves himself with a random token that the box made when his
// conversation opened. It travels in the Authorization header alone; the store
// holds its SHA-256. No request names a conversation: the token does, so that
// there is no number to try. Nothing here trusts the page around the panel,
// and no answer is meant for another origin: there is no CORS.
//
// Each stream lives in its request's goroutine; Run is its caller's.
package widget
