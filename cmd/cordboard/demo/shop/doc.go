// Package shop is the site of the demonstration: a small shop for tools whose
// pages take the widget in, as a site would. Its pages are strict, so that the
// widget is always tried under a policy that names nothing but the box's
// origin and forbids scripts made of strings.
//
// What the pages say is the shop's own and lies in its files; the house's
// catalogues do not know it. The package owns no goroutine.
package shop
