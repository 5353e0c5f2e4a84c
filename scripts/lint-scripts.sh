#!/usr/bin/env bash
# Checks the shell scripts with shellcheck where it is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v shellcheck >/dev/null; then
  shellcheck scripts/*.sh bench/*.sh .ci/run
else
  echo "shellcheck is not installed: the shell scripts were not checked" >&2
  for script in scripts/*.sh bench/*.sh .ci/run; do bash -n "$script"; done
fi
