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

status=0
for database in "${databases[@]}"; do
  echo "--- end-to-end tests on $database"
  E2E_DATABASE=$database node --test --test-reporter=spec "${files[@]}" || status=1
done
exit "$status"
