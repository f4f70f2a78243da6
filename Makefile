# The workshop. `make help` lists what there is.
#
# It needs Go 1.26, Node 20 with npm, make and git; what the tests need besides,
# they install from Debian's packages (tools/install-needs).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export npm_config_audit := false
export npm_config_fund := false
export npm_config_update_notifier := false

TOOL := go tool -modfile=tools/go.mod

# What the screens are made of decides whether they are built again.
web_sources := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' -not -path 'web/e2e/*' -not -name '*.go' 2>/dev/null)
web_tools := web/node_modules/.package-lock.json

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## build all, serve the sample company, print the address and the accounts
	bin/guichet serve --sample

.PHONY: seed
seed: build ## fill an empty desk (GUICHET_DATA, GUICHET_DATABASE) with the sample company
	bin/guichet seed

.PHONY: build
build: web/dist/index.html ## build the screens and the program bin/guichet
	go build -o bin/guichet ./cmd/guichet

web/dist/index.html: $(web_sources) $(web_tools)
	npm --prefix web run build
	@touch web/dist/.gitkeep $@

$(web_tools): web/package.json web/package-lock.json
	npm --prefix web ci
	@touch $@

web/gen/node_modules/.package-lock.json: web/gen/package.json web/gen/package-lock.json
	npm --prefix web/gen ci
	@touch $@

.PHONY: dev
dev: $(web_tools) ## serve while working: restart on change, screens by Vite
	tools/dev

.PHONY: test
test: ## install what the tests need and run them all, on both engines
	tools/install-needs
	$(MAKE) build
	GUICHET_TEST_ALL=1 tools/with-postgres go test -timeout 40m ./...
	$(MAKE) test-web
	@echo 'make test: everything passed'

KILLS ?= 50
FUZZTIME ?= 5m

.PHONY: soak
soak: ## the long variants: KILLS=50 kills on each engine, every fuzz for FUZZTIME=5m
	tools/install-needs
	GUICHET_TEST_ALL=1 GUICHET_KILLS=$(KILLS) tools/with-postgres go test -count=1 -timeout 2h -v -run TestKilledAgainAndAgain ./test/kill
	git grep -o -E '^func Fuzz\w+' -- '*_test.go' | while IFS=: read -r file name; do \
	  go test -run '^$$' -fuzz "^$${name#func }$$" -fuzztime $(FUZZTIME) "./$$(dirname "$$file")"; \
	done

.PHONY: soak-move
soak-move: build ## move 100,000 records from SQLite to PostgreSQL, every row compared (SETS=folder keeps the data set)
	tools/install-needs
	@sets="$(SETS)"; if [ -z "$$sets" ]; then sets=$$(mktemp -d /tmp/guichet-sets.XXXXXX); trap 'rm -rf "$$sets"' EXIT; fi; \
	[ -e "$$sets/whole" ] || bin/guichet bench --only rest --sets "$$sets"; \
	GUICHET_MOVE="$$sets/large.db" tools/with-postgres go test -count=1 -timeout 2h -v -run 'TestAHundredThousandRecordsMove$$' ./test/keep

.PHONY: test-web
test-web: $(web_tools) web/dist/index.html
	npm --prefix web test
	npm --prefix web run size

.PHONY: check
check: ## lint, the house, and whether what is generated is fresh
	@unformatted=$$(git ls-files -z '*.go' | xargs -0 $(TOOL) gofumpt -modpath guichet -l); \
	if [ -n "$$unformatted" ]; then echo "make format would change:"; echo "$$unformatted"; exit 1; fi
	$(TOOL) golangci-lint run ./...
	tools/with-postgres go test ./internal/app
	$(MAKE) check-web
	tools/fresh $(MAKE) generate

.PHONY: check-web
check-web: $(web_tools)
	npm --prefix web run check
	npm --prefix web run lint

.PHONY: format
format: $(web_tools) ## format the Go code and the screens
	git ls-files -z '*.go' | xargs -0 $(TOOL) gofumpt -modpath guichet -w
	npm --prefix web run format

.PHONY: generate
generate: web/gen/node_modules/.package-lock.json $(web_tools) ## make openapi.json, its TypeScript and the lists of words anew
	@described=$$(mktemp); trap 'rm -f "$$described"' EXIT; \
	go run ./cmd/guichet openapi >"$$described" && cp "$$described" internal/api/openapi.json
	npm --prefix web/gen run generate
	npm --prefix web run extract

.PHONY: landed
landed: ## keep a desk of the present schema, before it ships: later ones are tried on it
	go test -count=1 -run 'TestEveryLandedStepHasItsDesk$$' ./test/keep -update

.PHONY: criteria
criteria: ## run the tests that prove criteria and write docs/criteria.md
	@proofs=$$(mktemp); trap 'rm -f "$$proofs"' EXIT; \
	packages=$$(git grep -l 'criteria\.Proves' -- '*_test.go' | grep -v ^internal/app/ | xargs -r -n1 dirname | sort -u | sed 's|^|./|' || true); \
	ended=0; \
	if [ -n "$$packages" ]; then GUICHET_TEST_ALL=1 GUICHET_CRITERIA=$$proofs tools/with-postgres go test -timeout 40m $$packages || ended=$$?; fi; \
	go run ./internal/criteria/ledger -proofs "$$proofs" -out docs/criteria.md; \
	sed -n 's/^What the product must show.*: /criteria: /p' docs/criteria.md; \
	exit $$ended

OUT ?= /dev/stdout

.PHONY: bench
bench: build ## measure the desk on both engines and its screens (OUT=docs/performance.md keeps the report)
	@sets=$$(mktemp -d /tmp/guichet-sets.XXXXXX); report=$$(mktemp); trap 'rm -rf "$$sets" "$$report"' EXIT; \
	tools/with-postgres --durable bash -c 'GUICHET_BENCH_POSTGRES=$$GUICHET_TEST_POSTGRES exec bin/guichet bench --engine sqlite,postgres --sets "$$1" --out "$$2"' bench "$$sets" "$$report"; \
	node test/browser/measure.mjs bin/guichet "$$sets/large.db" >>"$$report"; \
	cat "$$report" >$(OUT)

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
DIST ?= bin/dist

.PHONY: dist
dist: web/dist/index.html ## what people install: archives for linux, amd64 and arm64 (VERSION=..., DIST=bin/dist)
	tools/dist "$(VERSION)" "$(DIST)"

.PHONY: clean
clean: ## remove what was built
	rm -rf bin web/node_modules web/gen/node_modules
	find web/dist -mindepth 1 -not -name .gitkeep -delete
