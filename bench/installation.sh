# shellcheck shell=bash
# Sourced with the database's name, SQLite or PostgreSQL, as the only argument: an
# installation of its own below BENCH_WORK with an empty, migrated database. Leaves
# with a note when there is no PostgreSQL.

database=$1
home=$BENCH_WORK/$database
rm -rf "$home"
mkdir -p "$home"

hex() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

# As in production, but for the pause at the end.
export PARTNER_API__ENVIRONMENT=production
export PARTNER_API__DATA_DIR=$home
export PARTNER_API__SERVER__DRAIN_SECONDS=0
# Limits are asked for as in production, but one partner at one address does it all.
for limit in PARTNER ADDRESS SIGN_IN; do
  export PARTNER_API__RATE_LIMIT__${limit}_PER_SECOND=10000
  export PARTNER_API__RATE_LIMIT__${limit}_BURST=100000
done
export PARTNER_API__RATE_LIMIT__MONTHLY_QUOTA=1000000000000
PARTNER_API__AUTH__JWT_SECRET=$(hex 32)
PARTNER_API__CRYPTO__INDEX_KEY=$(hex 32)
PARTNER_API__CRYPTO__DATA_KEY=$(hex 32)
PARTNER_API__METRICS__TOKEN=$(hex 32)
export PARTNER_API__AUTH__JWT_SECRET PARTNER_API__CRYPTO__INDEX_KEY \
  PARTNER_API__CRYPTO__DATA_KEY PARTNER_API__METRICS__TOKEN
case $database in
SQLite) PARTNER_API__DATABASE__URL="sqlite://$home/partner.db" ;;
PostgreSQL)
  if [ -z "${TEST_DATABASE_URL:-}" ]; then
    echo "NOTE PostgreSQL was not measured: there is none." >>"$BENCH_RESULTS"
    exit 0
  fi
  psql -qX "$TEST_DATABASE_URL" -c 'DROP DATABASE IF EXISTS partner_api_bench' \
    -c 'CREATE DATABASE partner_api_bench' 2>/dev/null
  PARTNER_API__DATABASE__URL=${TEST_DATABASE_URL%/*}/partner_api_bench
  ;;
*)
  echo "usage: $0 SQLite|PostgreSQL" >&2
  exit 2
  ;;
esac
export PARTNER_API__DATABASE__URL
cd "$home" || exit 1
"$BENCH_PROGRAM" migrate >/dev/null

remove_database() {
  if [ "$database" = PostgreSQL ]; then
    psql -qX "$TEST_DATABASE_URL" -c 'DROP DATABASE partner_api_bench'
  fi
}
