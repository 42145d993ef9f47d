package widget

import (
	"embed"
	"io/fs"
	"slices"
	"sync"

	"cordboard/web/ui"
)

// served are the scripts and styles as visitors get them: those of assets, made small by
// esbuild (make generate), file by file.
//
//go:embed served
var embedded embed.FS

var served = sync.OnceValue(func() fs.FS {
	files, err := fs.Sub(embedded, "served")
	if err != nil { // embedded: a programmer's mistake
		panic(err)
	}
	return files
})

// bundle holds the panel's scripts and styles. The loader is not in it: it is
// served with its entry point's settings put in.
var bundle = sync.OnceValue(func() *ui.Bundle {
	return ui.NewBundle("/widget/", served(), ui.Tokens())
})

// beside are the scripts that no panel fetches with its page: the loader and what it
// fetches, and what starts a panel or plays one.
var beside = []string{"loader.js", "proposals.js", "start.js", "preview.js"}

// modules are the panel's scripts but the first, for the browser to fetch at
// once and not one import after the other.
var modules = sync.OnceValue(func() []string {
	names, err := fs.Glob(served(), "*.js")
	if err != nil {
		panic(err)
	}
	names = slices.DeleteFunc(names, func(n string) bool { return slices.Contains(beside, n) })
	for i, n := range names {
		names[i] = bundle().Path(n)
	}
	return names
})
