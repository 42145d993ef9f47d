// Package web is the box's face to browsers: three doors (desk, public side,
// console), each an http.Handler with routes of its own and none of another's;
// sign-in, languages, the protections around every request, and server-sent
// events. What a page shows is decided in the packages below it, each of which
// hands over its routes as data; cmd puts them together.
//
// A Server starts no goroutine; Serve owns those of net/http and waits for them.
package web
