#!/usr/bin/env bash
# limits.sh SQLite|PostgreSQL: what limits on calls cost the dedupe check, in memory and in
# Redis, against the same server with `rate_limit.enabled=false`; a share of run.sh, which
# sets BENCH_*. The three take turns, BENCH_ROUNDS (5) times, so that whatever else the
# machine does meets all of them; medians are compared, of checks a second and of the
# server's processor time for a check, which other work on the machine distorts less. Calls
# are counted for usage in all three.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=bench/installation.sh
. "$here/installation.sh" "$1"
# shellcheck source=bench/server.sh
. "$here/server.sh"

"$BENCH_PROGRAM" import users "$BENCH_WORK/users.csv" >import.log 2>&1 || { cat import.log >&2; exit 1; }
"$BENCH_PROGRAM" import loans "$BENCH_WORK/loans.csv" >import.log 2>&1 || { cat import.log >&2; exit 1; }
partner=$(create_partner Limited)

redis=
redis_port=$((20000 + RANDOM % 12000))
if command -v redis-server >/dev/null; then
  redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --appendonly no >redis.log 2>&1 &
  redis=$!
else
  echo "NOTE Limits in Redis were not measured: there is no redis-server." >>"$BENCH_RESULTS"
fi

# Processor time of the server so far, in microseconds.
processor_time() {
  awk -v tick="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) * 1000000 / tick }' \
    "/proc/$server/stat"
}

# measure KIND: a line in KIND.rates, and one of microseconds for a check in KIND.costs.
measure() {
  local numbers rate bad before
  start_server
  # The trap of start_server knows of one process.
  # shellcheck disable=SC2064  # both numbers as they are now
  trap "kill $server $redis 2>/dev/null || true" EXIT
  BENCH_TOKEN=$(access_token "$partner")
  export BENCH_TOKEN
  before=$(processor_time)
  numbers=$(load dedupe 32)
  read -r rate _ _ bad <<<"$numbers"
  if [ "$bad" != 0 ]; then echo "$bad answers were not 2xx" >&2; exit 1; fi
  echo "$rate" >>"$1.rates"
  processor_time | awk -v before="$before" -v checks="$rate" -v seconds="$BENCH_SECONDS" \
    '{ printf "%.1f\n", ($1 - before) / (checks * seconds) }' >>"$1.costs"
  stop_server
}

median() { sort -n "$1" | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }

for round in $(seq "${BENCH_ROUNDS:-5}"); do
  echo "--- $database: limits, round $round"
  PARTNER_API__RATE_LIMIT__ENABLED=false measure off
  measure memory
  if [ -n "$redis" ]; then
    PARTNER_API__REDIS__URL=redis://127.0.0.1:$redis_port measure redis
  fi
done
if [ -n "$redis" ]; then kill "$redis"; fi

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }

off=$(median off.rates)
cost_off=$(median off.costs)
for kind in memory redis; do
  if [ ! -e "$kind.rates" ]; then continue; fi
  rate=$(median "$kind.rates")
  cost=$(median "$kind.costs")
  row="LIMITS | $database | $kind | $off | $rate | $(ratio "$rate" "$off") | $cost_off | $cost | $(ratio "$cost" "$cost_off") |"
  echo "$row" | tee -a "$BENCH_RESULTS"
done
remove_database
rm -rf "$home"
