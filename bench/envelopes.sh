#!/usr/bin/env bash
# envelopes.sh SQLite|PostgreSQL: the encrypted dedupe check (RSA of 2048 bits,
# documented form) against what the machine's RSA allows, and what it does to plain
# traffic beside it; a share of run.sh, which sets BENCH_*.
#
# Of every request the server verifies a signature, opens a key, wraps another and
# signs: two private and two public operations. `openssl speed` on all processors says
# how many of each there can be, before and after; the load generator, HTTP and the
# database come on top, on the same processors.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=bench/installation.sh
. "$here/installation.sh" "$1"
# shellcheck source=bench/server.sh
. "$here/server.sh"

# "sign/s verify/s"
rsa_speed() {
  openssl speed -multi "$(nproc)" -seconds 3 rsa2048 2>/dev/null | awk '/^rsa 2048/ { print $(NF - 1), $NF }'
}

# draw_envelopes FILE COUNT SEED
draw_envelopes() {
  "$BENCH_SEALER" seal "$uuid" partner/envelope-private.pem platform/envelope-public.pem "$2" "$3" >"$1"
}

# As many envelopes as the machine could do, all of them new.
seed=0
more_envelopes() {
  seed=$((seed + 1))
  draw_envelopes "$BENCH_ENVELOPES" $((bound * BENCH_SECONDS + 1000)) "$seed"
}

# report WHAT CLIENTS NUMBERS: a row, short of its last cell.
report() {
  local rate p50 p99 bad
  read -r rate p50 p99 bad <<<"$3"
  echo "$database, $1: $rate per second, p50 $p50 ms, p99 $p99 ms, $bad not 2xx"
  echo "SEALED | $database | $1 | $2 | $rate | $p50 | $p99 | $bad |" >>rows
}

# Some answers in the middle of the load, a line each in answers.
sample() {
  local envelope
  while read -r envelope; do
    curl -sf -H "Authorization: Bearer $BENCH_SEALED_TOKEN" -H 'Content-Type: application/json' \
      --data-binary "$envelope" "$base/api/v1/partner/lead-dedupe-check" || echo '{}'
    echo
    sleep 0.1
  done <envelopes.sample >answers
}

"$BENCH_PROGRAM" import users "$BENCH_WORK/users.csv" >import.log 2>&1 || { cat import.log >&2; exit 1; }
"$BENCH_PROGRAM" import loans "$BENCH_WORK/loans.csv" >import.log 2>&1 || { cat import.log >&2; exit 1; }
for owner in platform partner; do "$BENCH_PROGRAM" keys generate --out "$owner" >/dev/null; done
export PARTNER_API__CRYPTO__ENVELOPE_PRIVATE_KEY_FILE=$home/platform/envelope-private.pem
sealed=$(create_partner Sealed)
plain=$(create_partner Plain)
uuid=$(field partner_uuid <<<"$sealed")
"$BENCH_PROGRAM" partner enrol-key --client-id "$uuid" --public-key partner/envelope-public.pem \
  --encryption optional >/dev/null
start_server
BENCH_SEALED_TOKEN=$(access_token "$sealed")
BENCH_TOKEN=$(access_token "$plain")
export BENCH_SEALED_TOKEN BENCH_TOKEN

echo "--- $database: what RSA of this machine allows"
before=$(rsa_speed)
bound=$(awk '{ printf "%d", 1 / (2 / $1 + 2 / $2) }' <<<"$before")
echo "$before signatures and verifications per second: at most $bound requests"

echo "--- $database: encrypted dedupe"
export BENCH_ENVELOPES=envelopes.load
more_envelopes
report "encrypted dedupe" 8 "$(load envelope 8)"
more_envelopes
draw_envelopes envelopes.sample 20 9
sample &
sampling=$!
numbers=$(load envelope 32)
report "encrypted dedupe" 32 "$numbers"
wait "$sampling"
opened=$("$BENCH_SEALER" open "$uuid" partner/envelope-private.pem platform/envelope-public.pem <answers)

echo "--- $database: plain dedupe alone, then beside the encrypted"
report "plain dedupe alone" 32 "$(load dedupe 32)"
more_envelopes
load envelope 32 >beside &
playing=$!
numbers=$(load dedupe 32)
wait "$playing"
report "plain dedupe beside encrypted" 32 "$numbers"
report "encrypted dedupe beside plain" 32 "$(cat beside)"

after=$(rsa_speed)
allowed=$(awk '{ printf "%d", 1 / (4 / ($1 + $3) + 4 / ($2 + $4)) }' <<<"$before $after")
# The last cell: how much of what RSA allows it is.
awk -F ' [|] ' -v allowed="$allowed" '
  $3 ~ /^encrypted/ { print $0 " " sprintf("%.2f", $5 / allowed) " |"; next }
  { print $0 "  |" }' rows >>"$BENCH_RESULTS"
cat >>"$BENCH_RESULTS" <<END
NOTE $database: \`openssl speed\` gave $before signatures and verifications of 2048 bits per second before, $after after: at most $allowed encrypted requests.
NOTE $database: $opened answers taken in the middle of the load opened.
END
tail -n 7 "$BENCH_RESULTS"
stop_server
remove_database
rm -rf "$home"
