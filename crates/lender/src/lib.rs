//! The lender's side: users and loan applications, as its core system reports
//! them (contract `lender-feed.md`).
//!
//! A [`RawMessage`] is what came in, by HTTP, NDJSON or CSV; [`Judge::judge`]
//! makes it a [`Message`] or lists what is wrong, field by field;
//! [`ReceiveFeed`] protects its personal data and hands it to the
//! [`FeedRepository`], where [`fold`] decides whether it changes the state.

mod disbursal;
mod fold;
mod judge;
mod message;
mod raw;
mod receive;
mod reindex;
mod repository;

pub use disbursal::{Report, loan_facts, stage_of, standing_disbursal};
pub use fold::{Folded, Stamp, fold};
pub use judge::{FeedLimits, Judge};
pub use message::{EntityKind, Loan, LoanMessage, Message, User, UserMessage};
pub use raw::{FieldError, Raw, RawLoan, RawMessage, RawUser};
pub use receive::{FeedAnswer, FeedResult, Prepared, ReceiveFeed};
pub use reindex::{MessageNames, ReindexMessages, RenamedMessage, UserIndexes};
#[cfg(feature = "mocks")]
pub use repository::MockFeedRepository;
pub use repository::{
    FeedOutcome, FeedRepository, ProtectedLoan, ProtectedMessage, ProtectedUser, RefusedBecause,
    StoredMessage,
};
