//! What partners, their people and staff are told by e-mail (contract `onboarding.md`,
//! "Notifications").
//!
//! Whoever changes something composes a [`Letter`] with [`Compose`] and hands it to the
//! repository, which keeps it in the transaction of the change. A worker sends what is
//! kept.

mod compose;
mod notice;

pub use compose::{Compose, Letter};
pub use notice::{Notice, Recipient};
