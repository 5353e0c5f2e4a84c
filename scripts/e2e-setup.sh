#!/usr/bin/env bash
# Sees to it that the end-to-end tests can run: Node, npm, Chromium, the packages of
# tests/e2e. Says what is missing and cannot be installed, and fails then.
set -euo pipefail
cd "$(dirname "$0")/.."

has_node() {
  command -v node >/dev/null && node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)'
}

# The Debian packages of what is missing, one a line.
missing() {
  has_node || echo nodejs
  command -v npm >/dev/null || echo npm
  [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || echo chromium
  # Without any font Chromium draws no text.
  [ -n "$(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/root}/.fonts" -name '*.[to]tf' -print -quit 2>/dev/null)" ] || echo fonts-dejavu-core
}

mapfile -t packages < <(missing)
if [ "${#packages[@]}" -gt 0 ]; then
  scripts/apt-install.sh "${packages[@]}" || true
  mapfile -t packages < <(missing)
fi
if [ "${#packages[@]}" -gt 0 ]; then
  echo "the end-to-end tests cannot run; missing, by Debian package: ${packages[*]}" >&2
  exit 1
fi

cd tests/e2e
if [ "${CI:-}" = "true" ] || [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --ignore-scripts --no-progress --loglevel=error
  touch node_modules/.package-lock.json
fi
