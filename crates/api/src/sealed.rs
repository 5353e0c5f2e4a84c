//! Encrypted traffic (contract `envelope.md`): requests opened on their way in,
//! answers sealed on their way out.
//!
//! [`received`] reads a partner's body and opens it where it is an envelope;
//! [`answer_sealed`] notes where the answer of a request goes; [`seal_answer`], the
//! innermost layer of every partner's route, seals it. RSA runs on the [`RsaLane`].

mod answer;
#[cfg(any(test, feature = "fuzzing"))]
mod check;
mod incoming;
mod judge;
mod lane;
mod raw;

pub(crate) use answer::{answer_in_plain, seal_answer};
#[cfg(any(test, feature = "fuzzing"))]
pub use check::check_reading;
pub(crate) use incoming::{PartnerBody, Sender, expect_sealed_answer, opened, received};
pub use judge::is_object;
pub use lane::RsaLane;
pub(crate) use raw::{Looks, RawFields, looks_sealed};
