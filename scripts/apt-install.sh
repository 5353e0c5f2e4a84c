#!/usr/bin/env bash
# apt-install.sh PACKAGE...: installs Debian packages, as root or by sudo
# without a password. Fails when neither is possible.
set -euo pipefail

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
    echo "cannot install $*: not root, and sudo wants a password" >&2
    exit 1
  fi
  as_root=(sudo -n)
fi
if ! command -v apt-get >/dev/null; then
  echo "cannot install $*: there is no apt-get here" >&2
  exit 1
fi

echo "installing Debian packages: $*" >&2
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "$@" >/dev/null
