//! The port to wherever partners are kept.

use chrono::{DateTime, Utc};
use kernel::{Actor, PartnerId, PortFailure, PortResult};
use notices::Letter;

use crate::{
    NewPartner, Partner, PartnerHandle, PartnerStatus, SecretHash, SecretRecord,
    StatusTransitionError,
};

/// Why a partner was not created.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreatePartnerError {
    /// Another partner has this e-mail address.
    #[error("a partner with this e-mail address exists")]
    EmailTaken,
    /// Another partner has this slug, and it may not vary.
    #[error("a partner with this slug exists")]
    SlugTaken,
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Why a status was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatusChangeError {
    /// There is no such partner.
    #[error("no such partner")]
    Unknown,
    /// The status machine has no such step.
    #[error(transparent)]
    Transition(#[from] StatusTransitionError),
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// A change of a partner's status.
#[derive(Debug, Clone)]
pub struct StatusChange {
    /// Whose.
    pub partner: PartnerId,
    /// The status wanted.
    pub to: PartnerStatus,
    /// Tells the partner.
    pub letter: Letter,
    /// Who wants it.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// A new secret in the place of the newest.
#[derive(Debug, Clone)]
pub struct Rotation {
    /// Whose.
    pub partner: PartnerId,
    /// Hash of the new one.
    pub secret: SecretHash,
    /// When the newest one before ends; all older ones end at once.
    pub older_end_at: DateTime<Utc>,
    /// Refused if the newest one took another's place after this.
    pub unless_rotated_since: Option<DateTime<Utc>>,
    /// Tells the partner.
    pub letter: Letter,
    /// Who rotates.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why a secret was not rotated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RotateError {
    /// There is no such partner.
    #[error("no such partner")]
    Unknown,
    /// It has no secret yet, so there is nothing to rotate.
    #[error("the partner has no credentials yet")]
    NoCredentials,
    /// The newest secret took another's place a moment ago.
    #[error("the secret was rotated a moment ago")]
    TooSoon,
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Where partners are kept. Each change is one transaction and carries its audit
/// entry and its letter.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait PartnerRepository: Send + Sync {
    /// Creates a partner with its first secret. E-mail and slug are unique in
    /// the database; a slug that may vary becomes the first free one of
    /// `slug`, `slug-1`, `slug-2`, …
    ///
    /// # Errors
    /// See [`CreatePartnerError`].
    fn create(&self, partner: NewPartner, actor: Actor) -> Result<Partner, CreatePartnerError>;

    /// The partner `handle` names.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn find(&self, handle: &PartnerHandle) -> PortResult<Option<Partner>>;

    /// Every partner, oldest first.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn list(&self) -> PortResult<Vec<Partner>>;

    /// Changes the status if [`PartnerStatus::change_to`] allows it from the
    /// status in the database. Of simultaneous equal changes one succeeds.
    ///
    /// # Errors
    /// See [`StatusChangeError`].
    fn change_status(&self, change: StatusChange) -> Result<Partner, StatusChangeError>;

    /// Adds a secret. The newest one before it ends at [`Rotation::older_end_at`], all
    /// older ones at once, so that at most two are live. Of simultaneous rotations with
    /// [`Rotation::unless_rotated_since`] a moment ago one succeeds.
    ///
    /// # Errors
    /// See [`RotateError`].
    fn rotate_secret(&self, rotation: Rotation) -> Result<(), RotateError>;

    /// What there is to tell of the secrets of `partner` that are live at `now`,
    /// newest first. Of nobody there are none.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn live_secrets(&self, partner: PartnerId, now: DateTime<Utc>)
    -> PortResult<Vec<SecretRecord>>;
}
