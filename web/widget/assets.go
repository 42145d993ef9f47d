package widget

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"cordboard/web/ui"
)

//go:embed assets
var embedded embed.FS

// bundle holds the panel's scripts and styles. The loader is not in it: it is
// served with its entry point's settings put in.
var bundle = sync.OnceValue(func() *ui.Bundle {
	files, err := fs.Sub(embedded, "assets")
	if err != nil { // embedded: a programmer's mistake
		panic(err)
	}
	return ui.NewBundle("/widget/", files, ui.Tokens())
})

// beside are the scripts that no panel fetches with its page: the loader and what it
// fetches, and what starts a panel or plays one.
var beside = []string{"loader.js", "proposals.js", "start.js", "preview.js"}

// modules are the panel's scripts but the first, for the browser to fetch at
// once and not one import after the other.
var modules = sync.OnceValue(func() []string {
	names, err := fs.Glob(embedded, "assets/*.js")
	if err != nil {
		panic(err)
	}
	names = slices.DeleteFunc(names, func(n string) bool {
		return slices.Contains(beside, strings.TrimPrefix(n, "assets/"))
	})
	for i, n := range names {
		names[i] = bundle().Path(n[len("assets/"):])
	}
	return names
})
