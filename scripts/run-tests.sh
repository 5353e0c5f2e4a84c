#!/usr/bin/env bash
# Runs every test of the workspace. Arguments go to cargo.
set -euo pipefail
cd "$(dirname "$0")/.."

# The HTTP tests start the real program, which is not built before them by itself. Of the
# whole workspace: for the server alone cargo would choose other features of what both
# need, and compile half of it twice.
cargo build "$@" --workspace --bins --tests
if cargo nextest --version >/dev/null 2>&1; then
  profile=default
  if [ "${CI:-}" = "true" ]; then profile=ci; fi
  # The HTTP tests wait for servers and disks nearly half of the time.
  cargo nextest run "$@" --workspace --profile "$profile" --test-threads "$((($(nproc) * 3 + 1) / 2))"
  cargo test "$@" --workspace --doc --quiet
else
  cargo test "$@" --workspace
fi
if [ -z "${TEST_DATABASE_URL:-}" ]; then
  echo "NOTE: there was no PostgreSQL; its tests were skipped" >&2
fi
