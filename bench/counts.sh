#!/usr/bin/env bash
# counts.sh SQLite|PostgreSQL: what reading a partner's totals costs at a thousand
# leads and at BENCH_LEADS, in one run; a share of run.sh, which sets BENCH_*.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=bench/installation.sh
. "$here/installation.sh" "$1"

echo "--- $database: totals at 1000 and at $BENCH_LEADS leads"
out=$("$BENCH_COUNTS" "$PARTNER_API__DATABASE__URL" "$BENCH_LEADS")
echo "$out"
sed -n "s/^COUNT \(.*\)/COUNT | $database | \1 |/p" <<<"$out" >>"$BENCH_RESULTS"
sed -n "s/^RECONCILE /NOTE $database: \`doctor --reconcile\` counts /p" <<<"$out" >>"$BENCH_RESULTS"
remove_database
rm -rf "$home"
