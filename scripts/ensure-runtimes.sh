#!/usr/bin/env bash
# Sees to it that the programs of docs/encryption.md can be run: Node, Python
# with `cryptography`, bash with openssl and curl. Where one is missing and cannot
# be installed its tests are left out, loudly; in CI that is an error. Java takes
# part only where it is there already.
set -euo pipefail
cd "$(dirname "$0")"

has_python() {
  local python
  for python in python3 /usr/bin/python3; do
    if "$python" -c 'import cryptography' >/dev/null 2>&1; then return; fi
  done
  return 1
}

# The openssl of the programs is that of version 3 or later.
has_openssl() {
  [[ $(openssl version 2>/dev/null) =~ ^OpenSSL\ ([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge 3 ]
}

# The Debian packages of what is missing, one a line.
missing() {
  command -v node >/dev/null || echo nodejs
  has_python || echo python3-cryptography
  has_openssl || echo openssl
  command -v curl >/dev/null || echo curl
  command -v od >/dev/null || echo coreutils
}

mapfile -t packages < <(missing)
if [ "${#packages[@]}" -eq 0 ]; then
  exit 0
fi
if ./apt-install.sh "${packages[@]}" && [ -z "$(missing)" ]; then
  exit 0
fi
if [ "${CI:-}" = "true" ]; then
  echo "missing, and in CI the tests with it must run: $(missing | tr '\n' ' ')" >&2
  exit 1
fi
cat >&2 <<END
*******************************************************************************
* Missing, and could not be installed (named by Debian package): $(missing | tr '\n' ' ')
* The programs of docs/encryption.md that need it will NOT be tested.
*******************************************************************************
END
