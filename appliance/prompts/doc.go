// Package prompts keeps what callers hear ready to be sent: the recordings of a
// directory, read and encoded when they are first asked for. It owns no goroutine.
package prompts
