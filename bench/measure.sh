#!/usr/bin/env bash
# measure.sh SQLite|PostgreSQL: one database's share of run.sh, which sets BENCH_*.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=bench/installation.sh
. "$here/installation.sh" "$1"
# shellcheck source=bench/server.sh
. "$here/server.sh"

echo "--- $database: loading $BENCH_USERS users"
"$BENCH_PROGRAM" import users "$BENCH_WORK/users.csv" >import.log 2>&1 || { cat import.log >&2; exit 1; }
"$BENCH_PROGRAM" import loans "$BENCH_WORK/loans.csv" >import.log 2>&1 || { cat import.log >&2; exit 1; }
partner=$(create_partner Bench)
client_id=$(field client_id <<<"$partner")
client_secret=$(field client_secret <<<"$partner")

megabytes() { awk -v key="$1:" '$1 == key { printf "%.1f", $2 / 1024 }' "/proc/$server/status"; }

start_server
sleep 1
idle=$(megabytes VmRSS)

BENCH_TOKEN=$(access_token "$partner")
BENCH_BASIC=$(printf '%s:%s' "$client_id" "$client_secret" | base64 -w 0)
export BENCH_TOKEN BENCH_BASIC

best=0
for measurement in dedupe login; do
  for clients in 8 32; do
    echo "--- $database: $measurement, $clients clients"
    numbers=$(load "$measurement" "$clients")
    read -r rate p50 p99 bad <<<"$numbers"
    echo "$rate per second, p50 $p50 ms, p99 $p99 ms, $bad not 2xx"
    echo "LOAD | $database | $measurement | $clients | $rate | $p50 | $p99 | $bad |" >>"$BENCH_RESULTS"
    if [ "$measurement$clients" = dedupe32 ]; then best=$rate; fi
  done
done
echo "PROCESS | $database | $ready | $idle | $(megabytes VmHWM) |" >>"$BENCH_RESULTS"

stop_server

if [ "$database" = PostgreSQL ]; then
  echo "--- PostgreSQL: the same check as one prepared statement, 32 clients"
  psql -qX "$PARTNER_API__DATABASE__URL" -c 'ANALYZE'
  out=$(pgbench -n -M prepared -c 32 -j 1 -T "$BENCH_SECONDS" -D users="$BENCH_USERS" \
    -f "$here/check.sql" "$PARTNER_API__DATABASE__URL")
  bare=$(sed -nE 's/^tps = ([0-9]+).*/\1/p' <<<"$out")
  p50=$(sed -nE 's/^latency average = ([0-9.]+) ms/\1/p' <<<"$out")
  echo "$bare per second, $p50 ms on average"
  echo "LOAD | PostgreSQL | pgbench, one prepared statement | 32 | $bare | mean $p50 |  |  |" >>"$BENCH_RESULTS"
  echo "NOTE Ours / pgbench on PostgreSQL with 32 clients: $(awk -v a="$best" -v b="$bare" 'BEGIN { printf "%.2f", a / b }')." >>"$BENCH_RESULTS"
fi
remove_database
