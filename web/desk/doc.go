// Package desk is the operator's page: who waits, what is said, who it is.
//
// A page is one address, /desk/{conversation}, written whole from the store;
// it works with forms and links alone. The script then follows one stream:
// for every committed fact the parts of the page that it may have touched are
// written again from the store, and those that came out different are sent as
// named fragments, which the page morphs into place. So a page that missed
// something (a broken line, a restart of the box) is right again after the
// next patch, and there is no second place that knows what a row looks like.
//
// View structs and the functions that fill them are pure; reading stands in
// read.go. A stream's goroutine is its request's.
package desk
