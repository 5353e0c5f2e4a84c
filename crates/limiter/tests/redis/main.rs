//! Limits in Redis, tried on Debian's `redis-server` (`scripts/ensure-redis.sh`).
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests, which clippy does not see in an integration test's helpers"
)]

mod deciding;
mod outage;
mod server;
