// Package embed is how a page of a site takes the widget in and speaks to it: a tag,
// and calls of one function. The administration shows them, and the widget's tests run
// each example in a page.
package embed

// Tag is what a page takes in, of a loader's address.
func Tag(loader string) string { return `<script src="` + loader + `" async></script>` }

// Queue is what a page has before its first call where that may come before the loader
// has: calls made until then are kept and made in their order.
const Queue = `window.cordboard = window.cordboard || function () { (cordboard.q = cordboard.q || []).push(arguments) }`

// Call is something that a page's script tells the widget, or asks of it.
type Call struct {
	Name    string // the first argument
	Example string
}

// Calls are all of them, in an order in which the examples can be tried.
func Calls() []Call {
	return []Call{
		{"on", `cordboard('on', 'message', (e) => console.log('from ' + e.by))`},
		{"setUser", `cordboard('setUser', { name: 'Eva Malá', mail: 'eva@example.org', phone: '+420 601 234 567' })`},
		{"setAttributes", `cordboard('setAttributes', { order: 'A-17', total: 1290 })`},
		{"setLanguage", `cordboard('setLanguage', 'cs')`},
		{"page", `cordboard('page')`},
		{"open", `cordboard('open')`},
		{"close", `cordboard('close')`},
		{"toggle", `cordboard('toggle')`},
		{"hide", `cordboard('hide')`},
		{"show", `cordboard('show')`},
		{"endChat", `cordboard('endChat')`},
		{"logout", `cordboard('logout')`},
		{"off", `cordboard('off', 'message', handler)`},
		{"destroy", `cordboard('destroy')`},
	}
}

// Event is something that a page's script can be told of.
type Event struct {
	Name  string
	Field string // of the object that the handler is given; empty: it holds nothing
}

// Events are all of them.
func Events() []Event {
	return []Event{{"ready", ""}, {"open", ""}, {"close", ""}, {"start", ""}, {"end", ""}, {"message", "by"}, {"unread", "count"}}
}
