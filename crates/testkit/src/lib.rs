//! What tests of other crates are made of: invented people and partners, fakes
//! of the ports, and the contracts every repository must pass.
//!
//! A contract is a function that tries a [`Harness`] and panics where a promise
//! of a port's documentation is broken. It runs against the fakes here and
//! against the real adapters in their own crates, so that a test that passes
//! with a fake says something about the real thing.
//!
//! Nothing here protects anything; it is a dev-dependency only.
#![expect(
    clippy::expect_used,
    reason = "test code: a broken promise is reported by a panic"
)]

mod contract;
mod entropy;
mod harness;
mod hasher;
mod memory;
mod messages;
mod partner;
mod person;
mod share;
mod time;
mod vault;

pub use contract::{
    families_contract, feed_at_once_contract, feed_contract, leads_contract, partners_contract,
    service_tokens_contract,
};
pub use entropy::SeededEntropy;
pub use harness::{AuditLine, Harness, Probe, Utm};
pub use hasher::FakeHasher;
pub use memory::{
    InMemoryAudit, InMemoryFamilies, InMemoryFeed, InMemoryLeads, InMemoryPartners,
    InMemoryServiceTokens, in_memory,
};
pub use messages::{loan_message, receive_feed, text, user_message};
pub use partner::{manage_partners, new_partner};
pub use person::Person;
pub use share::{command_of, share_lead, share_of, share_policy};
pub use time::{midday, seconds_after};
pub use vault::FakeVault;
