# Everything a newcomer or a robot does with this project starts here.
# `make` alone lists the targets.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

CARGO ?= cargo
# Extra words for every cargo call, such as --locked in CI.
CARGO_FLAGS ?=
# What is built for the end-to-end tests. Cargo compiles most crates anew for another
# choice of packages, whose features differ; CI takes what its tests were built with.
SERVER ?= --package server

.PHONY: help run build test e2e screenshots lint fmt fence bench fuzz tools clean-data

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)$$/  make \1\t\2/' | expand -t 20

run: ## start the server with demo data on http://127.0.0.1:3000 (needs Rust and a C compiler)
	$(CARGO) run $(CARGO_FLAGS) --package server --bin partner-api -- demo

build: ## build the server (development profile)
	$(CARGO) build $(CARGO_FLAGS) --package server

test: ## run every test, on SQLite and on a throwaway PostgreSQL
	scripts/ensure-postgres.sh
	scripts/ensure-runtimes.sh
	scripts/ensure-smtp.sh
	scripts/ensure-redis.sh
	scripts/with-postgres.sh scripts/run-tests.sh $(CARGO_FLAGS)

e2e: ## test the running server from outside: dashboard in a browser, Postman collection; on both databases
	scripts/ensure-postgres.sh
	scripts/ensure-redis.sh
	scripts/e2e-setup.sh
	$(CARGO) build $(CARGO_FLAGS) $(SERVER)
	scripts/with-postgres.sh scripts/e2e.sh

screenshots: ## make the dashboard's pictures in docs/screenshots anew
	scripts/e2e-setup.sh
	$(CARGO) build $(CARGO_FLAGS) --package server
	E2E_SCREENSHOTS=1 scripts/e2e.sh

lint: fence ## formatting, clippy, licences, unused dependencies, crate boundaries, the dashboard's pages
	$(CARGO) fmt --all --check
	$(CARGO) clippy $(CARGO_FLAGS) --workspace --all-targets -- -D warnings
	scripts/need-tool.sh cargo-deny && cargo deny --log-level error check licenses bans sources
	scripts/need-tool.sh cargo-machete && cargo machete
	scripts/lint-scripts.sh
	scripts/check-dashboard.sh

fmt: ## format the code
	$(CARGO) fmt --all

fence: ## check that no crate knows what it must not know
	$(CARGO) test $(CARGO_FLAGS) --quiet --workspace --test fence

bench: ## measure imports and the hot path on both databases (release build, about twenty minutes)
	bench/run.sh

fuzz: ## feed the reader of envelopes made-up bytes for FUZZ_SECONDS (60)
	scripts/fuzz.sh

tools: ## install the lint tools (cargo-deny, cargo-machete)
	scripts/install-tools.sh

clean-data: ## delete the demo's data directory
	rm -rf data
