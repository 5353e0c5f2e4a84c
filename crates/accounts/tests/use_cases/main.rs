//! The use cases of accounts, over mocked and faked ports.
#![expect(
    clippy::expect_used,
    reason = "test code: what cannot fail is reported by a panic if it does"
)]

mod administration;
mod authenticate;
mod manage;
mod own_credentials;
mod people;
mod refresh;
mod sign_in;
mod staff;
mod support;
