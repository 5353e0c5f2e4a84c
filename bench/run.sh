#!/usr/bin/env bash
# Measures imports, the dedupe check and the login on SQLite and PostgreSQL, both
# durable, with the release build on this machine's loopback, and prints a summary.
# Beside PostgreSQL it measures what the database itself can do: the same check as
# one prepared statement (check.sql) by pgbench. Encrypted checks are measured against
# what `openssl speed` says of this machine's RSA, and plain ones beside them. What limits
# on calls cost is measured with and without them by turns.
#
# BENCH_ROWS (1000000) is how many users, and how many loans, are imported;
# BENCH_LEADS (1000000) how many leads a partner has beside one of a thousand when
# its totals and its list are read;
# BENCH_SESSIONS (1000000) how many practice sessions a partner's candidates have beside
# one of a thousand;
# BENCH_CANDIDATES (100000) how many candidates a file has that is uploaded;
# BENCH_SECONDS (8) the length of each other measurement, BENCH_USERS (100000) how
# many users the lender has there.
set -euo pipefail
cd "$(dirname "$0")/.."

export BENCH_SECONDS=${BENCH_SECONDS:-8}
export BENCH_USERS=${BENCH_USERS:-100000}
export BENCH_ROWS=${BENCH_ROWS:-1000000}
export BENCH_LEADS=${BENCH_LEADS:-1000000}
export BENCH_CANDIDATES=${BENCH_CANDIDATES:-100000}
export BENCH_SESSIONS=${BENCH_SESSIONS:-1000000}

command -v wrk >/dev/null || scripts/apt-install.sh wrk
command -v curl >/dev/null || scripts/apt-install.sh curl
command -v openssl >/dev/null || scripts/apt-install.sh openssl
scripts/find-postgres.sh >/dev/null 2>&1 || scripts/apt-install.sh postgresql

cargo build --release --package server
cargo build --release --package store --example count_rate --example list_rate \
  --example practice_rate
cargo build --release --package client --example envelopes
target=$(cargo metadata --format-version 1 --no-deps | sed -E 's/.*"target_directory":"([^"]+)".*/\1/')
export BENCH_PROGRAM=$target/release/partner-api
export BENCH_COUNTS=$target/release/examples/count_rate
export BENCH_LISTS=$target/release/examples/list_rate
export BENCH_PRACTICE=$target/release/examples/practice_rate
export BENCH_SEALER=$target/release/examples/envelopes

# Not /tmp: that may be memory, and commits are to reach a disk.
work=$(mktemp -d /var/tmp/partner-api-bench.XXXXXX)
trap 'rm -rf "$work"' EXIT
kind=$(stat -f -c %T "$work")
if [ "$kind" = tmpfs ] || [ "$kind" = ramfs ]; then
  echo "WARNING: $work is memory ($kind); the numbers say nothing about disks" >&2
fi
export BENCH_RESULTS=$work/results
: >"$BENCH_RESULTS"
people() { awk -v kind="$1" -v users="$2" -v every="$3" -v bad="$4" -f bench/people.awk; }
people users "$BENCH_USERS" 10 0 >"$work/users.csv"
people loans "$BENCH_USERS" 10 0 >"$work/loans.csv"
people users "$BENCH_ROWS" 1 1000 >"$work/many-users.csv"
people loans "$BENCH_ROWS" 1 1000 >"$work/many-loans.csv"

export BENCH_WORK=$work
bench/imports.sh SQLite
bench/measure.sh SQLite
bench/limits.sh SQLite
bench/envelopes.sh SQLite
bench/counts.sh SQLite
bench/lists.sh SQLite
bench/upload.sh SQLite
bench/practice.sh SQLite
if [ -n "${TEST_DATABASE_URL:-}" ]; then
  echo "NOTE: measuring the PostgreSQL of TEST_DATABASE_URL, with its own settings" >&2
fi
scripts/with-postgres.sh --durable bench/imports.sh PostgreSQL
scripts/with-postgres.sh --durable bench/measure.sh PostgreSQL
scripts/with-postgres.sh --durable bench/limits.sh PostgreSQL
scripts/with-postgres.sh --durable bench/envelopes.sh PostgreSQL
scripts/with-postgres.sh --durable bench/counts.sh PostgreSQL
scripts/with-postgres.sh --durable bench/lists.sh PostgreSQL
scripts/with-postgres.sh --durable bench/upload.sh PostgreSQL
scripts/with-postgres.sh --durable bench/practice.sh PostgreSQL

echo
echo "## Measured with \`make bench\`"
echo
echo "$(nproc) processors ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1))," \
  "file system $kind, $BENCH_SECONDS s each, $BENCH_USERS users, one request in five about one of them;" \
  "load generator on the same machine."
echo
echo "| database | measurement | clients | per second | p50 ms | p99 ms | not 2xx |"
echo "|---|---|---:|---:|---:|---:|---:|"
sed -n 's/^LOAD //p' "$BENCH_RESULTS"
echo
echo "| database | limits on calls, dedupe with 32 clients | per second without | per second with | ratio | processor µs a check without | with | ratio |"
echo "|---|---|---:|---:|---:|---:|---:|---:|"
sed -n 's/^LIMITS //p' "$BENCH_RESULTS"
echo
echo "| database | encrypted, RSA 2048 | clients | per second | p50 ms | p99 ms | not 2xx | of what RSA allows |"
echo "|---|---|---:|---:|---:|---:|---:|---:|"
sed -n 's/^SEALED //p' "$BENCH_RESULTS"
echo
echo "| database | import | rows | seconds | rows per second | resident peak MB | refused |"
echo "|---|---|---:|---:|---:|---:|---:|"
sed -n 's/^IMPORT //p' "$BENCH_RESULTS"
echo
echo "| database | totals of a partner | leads | median | leads | median |"
echo "|---|---|---:|---:|---:|---:|"
sed -n 's/^COUNT //p' "$BENCH_RESULTS"
echo
echo "| database | list, medians in ms | page of 1000 leads | total | page of $BENCH_LEADS leads | total | found |"
echo "|---|---|---:|---:|---:|---:|---:|"
sed -n 's/^LIST //p' "$BENCH_RESULTS"
echo
echo "| database | practice, medians | 1000 sessions | $BENCH_SESSIONS sessions | ratio |"
echo "|---|---|---:|---:|---:|"
sed -n 's/^PRACTICE //p' "$BENCH_RESULTS"
echo
echo "| database | a file of candidates | rows | enrolled | seconds | resident idle MB | more at its peak MB | leads shared meanwhile | longest wait s | refused |"
echo "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"
sed -n 's/^UPLOAD //p' "$BENCH_RESULTS"
echo
echo "| database | start to ready ms | resident idle MB | resident peak MB |"
echo "|---|---:|---:|---:|"
sed -n 's/^PROCESS //p' "$BENCH_RESULTS"
echo
sed -n 's/^NOTE //p' "$BENCH_RESULTS" | sort -u
