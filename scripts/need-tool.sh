#!/usr/bin/env bash
# Fails with advice when a lint tool is missing.
set -euo pipefail

if ! command -v "$1" >/dev/null; then
  echo "$1 is not installed: run 'make tools'" >&2
  exit 1
fi
