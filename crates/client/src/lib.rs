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

mod api;
mod client;
mod error;
mod lead;
mod session;

pub use client::Client;
pub use error::Error;
pub use lead::{LeadList, LeadQuery, LeadRow, NewLead, Pagination, Stats, Verdict};
