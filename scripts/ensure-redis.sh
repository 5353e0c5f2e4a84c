#!/usr/bin/env bash
# Sees to it that the tests can start a Redis: Debian's redis-server. Limits that
# processes share are tested with a real one or not at all, so where it is missing and
# cannot be installed this fails.
set -euo pipefail
cd "$(dirname "$0")"

if command -v redis-server >/dev/null; then
  exit 0
fi
if ./apt-install.sh redis-server && command -v redis-server >/dev/null; then
  exit 0
fi
echo "redis-server is missing, and the tests of limits need it (Debian package redis-server)" >&2
exit 1
