//! The envelope doctor on wrong envelopes made with real keys.
#![expect(
    clippy::expect_used,
    reason = "test code: what cannot fail is reported by a panic if it does"
)]

mod clinic;
mod content;
mod probe;
mod signature;
