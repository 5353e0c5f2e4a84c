//! Our envelopes and other people's: the published vectors, made by an
//! implementation that shares nothing with ours, and the programs that
//! `docs/encryption.md` gives to partners, extracted from it and run.
//!
//! What a program needs (Node, Python with `cryptography`, bash with openssl) is seen
//! to by `scripts/ensure-runtimes.sh`. Where it is missing its tests say so and pass,
//! but in CI they fail; Java takes part only where it is there.
#![expect(
    clippy::expect_used,
    reason = "tests, which clippy does not see in an integration test's helpers"
)]

mod document;
mod ours;
mod program;
mod seeded;
mod vectors;

mod against_programs;
mod against_vectors;
