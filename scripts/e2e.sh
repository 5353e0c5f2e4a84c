#!/usr/bin/env bash
# Runs the end-to-end tests on SQLite and, where TEST_DATABASE_URL is set, on
# PostgreSQL (scripts/with-postgres.sh). Arguments, if any, are the test files to run,
# as tests/e2e sees them. E2E_AT_ONCE files run at a time. E2E_SCREENSHOTS=1 makes the
# pictures in docs/screenshots instead.
set -euo pipefail
cd "$(dirname "$0")/../tests/e2e"

if [ "${E2E_SCREENSHOTS:-}" = "1" ]; then
  exec node --test --test-reporter=spec screenshots/make.mjs
fi

# What these say depends on the browser and not on the database, so that they run on
# SQLite only (tests/e2e/README.md, "Two databases"). What is not named here runs on both.
one_database='browser/(access|admin-access|admin-session|candidate-access|candidates-upload|onboarding-access|onboarding-documents|onboarding-link|wire)\.test\.mjs'

databases=(sqlite)
if [ -n "${TEST_DATABASE_URL:-}" ]; then
  databases+=(postgres)
elif [ "${CI:-}" = "true" ]; then
  echo "TEST_DATABASE_URL is not set, and in CI the tests on PostgreSQL must run" >&2
  exit 1
else
  echo "NOTE: there is no PostgreSQL; its end-to-end tests are left out" >&2
fi

# files DATABASE ARGUMENT...: the files to run there, one a line; those that were asked
# for by name wherever.
files() {
  local database=$1
  shift
  if [ "$#" -gt 0 ]; then
    printf '%s\n' "$@"
  elif [ "$database" = sqlite ]; then
    printf '%s\n' api/*.test.mjs browser/*.test.mjs
  else
    printf '%s\n' api/*.test.mjs browser/*.test.mjs | grep -vxE "$one_database"
  fi
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Of the time a file takes, its browser and its server compute a third; it waits the rest.
# More than one a core and browsers are late for what they wait for.
at_once=${E2E_AT_ONCE:-$(nproc)}

# run AT_ONCE FILE...: keeps what it prints in $log.
run() { node --test --test-concurrency="$1" --test-reporter=spec "${@:2}" 2>&1 | tee "$log"; }

# A browser on a crowded machine may be late once. Files with a failure are run a second
# time, one after the other; what passes only then is said, and printed again at the end of CI.
status=0
for database in "${databases[@]}"; do
  echo "--- end-to-end tests on $database, $at_once files at a time"
  export E2E_DATABASE=$database
  began=$SECONDS
  mapfile -t chosen < <(files "$database" "$@")
  if run "$at_once" "${chosen[@]}"; then
    echo "--- end-to-end tests on $database took $((SECONDS - began)) s"
    continue
  fi
  mapfile -t failed < <(sed -nE 's/^test at ([a-z/.-]+\.test\.mjs):.*/\1/p' "$log" | sort -u)
  what=$(sed -nE '/failing tests/,$ s/^✖ (.*) \(.*/\1/p' "$log" | paste -sd ';')
  if [ "${#failed[@]}" -gt 0 ] && run 1 "${failed[@]}"; then
    echo "--- NOTE: passed only at the second try on $database: $what"
  else
    status=1
  fi
  echo "--- end-to-end tests on $database took $((SECONDS - began)) s"
done
exit "$status"
