//! What staff change about a partner, as the store is asked for it.

use chrono::{DateTime, Utc};
use kernel::{
    BlindIndex, DocumentUuid, NoteUuid, PartnerId, PortFailure, RateBps, Sealed, StaffId,
    TaxIdsDisagree, WebAddress,
};
use notices::Letter;

use super::ReviewReason;
use crate::{
    KeptBusinessInfo, OnboardingToken, PartnerName, PartnerStatus, PartnerType, ReviewVerdict,
    SetupEndpoint, StatusTransitionError,
};

/// Who changes what, and when.
#[derive(Debug, Clone)]
pub struct PartnerAct {
    /// Whom it is about.
    pub partner: PartnerId,
    /// Who does it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// Tells the partner.
    pub letter: Letter,
}

/// A partner is to be back.
#[derive(Debug, Clone)]
pub struct Restoration {
    /// Who, whom, when.
    pub act: PartnerAct,
    /// Index of its e-mail address.
    pub email_index: BlindIndex,
}

/// A reviewer's decision.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Who, whom, when.
    pub act: PartnerAct,
    /// What was decided.
    pub verdict: ReviewVerdict,
    /// Why, sealed at [`crate::PartnerRecord::onboarding_field`] with
    /// `review_reason_sealed`.
    pub reason: Option<Sealed>,
    /// The record as the reviewer saw it was changed then; `None` does not ask.
    pub seen: Option<DateTime<Utc>>,
}

/// What a reviewer says.
#[derive(Debug, Clone)]
pub struct ReviewAnswer {
    /// Whether the partner may go live.
    pub approve: bool,
    /// Why.
    pub reason: Option<ReviewReason>,
    /// When the record that the reviewer looked at was changed last: one that was changed
    /// since is not decided upon. `None` does not ask.
    pub seen: Option<DateTime<Utc>>,
}

/// A new onboarding token in the place of the one before.
#[derive(Debug, Clone)]
pub struct TokenIssue {
    /// Who, whom, when.
    pub act: PartnerAct,
    /// The token as it is kept.
    pub token: OnboardingToken,
}

/// A note to be kept.
#[derive(Debug, Clone)]
pub struct NewNote {
    /// About whom.
    pub partner: PartnerId,
    /// Who wrote it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// Public identity.
    pub uuid: NoteUuid,
    /// What it says, sealed at [`crate::NoteRecord::field`].
    pub content: Sealed,
}

/// A document that was looked at.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Whose it is.
    pub partner: PartnerId,
    /// Which.
    pub document: DocumentUuid,
    /// Who looks.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Fields of a partner's record that get other values, all at once; `None` leaves
/// one, `Some(None)` empties it.
#[derive(Debug, Clone)]
pub struct RecordChange {
    /// About whom.
    pub partner: PartnerId,
    /// Who changes it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// When the record that this was judged by had changed last.
    pub seen: DateTime<Utc>,
    /// The names of the fields that change, as they are called on the wire; without the
    /// status, which is recorded by itself.
    pub fields: Vec<&'static str>,
    /// `name`.
    pub name: Option<PartnerName>,
    /// `email`, sealed, and its index.
    pub email: Option<(Sealed, BlindIndex)>,
    /// `phoneNumber`, sealed at [`crate::PartnerRecord::onboarding_field`] with
    /// `phone_sealed`.
    pub phone: Option<Option<Sealed>>,
    /// `partnerType`.
    pub kind: Option<Option<PartnerType>>,
    /// `rateBps`.
    pub rate: Option<Option<RateBps>>,
    /// `webhookUrl`. The endpoint of a partner that went live follows it.
    pub webhook: Option<Option<WebAddress>>,
    /// The endpoint for it, where there is none yet. Nobody has seen its secret: the
    /// partner rotates it to see one.
    pub endpoint: Option<SetupEndpoint>,
    /// `callbackUrl`.
    pub callback: Option<Option<WebAddress>>,
    /// `businessInfo`, as a whole.
    pub business: Option<KeptBusinessInfo>,
    /// What of its tax profile changed, as the audit log of that says; `None` for nothing.
    pub tax: Option<&'static str>,
    /// `status`, and what tells the partner of it.
    pub status: Option<(PartnerStatus, Letter)>,
}

/// Why a partner was not deleted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeletePartnerError {
    /// There is no such partner.
    #[error("no such partner")]
    Unknown,
    /// It is deleted.
    #[error("the partner is deleted")]
    Deleted,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Why a partner is not back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RestorePartnerError {
    /// There is no such partner.
    #[error("no such partner")]
    Unknown,
    /// It is not deleted.
    #[error("the partner is not deleted")]
    NotDeleted,
    /// Another partner has its e-mail address by now.
    #[error("another partner has the e-mail address")]
    EmailTaken,
    /// Another partner has its slug by now.
    #[error("another partner has the slug")]
    SlugTaken,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Why a review was not decided.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecideReviewError {
    /// There is no such partner.
    #[error("no such partner")]
    Unknown,
    /// Its first four steps are not done.
    #[error("the onboarding is not ready for review")]
    NotReady,
    /// It was decided, or the partner is not pending.
    #[error("there is nothing to decide")]
    Decided,
    /// It is not what the reviewer saw.
    #[error("the record was changed meanwhile")]
    Stale,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Why there is no new onboarding token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssueTokenError {
    /// There is no such partner.
    #[error("no such partner")]
    Unknown,
    /// It is not pending, so there is nothing to onboard.
    #[error("the partner is not pending")]
    NotPending,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Why a record was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRecordError {
    /// There is no such partner.
    #[error("no such partner")]
    Unknown,
    /// Another partner has this e-mail address.
    #[error("another partner has the e-mail address")]
    EmailTaken,
    /// The status machine has no such step, or staff may not take it.
    #[error(transparent)]
    Transition(#[from] StatusTransitionError),
    /// The PAN and GSTIN that there would be disagree.
    #[error(transparent)]
    TaxIdsDisagree(#[from] TaxIdsDisagree),
    /// The partner has as many webhook endpoints as it may, so that there is none for a
    /// `webhookUrl`.
    #[error("the partner has as many endpoints as it may")]
    TooManyEndpoints,
    /// The record was changed since it was looked at.
    #[error("the record was changed meanwhile")]
    Stale,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}
