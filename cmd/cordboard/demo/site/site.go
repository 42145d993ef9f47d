// Package site is the demonstration: Hobla, a shop for tools in Brno and
// Kraków, as plain files. What a box reads from its own directory it reads
// here from Files: the tree of number 100, the opening hours, and what is
// heard, in Czech, Polish and English.
//
// The prompts are prompts.tsv, spoken by render.sh (it needs espeak-ng and
// sox); the music is made by music.go. Both are run by go generate, and what
// they make is committed. caller.wav is not a prompt: it is what the caller of
// "cordboard demo call" says.
package site

import "embed"

//go:generate ./render.sh
//go:generate go run music.go

// Files holds main.yaml, the tree; hours.json, a list of hours.Calendar;
// prompts, with what ivr.PromptFiles names; and caller.wav.
//
//go:embed main.yaml hours.json prompts caller.wav
var Files embed.FS
