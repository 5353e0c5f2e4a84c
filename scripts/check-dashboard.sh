#!/usr/bin/env bash
# Checks the dashboard's pages: vendored files are what was vendored, the pages name no
# other server and set no markup from text, the first load is small enough (the sums are
# printed), types, and unit tests of what is no page. Without npm it says loudly what was
# not checked; in CI that is an error.
set -euo pipefail
cd "$(dirname "$0")/../crates/dashboard"

(cd assets/vendor && sha256sum --check --quiet --strict SHA256SUMS)

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  if [ "${CI:-}" = "true" ]; then
    echo "node and npm are missing, and in CI the dashboard must be checked" >&2
    exit 1
  fi
  cat >&2 <<'END'
*******************************************************************************
* node and npm are not installed: the dashboard's types, size and unit tests
* were NOT checked. On Debian: apt-get install nodejs npm
*******************************************************************************
END
  exit 0
fi

node tools/assets.mjs
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --no-audit --no-fund --loglevel=error
fi
npm run --silent types
node --test --test-reporter=dot unit/*.test.js
echo "dashboard: checked"
