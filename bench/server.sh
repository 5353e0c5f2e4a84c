# shellcheck shell=bash
# Sourced after installation.sh: starts and stops the server of that installation.

port=$((33000 + RANDOM % 20000))
export PARTNER_API__SERVER__PORT=$port
base=http://127.0.0.1:$port

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# A field of one-line JSON on standard input.
field() { sed -E "s/.*\"$1\":\"([^\"]+)\".*/\1/"; }

# Leaves the process in $server and what it took in $ready, in milliseconds.
start_server() {
  local started
  started=$(milliseconds)
  "$BENCH_PROGRAM" serve >server.log 2>&1 &
  server=$!
  trap 'kill "$server" 2>/dev/null || true' EXIT
  until curl -sf -o /dev/null "$base/readyz"; do
    if ! kill -0 "$server" 2>/dev/null || [ $(($(milliseconds) - started)) -gt 30000 ]; then
      cat server.log >&2
      exit 1
    fi
    sleep 0.005
  done
  ready=$(($(milliseconds) - started))
}

stop_server() {
  kill -TERM "$server"
  wait "$server" || { echo "the server ended badly" >&2; tail -n 5 server.log >&2; exit 1; }
  trap - EXIT
}

# create_partner NAME: prints its record, one line of JSON.
create_partner() {
  "$BENCH_PROGRAM" partner create --name "$1" --email "${1,,}@partner.example" --json | tr -d ' \n'
}

# access_token RECORD: signs that partner in.
access_token() {
  local client_id client_secret
  client_id=$(field client_id <<<"$1")
  client_secret=$(field client_secret <<<"$1")
  curl -sf -X POST -u "$client_id:$client_secret" "$base/api/v1/partner/login" | field access_token
}

# load SCRIPT CLIENTS: wrk for BENCH_SECONDS; prints rate, p50, p99 and how many
# were not 2xx.
load() {
  wrk -t1 -c"$2" -d"${BENCH_SECONDS}s" --timeout 10s -s "$here/$1.lua" "$base" -- "$2" \
    | sed -n 's/^RESULT //p'
}
