#!/usr/bin/env bash
# Runs the end-to-end tests on SQLite and, where TEST_DATABASE_URL is set, on
# PostgreSQL (scripts/with-postgres.sh). Arguments, if any, are the test files to run,
# as tests/e2e sees them. E2E_SCREENSHOTS=1 makes the pictures in docs/screenshots
# instead.
set -euo pipefail
cd "$(dirname "$0")/../tests/e2e"

if [ "${E2E_SCREENSHOTS:-}" = "1" ]; then
  exec node --test --test-reporter=spec screenshots/make.mjs
fi

files=("$@")
if [ "${#files[@]}" -eq 0 ]; then files=(api/*.test.mjs browser/*.test.mjs); fi
databases=(sqlite)
if [ -n "${TEST_DATABASE_URL:-}" ]; then
  databases+=(postgres)
elif [ "${CI:-}" = "true" ]; then
  echo "TEST_DATABASE_URL is not set, and in CI the tests on PostgreSQL must run" >&2
  exit 1
else
  echo "NOTE: there is no PostgreSQL; its end-to-end tests are left out" >&2
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# run FILE...: keeps what it prints in $log.
run() { node --test --test-reporter=spec "$@" 2>&1 | tee "$log"; }

# A browser on a crowded machine may be late once. Files with a failure are run a second
# time; what passes only then is said, and printed again at the end of CI.
status=0
for database in "${databases[@]}"; do
  echo "--- end-to-end tests on $database"
  export E2E_DATABASE=$database
  if run "${files[@]}"; then continue; fi
  mapfile -t failed < <(sed -nE 's/^test at ([a-z/.-]+\.test\.mjs):.*/\1/p' "$log" | sort -u)
  what=$(sed -nE '/failing tests/,$ s/^✖ (.*) \(.*/\1/p' "$log" | paste -sd ';')
  if [ "${#failed[@]}" -gt 0 ] && run "${failed[@]}"; then
    echo "--- NOTE: passed only at the second try on $database: $what"
  else
    status=1
  fi
done
exit "$status"
