#!/usr/bin/env bash
# Sees to it that the tests can start a mail server: Debian's python3-aiosmtpd, and
# openssl for its certificates. Mail is tested with a real server or not at all, so
# where one is missing and cannot be installed this fails.
set -euo pipefail
cd "$(dirname "$0")"

has_aiosmtpd() {
  local python
  for python in python3 /usr/bin/python3; do
    if "$python" -c 'import aiosmtpd' >/dev/null 2>&1; then return; fi
  done
  return 1
}

# The Debian packages of what is missing, one a line.
missing() {
  has_aiosmtpd || echo python3-aiosmtpd
  command -v openssl >/dev/null || echo openssl
}

mapfile -t packages < <(missing)
if [ "${#packages[@]}" -eq 0 ]; then
  exit 0
fi
if ./apt-install.sh "${packages[@]}" && [ -z "$(missing)" ]; then
  exit 0
fi
echo "missing, and the tests of mail need it (Debian packages): $(missing | tr '\n' ' ')" >&2
exit 1
