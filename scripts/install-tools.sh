#!/usr/bin/env bash
# Installs the lint tools at the versions the project was checked with. A tool
# that is already there at that version or a newer one is left alone.
set -euo pipefail

at_least() { # have, want
  [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]
}

ensure() { # crate, version
  local have
  have=$("$1" --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1 || true)
  if [ -n "$have" ] && at_least "$have" "$2"; then
    echo "$1 $have is installed"
    return
  fi
  echo "installing $1 $2"
  cargo install --locked --version "$2" "$1"
}

ensure cargo-deny 0.20.2
ensure cargo-machete 0.9.2
