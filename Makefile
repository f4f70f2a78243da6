# The workshop. `make help` lists what there is.
#
# It needs Go 1.26, Node 20 with npm, make and git; what the tests need besides,
# they install from Debian's packages (tools/install-needs).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

NPM := npm --prefix web --no-audit --no-fund --no-update-notifier

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What the web is made of decides whether it is built again.
web_sources := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -not -path 'web/*/node_modules/*' 2>/dev/null)

ifneq ($(wildcard web/package-lock.json),)
web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	$(NPM) ci
	@touch $@

web/dist/index.html: $(web_sources) web/node_modules/.package-lock.json
	$(NPM) run build

.PHONY: web
web: web/dist/index.html ## build the screens into web/dist

.PHONY: test-web
test-web: web/node_modules/.package-lock.json
	$(NPM) test

.PHONY: check-web
check-web: web/node_modules/.package-lock.json
	$(NPM) run check
	$(NPM) run lint
else
.PHONY: web test-web check-web
web test-web check-web:
endif

.PHONY: build
build: web ## build the web and the program bin/guichet
	$(if $(wildcard cmd/guichet/*.go),go build -o bin/guichet ./cmd/guichet,@true)

.PHONY: test
test: ## install what the tests need and run them all, on both engines
	tools/install-needs
	$(MAKE) build
	GUICHET_TEST_ALL=1 tools/with-postgres go test -timeout 20m ./...
	$(MAKE) test-web
	@echo 'make test: everything passed'

TOOL := go tool -modfile=tools/go.mod

.PHONY: check
check: ## lint, the house, and whether what is generated is fresh
	@unformatted=$$(git ls-files -z '*.go' | xargs -0 $(TOOL) gofumpt -modpath guichet -l); \
	if [ -n "$$unformatted" ]; then echo "make format would change:"; echo "$$unformatted"; exit 1; fi
	$(TOOL) golangci-lint run ./...
	tools/with-postgres go test ./internal/app
	$(MAKE) check-web
	tools/fresh $(MAKE) generate

.PHONY: format
format: ## format the Go code
	git ls-files -z '*.go' | xargs -0 $(TOOL) gofumpt -modpath guichet -w

.PHONY: criteria
criteria: ## run the tests that prove criteria and write docs/criteria.md
	@proofs=$$(mktemp); trap 'rm -f "$$proofs"' EXIT; \
	packages=$$(git grep -l 'criteria\.Proves' -- '*_test.go' | grep -v ^internal/app/ | xargs -r -n1 dirname | sort -u | sed 's|^|./|' || true); \
	if [ -n "$$packages" ]; then GUICHET_TEST_ALL=1 GUICHET_CRITERIA=$$proofs tools/with-postgres go test -timeout 20m $$packages; fi; \
	go run ./internal/criteria/ledger -proofs "$$proofs" -out docs/criteria.md; \
	sed -n 's/^What the product must show.*: /criteria: /p' docs/criteria.md

.PHONY: clean
clean: ## remove what was built
	rm -rf bin web/dist/* web/node_modules
