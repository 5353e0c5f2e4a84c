//! The use cases, over fakes.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test code: what goes wrong is reported by a panic"
)]

mod flush;
mod read;
