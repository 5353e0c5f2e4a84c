//! The binary as its users meet it: processes, exit codes, files, signals.
#![expect(clippy::expect_used, reason = "a test that cannot go on ends")]

mod bench;
mod demo;
mod envelope_rotation;
mod envelopes;
mod import;
mod operators;
mod partner_keys;
mod partners;
mod serve;
mod start;
