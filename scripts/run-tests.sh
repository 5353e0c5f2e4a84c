#!/usr/bin/env bash
# Runs every test of the workspace. Arguments go to cargo.
set -euo pipefail
cd "$(dirname "$0")/.."

# The HTTP tests start the real program.
cargo build "$@" --package server
if cargo nextest --version >/dev/null 2>&1; then
  profile=default
  if [ "${CI:-}" = "true" ]; then profile=ci; fi
  cargo nextest run "$@" --workspace --profile "$profile"
  cargo test "$@" --workspace --doc --quiet
else
  cargo test "$@" --workspace
fi
if [ -z "${TEST_DATABASE_URL:-}" ]; then
  echo "NOTE: there was no PostgreSQL; its tests were skipped" >&2
fi
