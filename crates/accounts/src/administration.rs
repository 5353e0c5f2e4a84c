//! What the lender's staff do with partners (contract `onboarding.md`).

mod amend;
mod change;
mod create;
mod desk;
mod documents;
mod freed;
mod laid_over;
mod note;
mod notes;
mod payout_sums;
mod query;
mod reason;
mod repository;

pub use amend::RecordPatch;
pub use change::{
    ChangeRecordError, DecideReviewError, Decision, DeletePartnerError, IssueTokenError, NewNote,
    PartnerAct, Reading, RecordChange, Restoration, RestorePartnerError, ReviewAnswer, TokenIssue,
};
pub use create::{DraftError, NewByStaff, StaffsDraft};
pub use desk::{AdministerPartners, IssuedToken, MOST_OVERLAP_HOURS, RestoredPartner};
pub use documents::{ReadDocument, ReadDocumentError};
pub use freed::{freed_email_index, tokens_end};
pub use note::{Note, NoteRecord, NoteText, NoteTextError};
pub use payout_sums::PayoutSums;
pub use query::{PartnerFilter, PartnerOrder, PartnerQuery, PartnerSearch, ReviewFilter};
pub use reason::{ReviewReason, ReviewReasonError};
#[cfg(feature = "mocks")]
pub use repository::MockPartnerAdministration;
pub use repository::PartnerAdministration;
