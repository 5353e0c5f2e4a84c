//! The courier, with receivers of every kind. Expectations come from the contract
//! (`onboarding.md`, "Webhooks"): 15 s and 64 KB, no redirects, the dialled address judged
//! at every attempt.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "tests, which clippy does not see in an integration test's helpers"
)]

mod abuse;
mod answers;
mod receiver;
mod tls;
