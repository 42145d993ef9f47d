package main

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"cordboard": main})
}

// TestScripts drives the command as people do; in the scripts $SITE is the
// demonstration site.
func TestScripts(t *testing.T) {
	site, err := filepath.Abs("demo/site")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SITE", site)
			return nil
		},
	})
}
