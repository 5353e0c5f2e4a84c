#!/usr/bin/env bash
# imports.sh SQLite|PostgreSQL: how fast `partner-api import` takes BENCH_ROWS users
# and as many loans, and in how much memory; a share of run.sh, which sets BENCH_*.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=bench/installation.sh
. "$here/installation.sh" "$1"

# The kernel keeps a process's peak; what it grew by in its last moment is missed.
import() {
  local kind=$1 file=$2 started=$EPOCHREALTIME child now peak=0
  "$BENCH_PROGRAM" import "$kind" "$file" --json >"$kind.json" 2>"$kind.log" &
  child=$!
  # Once it has ended there is no such line.
  while now=$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$child/status" 2>/dev/null) && [ -n "$now" ]; do
    peak=$now
    sleep 0.05
  done
  wait "$child" || { cat "$kind.log" >&2; exit 1; }
  awk -v took="$(awk -v a="$started" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }')" \
    -v what="$database | $kind" -v peak="$peak" -v rows="$(field rows)" \
    -v refused="$(field refused)" 'BEGIN {
      printf "IMPORT | %s | %d | %.1f | %d | %.1f | %d |\n", what, rows, took, rows / took,
        peak / 1024, refused
    }' | tee -a "$BENCH_RESULTS"
  rm -f "$file.rejects.csv"
}

field() { sed -E "s/.*\"$1\":([0-9]+).*/\1/" "$kind.json"; }

echo "--- $database: importing $BENCH_ROWS users and as many loans"
import users "$BENCH_WORK/many-users.csv"
import loans "$BENCH_WORK/many-loans.csv"
remove_database
rm -rf "$home"
