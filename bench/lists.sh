#!/usr/bin/env bash
# lists.sh SQLite|PostgreSQL: what pages, totals and searches of the list cost at a
# thousand leads and at BENCH_LEADS, in one run; a share of run.sh, which sets BENCH_*.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=bench/installation.sh
. "$here/installation.sh" "$1"

echo "--- $database: pages, totals and searches at 1000 and at $BENCH_LEADS leads"
"$BENCH_LISTS" "$PARTNER_API__DATABASE__URL" "$BENCH_LEADS" fill
if [ "$database" = PostgreSQL ]; then
  # What autovacuum does within minutes.
  psql -qX "$PARTNER_API__DATABASE__URL" -c 'VACUUM ANALYZE'
fi
out=$("$BENCH_LISTS" "$PARTNER_API__DATABASE__URL" "$BENCH_LEADS")
echo "$out"
sed -n "s/^LIST \(.*\)/LIST | $database | \1 |/p" <<<"$out" >>"$BENCH_RESULTS"
remove_database
rm -rf "$home"
