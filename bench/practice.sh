#!/usr/bin/env bash
# practice.sh SQLite|PostgreSQL: what a partner's practice dashboard, its activities and its
# list of candidates cost at a thousand sessions and at BENCH_SESSIONS, ten of each
# candidate: through the ports, and the dashboard over HTTP. A share of run.sh, which sets
# BENCH_*.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=bench/installation.sh
. "$here/installation.sh" "$1"
# shellcheck source=bench/server.sh
. "$here/server.sh"

echo "--- $database: practice at 1000 and at $BENCH_SESSIONS sessions"
key() { sed -E 's/.*"partner_id":([0-9]+).*/\1/'; }
small=$(create_partner Small)
large=$(create_partner Large)
pair=("$(key <<<"$small")" 1000 "$(key <<<"$large")" "$BENCH_SESSIONS")
"$BENCH_PRACTICE" "$PARTNER_API__DATABASE__URL" fill "${pair[@]}"
if [ "$database" = PostgreSQL ]; then
  # What autovacuum does within minutes.
  psql -qX "$PARTNER_API__DATABASE__URL" -c 'VACUUM ANALYZE'
fi
out=$("$BENCH_PRACTICE" "$PARTNER_API__DATABASE__URL" measure "${pair[@]}")
echo "$out"
sed -n "s/^PRACTICE \(.*\)/PRACTICE | $database | \1 |/p" <<<"$out" >>"$BENCH_RESULTS"
sed -n "s/^RECONCILE /NOTE $database: \`doctor --reconcile\` counts /p" <<<"$out" >>"$BENCH_RESULTS"

# The newest session ended at this moment, which is the server's now.
newest=2026-01-15T12:00:00Z
export PARTNER_API__CLOCK__OFFSET_SECONDS=$(($(date -ud "$newest" +%s) - $(date +%s)))
median() {
  wrk -t1 -c1 -d"${BENCH_SECONDS}s" --latency -H "authorization: Bearer $1" "$base$2" >wrk.log
  if grep -q 'Non-2xx' wrk.log; then
    cat wrk.log >&2
    exit 1
  fi
  sed -n 's/^ *50% *//p' wrk.log
}
micros() { sed -E 's/^([0-9.]+)us$/\1/; t; s/^([0-9.]+)ms$/\1*1000/; t; s/^([0-9.]+)s$/\1*1000000/' <<<"$1" | bc; }
PARTNER_API__ENVIRONMENT=test start_server
small=$(access_token "$small")
large=$(access_token "$large")
for path in /dashboard '/dashboard/activities?limit=10'; do
  median "$small" "$path" >/dev/null
  few=$(median "$small" "$path")
  many=$(median "$large" "$path")
  ratio=$(echo "scale=2; $(micros "$many") / $(micros "$few")" | bc)
  line="GET $path over HTTP | $few | $many | $ratio"
  echo "$line"
  echo "PRACTICE | $database | $line |" >>"$BENCH_RESULTS"
done
stop_server
remove_database
rm -rf "$home"
