//! The partner's side of the API, for partners who write Rust.
//!
//! ```no_run
//! # async fn example() -> Result<(), client::Error> {
//! let partner = client::Client::new("https://pocketcredit.in", "client-id", "client-secret")?;
//! let lead = client::NewLead::new("Asha", "Rao", "9876543210", "ABCDE1234F");
//! let verdict = partner.share(&lead).await?;
//! # let _ = verdict; Ok(()) }
//! ```
//!
//! A [`Client`] signs in when it first needs to, refreshes its access token when
//! the platform says that it has expired, and signs in again when the refresh
//! token no longer counts. It is cheap to clone; clones share the session.
//!
//! Encrypted, it takes three lines; `lead` is then sent in an envelope, and an answer
//! is believed only if it comes in one:
//!
//! ```no_run
//! # async fn example(own_private_pem: &str, partner_uuid: &str) -> Result<(), client::Error> {
//! let partner = client::Client::new("https://pocketcredit.in", "client-id", "client-secret")?;
//! let keys = client::EnvelopeKeys::from_pem(own_private_pem)?;
//! let partner = partner.encrypted(partner_uuid, keys).await?;
//! # let _ = partner; Ok(()) }
//! ```
//!
//! The key must be enrolled first: [`Client::enrol_key`], or by the platform's staff.
//! Requests are sealed in the documented form unless [`EnvelopeKeys::in_form`] says
//! otherwise.
//!
//! Webhooks that come in are judged by [`webhook::verify`].

mod answer;
mod client;
mod encryption;
mod error;
mod keys;
mod lead;
mod sealing;
mod session;
pub mod webhook;

pub use client::Client;
pub use envelope::Form;
pub use error::Error;
pub use keys::EnvelopeKeys;
pub use lead::{LeadList, LeadQuery, LeadRow, NewLead, Pagination, Stats, Verdict};
