#!/usr/bin/env bash
# Sees to it that the tests can start a PostgreSQL. Where it is missing and
# cannot be installed the tests go on without it, loudly; in CI that is an error.
set -euo pipefail
cd "$(dirname "$0")"

if [ -n "${TEST_DATABASE_URL:-}" ] || ./find-postgres.sh >/dev/null 2>&1; then
  exit 0
fi
if ./apt-install.sh postgresql && ./find-postgres.sh >/dev/null; then
  exit 0
fi
if [ "${CI:-}" = "true" ]; then
  echo "PostgreSQL is missing, and in CI its tests must run" >&2
  exit 1
fi
cat >&2 <<'END'
*******************************************************************************
* PostgreSQL is missing and could not be installed.                           *
* Its tests will be SKIPPED. Install the package "postgresql", or point       *
* TEST_DATABASE_URL at a server where databases may be created.               *
*******************************************************************************
END
