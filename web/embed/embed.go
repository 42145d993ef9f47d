// Package embed is how a page of a site takes the widget in and speaks to it: a tag,
// and calls of one function. The administration shows them, and the widget's tests run
// each example in a page.
package embed

import "embed"

// Tag is what a page takes in, of a loader's address.
func Tag(loader string) string { return `<script src="` + loader + `" async></script>` }

// Queue is what a page has before its first call where that may come before the loader
// has: calls made until then are kept and made in their order.
const Queue = `window.cordboard = window.cordboard || function () { (cordboard.q = cordboard.q || []).push(arguments) }`

// Call is something that a page's script tells the widget, or asks of it.
type Call struct {
	Name    string // the first argument
	Example string
	// Vouched tells that the site vouches for what it says.
	Vouched bool
}

// Calls are all of them, in an order in which the examples can be tried.
func Calls() []Call {
	return []Call{
		{Name: "on", Example: `cordboard('on', 'message', (e) => console.log('from ' + e.by))`},
		{Name: "setUser", Example: `cordboard('setUser', { name: 'Eva Malá', mail: 'eva@example.org', phone: '+420 601 234 567' })`},
		{Name: "setUser", Example: `cordboard('setUser', { id: 'customer-17', hash: '` + Vector.Hash + `', name: 'Eva Malá' })`, Vouched: true},
		{Name: "setAttributes", Example: `cordboard('setAttributes', { order: 'A-17', total: 1290 })`},
		{Name: "addTag", Example: `cordboard('addTag', 'Complaint')`},
		{Name: "setLanguage", Example: `cordboard('setLanguage', 'cs')`},
		{Name: "consent", Example: `cordboard('consent', true)`},
		{Name: "page", Example: `cordboard('page')`},
		{Name: "invite", Example: `cordboard('invite', 'Can we help you with the order?')`},
		{Name: "open", Example: `cordboard('open')`},
		{Name: "close", Example: `cordboard('close')`},
		{Name: "toggle", Example: `cordboard('toggle')`},
		{Name: "hide", Example: `cordboard('hide')`},
		{Name: "show", Example: `cordboard('show')`},
		{Name: "endChat", Example: `cordboard('endChat')`},
		{Name: "logout", Example: `cordboard('logout')`},
		{Name: "off", Example: `cordboard('off', 'message', handler)`},
		{Name: "destroy", Example: `cordboard('destroy')`},
	}
}

// Event is something that a page's script can be told of.
type Event struct {
	Name  string
	Field string // of the object that the handler is given; empty: it holds nothing
}

// Events are all of them.
func Events() []Event {
	return []Event{{"ready", ""}, {"open", ""}, {"close", ""}, {"start", ""}, {"end", ""}, {"message", "by"}, {"unread", "count"}, {"invited", "rule"}, {"accepted", "rule"}, {"dismissed", "rule"}}
}

// Proof is what a site's server makes for a user, and of what. Until is in seconds
// since 1970.
type Proof struct{ Secret, User, Until, Hash string }

// Vector is one by which a site's developers tell whether their server is right. The
// box takes it no more: its time is over.
var Vector = Proof{
	Secret: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	User:   "customer-17",
	Until:  "1767225600",
	Hash:   "1767225600.f8164f2177144892127044f3f31a0ce1ccebdf24e3bdfc262476b09d5008c0f6",
}

// Server is how a site's server proves who its user is: the time until which that is
// good, in seconds since 1970, a full stop, and HMAC-SHA256 (RFC 2104) of what it calls
// him, a vertical line and that time, under the entry point's secret, in hexadecimal.
type Server struct {
	Language string // of programming
	Code     string
}

//go:embed servers
var servers embed.FS

// Servers are examples of it, each for Vector's user. The secret is in the server's
// environment: it never comes to a page.
func Servers() []Server {
	read := func(name string) string {
		code, err := servers.ReadFile("servers/example." + name + ".txt")
		if err != nil { // embedded: a programmer's mistake
			panic(err)
		}
		return string(code)
	}
	return []Server{{"Go", read("go")}, {"PHP", read("php")}, {"Python", read("py")}}
}
