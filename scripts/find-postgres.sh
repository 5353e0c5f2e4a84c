#!/usr/bin/env bash
# Prints the directory of the newest PostgreSQL programs; fails when there are
# none. Debian keeps them out of the PATH.
set -euo pipefail

newest=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null |
  sort -V | tail -n 1 || true)
if [ -z "$newest" ]; then
  newest=$(command -v initdb || true)
fi
if [ -z "$newest" ]; then
  echo "no PostgreSQL programs (initdb) found" >&2
  exit 1
fi
dirname "$newest"
