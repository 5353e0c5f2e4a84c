//! The life of a lead: shared, judged, listed, exported, counted.
//!
//! [`ShareLead`] is the product's main job; [`ReadLeads`] is everything a
//! partner sees afterwards. Both speak to one port, [`LeadRepository`], whose
//! documentation is the contract an adapter must keep.

mod changes;
mod idempotency;
mod lead;
mod link;
mod list;
mod outcome;
mod read;
mod reindex;
mod repository;
mod search;
mod settle;
mod share;
mod stats;

pub use changes::{LeadChanges, LeadNews, LeadWatch};
pub use idempotency::{IdempotencyKey, IdempotencyKeyError, Replayable, WriteReply};
pub use lead::{AttributedLoan, LeadRecord, LinkedUser, NewLead, PayoutSummary};
pub use link::{CampaignForm, CampaignStyle, LinkBuilder, LinkError};
pub use list::{Cursor, LeadFilter, LeadQuery, LeadSort, Position, Slice, SortField, Total};
pub use outcome::{ShareError, ShareOutcome, StoreOutcome, StoreShareError};
pub use read::{LeadPage, OpenedLead, ReadLeads};
pub use reindex::LeadIndexes;
pub use repository::LeadRepository;
#[cfg(feature = "mocks")]
pub use repository::MockLeadRepository;
pub use search::{SearchError, SearchTerm};
pub use settle::{CurrentLead, KeepReply, SealReply, Settlement, ShareRequest, Shared, settle};
pub use share::{ShareCommand, ShareLead, SharePolicy};
pub use stats::{DayCount, LeadStats};
