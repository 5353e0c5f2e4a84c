#!/usr/bin/env bash
# upload.sh SQLite|PostgreSQL: how long a file of BENCH_CANDIDATES candidates takes, tried
# only, for real and once more, how much memory more than an idle server's, and how long
# leads that are shared meanwhile wait; a share of run.sh, which sets BENCH_*.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=bench/installation.sh
. "$here/installation.sh" "$1"
# shellcheck source=bench/server.sh
. "$here/server.sh"

partner=$(create_partner Uploader)
start_server
token=$(access_token "$partner")
authorization="Authorization: Bearer $token"

awk -v rows="$BENCH_CANDIDATES" 'BEGIN {
  print "firstname,lastname,email,city"
  for (n = 1; n <= rows; n++) printf "Asha%d,Rao-Nair,candidate.%d@people.example,Pune\r\n", n % 977, n
}' >candidates.csv
batch=$(curl -sf -X POST -H "$authorization" -H 'Content-Type: application/json' \
  -d '{"batch_name":"Bench"}' "$base/api/v1/candidates/batches" | field batch_id)

memory() { awk -v name="$1:" '$1 == name { print $2 }' "/proc/$server/status"; }

# Shares leads one after the other until the file `stop` is there: a line for each, with its
# seconds and status.
share() {
  local n=0
  while [ ! -e stop ]; do
    n=$((n + 1))
    curl -s -o /dev/null -w '%{time_total} %{http_code}\n' -X POST -H "$authorization" \
      -H 'Content-Type: application/json' "$base/api/v1/partner/lead-dedupe-check" \
      -d "{\"first_name\":\"Asha\",\"last_name\":\"Rao\",\"mobile_number\":\"9$(printf %09d "$1$n")\",\"pan_number\":\"FABCD$(printf %04d $((n % 10000)))$2\"}"
  done
}

# upload WHAT QUERY LETTER: one row of results.
upload() {
  local idle seconds good peak
  idle=$(memory VmRSS)
  # The kernel begins anew with the peak.
  echo 5 >"/proc/$server/clear_refs"
  rm -f stop
  share "$RANDOM" "$3" >"shares.$3" &
  local sharing=$!
  seconds=$(curl -sS -o "reply.$3" -w '%{time_total} %{http_code}' -H "$authorization" \
    -F "batch_id=$batch" -F file=@candidates.csv "$base/api/v1/candidates/upload-csv$2")
  touch stop
  wait "$sharing"
  if [ "${seconds#* }" != 200 ]; then head -c 500 "reply.$3" >&2; exit 1; fi
  peak=$(memory VmHWM)
  good=$(head -c 400 "reply.$3" | sed -E 's/.*"successful":([0-9]+).*/\1/')
  # Shares that wait longer than 1.8 s are refused, so the longest wait may be a refusal's.
  awk -v what="UPLOAD | $database | $1 | $BENCH_CANDIDATES | $good" -v took="${seconds% *}" \
    -v idle="$idle" -v peak="$peak" '
    { if ($1 > most) most = $1; bad += $2 != 200 }
    END { printf "%s | %.1f | %.1f | %.1f | %d | %.2f | %d |\n", what, took, idle / 1024,
      (peak - idle) / 1024, NR, most, bad }' "shares.$3" | tee -a "$BENCH_RESULTS"
}

echo "--- $database: a file of $BENCH_CANDIDATES candidates"
upload 'tried only' '?dry_run=true' A
upload 'for real' '' B
upload 'the same again' '' C
stop_server
remove_database
rm -rf "$home"
