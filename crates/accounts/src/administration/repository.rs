//! The port to wherever partners are kept, for the lender's staff.

use kernel::{PageNumber, PageSize, PartnerId, PartnerUuid, PortResult, PortalUuid};

use super::{
    ChangeRecordError, DecideReviewError, Decision, DeletePartnerError, IssueTokenError,
    NewByStaff, NewNote, NoteRecord, PartnerAct, PartnerQuery, PayoutSums, Reading, RecordChange,
    Restoration, RestorePartnerError, TokenIssue,
};
use crate::{CreatePartnerError, PartnerRecord};

/// What the lender's staff do with partners. Each change is one transaction, carries its
/// audit entry and its letter, and is felt within 1 s by every instance. Of simultaneous
/// equal changes one succeeds. Except for looking at it and having it back, a deleted
/// partner is nobody.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait PartnerAdministration: Send + Sync {
    /// Creates a pending partner with its onboarding, as
    /// [`crate::OnboardingRepository::start`] does; with its company's name the second
    /// step is done.
    ///
    /// # Errors
    /// See [`CreatePartnerError`].
    fn create(&self, new: NewByStaff) -> Result<PartnerRecord, CreatePartnerError>;

    /// All that is kept of a partner, deleted or not.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn record(&self, partner: PartnerUuid) -> PortResult<Option<PartnerRecord>>;

    /// The partner one of whose people has the account `person`; `None` also when it is
    /// deleted.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn partner_of(&self, person: PortalUuid) -> PortResult<Option<PartnerUuid>>;

    /// A page of partners, and how many there are on all pages.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn page(&self, query: &PartnerQuery) -> PortResult<(Vec<PartnerRecord>, u64)>;

    /// Changes fields of a record, in one entry of the audit log but for the status, which
    /// has its own. From pending to rejected it is a review that was decided so.
    ///
    /// # Errors
    /// See [`ChangeRecordError`]. The status is judged first, by the status in the
    /// database; then whether the record is as it was seen.
    fn change(&self, change: RecordChange) -> Result<(), ChangeRecordError>;

    /// Deletes a partner: its rows stay, its slug, its address and those of its people are
    /// free. Every token issued so far never counts again, not even once the partner is
    /// back; its onboarding token and its people's links are gone.
    ///
    /// # Errors
    /// See [`DeletePartnerError`].
    fn delete(&self, deletion: PartnerAct) -> Result<(), DeletePartnerError>;

    /// Has a partner back as it was but for its tokens. Answers which of its people are
    /// not, because others have their addresses by now; they may be back another time.
    ///
    /// # Errors
    /// See [`RestorePartnerError`].
    fn restore(&self, restoration: Restoration) -> Result<Vec<PortalUuid>, RestorePartnerError>;

    /// Decides a review that waits. A rejected partner's onboarding is over.
    ///
    /// # Errors
    /// See [`DecideReviewError`].
    fn decide(&self, decision: Decision) -> Result<(), DecideReviewError>;

    /// Gives a pending partner a new onboarding token; the one before stops counting.
    ///
    /// # Errors
    /// See [`IssueTokenError`].
    fn issue_token(&self, issue: TokenIssue) -> Result<(), IssueTokenError>;

    /// Records that `by` looked at a document; `false` when there is no such partner, or
    /// it has no such document.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn note_reading(&self, reading: Reading) -> PortResult<bool>;

    /// What a partner's payouts come to beyond its totals.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn payouts(&self, partner: PartnerId) -> PortResult<PayoutSums>;

    /// Keeps a note; `None` when there is no such partner.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn add_note(&self, note: NewNote) -> PortResult<Option<NoteRecord>>;

    /// A page of the notes about a partner, newest first, and how many there are.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn notes(
        &self,
        partner: PartnerId,
        page: PageNumber,
        size: PageSize,
    ) -> PortResult<(Vec<NoteRecord>, u64)>;
}
