#!/usr/bin/env bash
# install-tools.sh [lint|fuzz]: installs the lint tools, or the fuzzer, at the versions
# the project was checked with. A tool that is already there at that version or a newer
# one is left alone.
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

case ${1:-lint} in
lint)
  ensure cargo-deny 0.20.2
  ensure cargo-machete 0.9.2
  ;;
fuzz) ensure cargo-fuzz 0.13.2 ;;
*)
  echo "usage: $0 [lint|fuzz]" >&2
  exit 2
  ;;
esac
