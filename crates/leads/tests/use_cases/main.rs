//! The use cases of leads, over mocked and faked ports.
#![expect(
    clippy::expect_used,
    reason = "test code: what cannot fail is reported by a panic if it does"
)]

mod paging;
mod read;
mod records;
mod share;
mod share_errors;
