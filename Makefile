# Cordboard. Everything is built with CGO_ENABLED=0 by the Go toolchain alone.
SHELL := /bin/bash
export CGO_ENABLED := 0

GO        ?= go
VAR       ?= ./var
ARGS      ?=
KILLS     ?= 50
FUZZTIME  ?= 10m
FUZZLONG  ?= 1h
GOFUMPT   := mvdan.cc/gofumpt@v0.9.2
LINT      := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.12.2

.PHONY: run call build test check race deep bench generate deps help

help: ## what there is to make
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

run: build ## build and start the box with the demonstration site in ./var
	@./bin/cordboard serve --demo --var $(VAR) $(ARGS)

call: build ## call the running box as somebody with a telephone
	@./bin/cordboard demo call

build: ## build the box into ./bin
	@[ -x bin/cordboard ] || echo "Building the box; the first time this takes a minute or two."
	@$(GO) build -trimpath -o bin/ ./cmd/...

generate: ## write the templates' Go code, and the widget as visitors get it
	$(GO) tool templ generate -log-level error
	$(GO) tool esbuild web/widget/assets/*.js web/widget/assets/*.css --minify --charset=utf8 --log-level=error --outdir=web/widget/served

deps: ## install what the tests need from Debian (as root)
	.ci/deps

test: deps ## everything that must be green: drift, format, vet, all tests, browser included
	.ci/drift
	$(GO) run $(GOFUMPT) -l $$(git ls-files '*.go' | grep -v _templ.go) | (! grep .)
	$(GO) vet ./...
	KILLS=$(KILLS) $(GO) test -count=1 -timeout 60m ./...

check: ## golangci-lint
	$(GO) run $(LINT) run ./...

race: ## all tests under the race detector (needs gcc)
	CGO_ENABLED=1 KILLS=5 $(GO) test -race -count=1 -timeout 60m ./...

deep: ## long fuzzing, 1,000 kills, ten minutes of recording, a minute of flood, ten thousand calls of fifty callers, a hundred thousand messages of turned bits
	.ci/fuzz $(FUZZTIME) $(FUZZLONG)
	KILLS=1000 MINUTES=10 FLOOD=60 THRONG=10000 FLIPS=100000 $(GO) test -count=1 -timeout 8h ./...

bench: build ## figures of this machine
	$(GO) run ./cmd/cordboard/bench
