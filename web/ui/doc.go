// Package ui holds what all pages share: the document around them, icons,
// lamps, badges and forms as templ components, and the static files (one
// stylesheet, small ES modules, the font, the sprite) under a path that names
// their content. Components take plain values and speak the language of their
// context (web/i18n). The package owns no goroutine.
//
// After editing a .templ file: go tool templ generate.
package ui
