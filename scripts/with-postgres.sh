#!/usr/bin/env bash
# with-postgres.sh [--durable] COMMAND...: runs the command with a throwaway
# PostgreSQL on the loopback, whose address is in TEST_DATABASE_URL, and deletes
# it afterwards. If TEST_DATABASE_URL is set already, or there is no PostgreSQL
# here, the command just runs.
#
# Without --durable the server skips fsync: the tests kill our server, never
# this one. synchronous_commit stays on either way.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
fsync=off
if [ "${1:-}" = "--durable" ]; then
  fsync=on
  shift
fi
if [ -n "${TEST_DATABASE_URL:-}" ]; then
  exec "$@"
fi
if ! bin=$("$here/find-postgres.sh" 2>/dev/null); then
  if [ "${CI:-}" = "true" ]; then
    echo "PostgreSQL is missing, and in CI it must be there" >&2
    exit 1
  fi
  echo "PostgreSQL is missing: going on without it" >&2
  exec "$@"
fi

# /var/tmp and not /tmp: measurements want a real disk.
base=$(mktemp -d /var/tmp/partner-api-pg.XXXXXX)
as_user=()
if [ "$(id -u)" -eq 0 ]; then
  # initdb refuses to work for root.
  user=nobody
  if id postgres >/dev/null 2>&1; then user=postgres; fi
  chown "$user" "$base"
  as_user=(runuser -u "$user" --)
fi

postgres_ctl() {
  (cd "$base" && "${as_user[@]}" "$bin/pg_ctl" -D "$base/data" "$@")
}

# shellcheck disable=SC2317  # called by the trap
clean_up() {
  postgres_ctl stop -m immediate >/dev/null 2>&1 || true
  rm -rf "$base"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
(umask 077 && printf '%s\n' "$password" >"$base/password")
if [ "$(id -u)" -eq 0 ]; then chown "$user" "$base/password"; fi
(cd "$base" && "${as_user[@]}" "$bin/initdb" -D "$base/data" -U postgres -E UTF8 --locale=C \
  -A scram-sha-256 --pwfile="$base/password" --no-sync >/dev/null)
cat >>"$base/data/postgresql.conf" <<END
listen_addresses = '127.0.0.1'
unix_socket_directories = '$base'
max_connections = 300
fsync = $fsync
synchronous_commit = on
shared_buffers = 256MB
max_wal_size = 2GB
END

started=
for _ in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 12000))
  if postgres_ctl start -w -t 60 -l "$base/log" -o "-p $port" >/dev/null 2>&1; then
    started=yes
    break
  fi
done
if [ -z "$started" ]; then
  echo "PostgreSQL did not start:" >&2
  cat "$base/log" >&2
  exit 1
fi

export TEST_DATABASE_URL="postgres://postgres:$password@127.0.0.1:$port/postgres"
export PATH="$bin:$PATH"
status=0
"$@" || status=$?
exit "$status"
