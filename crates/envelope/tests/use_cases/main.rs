//! Opening, sealing, enrolling and diagnosing, with a cipher that is none.
#![expect(
    clippy::expect_used,
    reason = "test code: what cannot fail is reported by a panic if it does"
)]

mod clinic;
mod desk;
mod doctor;
mod doctor_content;
mod doctor_signature;
mod enrol;
mod envelopes;
mod open;
mod open_order;
mod seal;
mod work;
